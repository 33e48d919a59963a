/** Stories of orders that are carried out, with neighbours that fail, and a house that stops, at any point. */
package fr.beffroi.provisioning;
