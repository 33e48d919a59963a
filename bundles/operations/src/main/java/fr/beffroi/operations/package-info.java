/** How the house is: metrics, health and shell commands. Reads everything and decides nothing; the one thing it has others do is to repair drift. */
package fr.beffroi.operations;
