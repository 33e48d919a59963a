/**
 * What the script {@code ./beffroi} does in Java: a client of the product that knows it by its HTTP interfaces alone. What it says
 * to people is French, for it is municipal operators who read it.
 */
package fr.beffroi.launcher;
