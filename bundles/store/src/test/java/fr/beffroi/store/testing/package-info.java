/** What the tests of every room with tables run on. */
package fr.beffroi.store.testing;
