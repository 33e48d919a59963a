/** Stories of the counter, on the real journal and both data stores. */
package fr.beffroi.broker;
