/** How the house is: metrics, health and shell commands. Reads everything, changes nothing. */
package fr.beffroi.operations;
