/**
 * The counter of the house: the catalogue and the life of a subscription.
 *
 * <p>Nothing is exported; the room is found through {@link fr.beffroi.api.Broker} and {@link fr.beffroi.api.Declarations}.
 */
package fr.beffroi.broker;
