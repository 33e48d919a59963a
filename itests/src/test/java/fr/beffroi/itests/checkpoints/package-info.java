/**
 * A bundle that only the tests put into a copy of the distribution. It stands before the journal, the directory, the tenant
 * databases and hosting, for the broker and provisioning alone: writes down each change they ask for, and holds the one that the test
 * has named, so that the process can be killed exactly there. No line of the product knows of it.
 */
package fr.beffroi.itests.checkpoints;
