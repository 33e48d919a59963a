package fr.beffroi.hosting.internal;

import fr.beffroi.hosting.Blueprint;
import fr.beffroi.hosting.Instance;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * An instance that serves without running: nothing of it is in the framework, and whoever comes to its address wakes it. One that could
 * not be woken is left alone for {@value #REST_SECONDS} seconds, so that those who come meanwhile don't make it fail again and again.
 */
final class Parked implements Resident, Way {
    static final long REST_SECONDS = 30;

    private final Address address;
    private final Blueprint blueprint;
    private final Waker waker;
    /** When it could not be woken, in nanoseconds of {@link System#nanoTime}. */
    private volatile OptionalLong failed = OptionalLong.empty();

    Parked(Address address, Blueprint blueprint, Waker waker) {
        this.address = address;
        this.blueprint = blueprint;
        this.waker = waker;
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Blueprint blueprint() {
        return blueprint;
    }

    @Override
    public boolean openToVisitors() {
        return blueprint.offering().openToVisitors();
    }

    @Override
    public boolean isMadeFrom(Blueprint other) {
        return blueprint.version().equals(other.version())
                && blueprint.parameters().equals(other.parameters());
    }

    /** It did not start, or did not pass its check. */
    void didNotWake() {
        failed = OptionalLong.of(System.nanoTime());
    }

    @Override
    public Optional<Route> route() {
        OptionalLong last = failed;
        if (last.isPresent() && System.nanoTime() - last.getAsLong() < TimeUnit.SECONDS.toNanos(REST_SECONDS)) {
            return Optional.empty();
        }
        return waker.wake(address);
    }

    @Override
    public Optional<String> illness() {
        return failed.isPresent() ? Optional.of("It could not be woken, for what the log says.") : Optional.empty();
    }

    @Override
    public Instance snapshot() {
        return new Instance(
                address.tenant(),
                address.service(),
                blueprint.version(),
                blueprint.parameters(),
                failed.isPresent() ? Instance.State.CLOSED : Instance.State.PARKED);
    }
}
