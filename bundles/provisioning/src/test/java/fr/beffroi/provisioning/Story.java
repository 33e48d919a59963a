package fr.beffroi.provisioning;

import static fr.beffroi.provisioning.World.NIMES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fr.beffroi.api.Binding;
import fr.beffroi.api.Subscription;
import fr.beffroi.api.decision.Decision;
import fr.beffroi.api.decision.Decision.ArchiveKept;
import fr.beffroi.api.decision.Decision.CommuneLeft;
import fr.beffroi.api.decision.Decision.DeletionCertified;
import fr.beffroi.api.decision.Decision.OperationFailed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One operation of each kind: what is there before, the order, and how it ends, whatever happens in between. */
enum Story {
    SUBSCRIBE {
        @Override
        void before(House house) {}

        @Override
        void order(House house) {
            house.subscribe("s-1", NIMES);
        }

        @Override
        void after(House house) {
            requireInUse(house, "1.0.0");
            assertEquals(5, house.standing(NIMES).size());
        }
    },
    /** It can't be made, and nothing is left. */
    GIVE_UP {
        @Override
        void before(House house) {
            house.world.failsForEver("check");
        }

        @Override
        void order(House house) {
            house.subscribe("s-1", NIMES);
        }

        @Override
        void after(House house) {
            assertEquals(Subscription.State.FAILED, house.find("s-1").state());
            assertEquals(List.of(), house.standing(NIMES));
            assertEquals(1, count(house, OperationFailed.class));
        }
    },
    CHANGE {
        @Override
        void order(House house) {
            house.change("s-1", Map.of("note", "y"), "1.1.0");
        }

        @Override
        void after(House house) {
            requireInUse(house, "1.1.0");
            assertEquals(Map.of("note", "y"), house.find("s-1").parameters());
        }
    },
    GO_BACK {
        @Override
        void order(House house) {
            house.world.failsForEver("check 1.1.0");
            house.change("s-1", Map.of("note", "y"), "1.1.0");
        }

        @Override
        void after(House house) {
            house.await("it is open again", () -> house.isServing(NIMES));
            requireInUse(house, "1.0.0");
            assertEquals(List.of(), house.find("s-1").operation().leftovers());
            assertEquals(1, count(house, OperationFailed.class));
        }
    },
    SUSPEND {
        @Override
        void order(House house) {
            house.suspend("s-1");
        }

        @Override
        void after(House house) {
            assertEquals(Subscription.State.SUSPENDED, house.find("s-1").state());
            assertFalse(house.isServing(NIMES));
            assertEquals(Set.of("30189/actes"), house.suspended);
            assertEquals(Set.of(), house.world.groups);
            assertEquals(Map.of(), house.world.programs);
        }
    },
    RESUME {
        @Override
        void before(House house) {
            super.before(house);
            house.suspend("s-1");
            house.ended("s-1");
        }

        @Override
        void order(House house) {
            house.resume("s-1");
        }

        @Override
        void after(House house) {
            requireInUse(house, "1.0.0");
            assertEquals(1, house.world.programs.size());
        }
    },
    /** The last one of a commune that leaves. */
    UNSUBSCRIBE {
        @Override
        void order(House house) {
            house.broker.leave(House.OPS, NIMES, false);
        }

        @Override
        void after(House house) {
            assertEquals(Subscription.State.CLOSED, house.find("s-1").state());
            assertEquals(List.of(), house.standing(NIMES));
            assertEquals(Set.of(), house.world.branches);
            assertEquals(1, house.archives.of(House.OPS, NIMES).size());
            assertEquals(1, count(house, ArchiveKept.class));
            assertEquals(1, count(house, DeletionCertified.class));
            assertEquals(1, count(house, CommuneLeft.class));
        }
    },
    BIND {
        @Override
        void order(House house) {
            house.bind("s-1", "b-2");
        }

        @Override
        boolean isUnderWay(House house) {
            return house.binding("s-1", "b-2").operation().isUnderWay();
        }

        @Override
        void after(House house) {
            assertEquals(Binding.State.ACTIVE, house.binding("s-1", "b-2").state());
            assertEquals(2, house.world.programs.size());
        }
    },
    UNBIND {
        @Override
        void order(House house) {
            house.unbind("s-1", "b-1");
        }

        @Override
        boolean isUnderWay(House house) {
            return house.binding("s-1", "b-1").operation().isUnderWay();
        }

        @Override
        void after(House house) {
            assertEquals(Binding.State.CLOSED, house.binding("s-1", "b-1").state());
            assertEquals(Map.of(), house.world.programs);
        }
    };

    /** A service in use, with a program. */
    void before(House house) {
        house.subscribe("s-1", NIMES);
        house.ended("s-1");
        house.bind("s-1", "b-1");
        house.ended("s-1", "b-1");
    }

    abstract void order(House house);

    boolean isUnderWay(House house) {
        return house.find("s-1").operation().isUnderWay();
    }

    /** The same, however often the house was stopped. */
    abstract void after(House house);

    static long count(House house, Class<? extends Decision> kind) {
        return house.decisions().stream().filter(kind::isInstance).count();
    }

    private static void requireInUse(House house, String version) {
        assertEquals(Subscription.State.ACTIVE, house.find("s-1").state());
        assertEquals(Optional.of(version), house.find("s-1").version());
        assertEquals(version, house.instances.get("30189/actes").version());
        assertTrue(house.isServing(NIMES));
    }
}
