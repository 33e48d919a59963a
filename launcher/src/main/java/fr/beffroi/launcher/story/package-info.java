/**
 * The demonstration: one month of an intercommunality's life, played on the running product over HTTP alone. The integration tests
 * play the same story with a smaller {@link fr.beffroi.launcher.story.Scale}.
 */
package fr.beffroi.launcher.story;
