package fr.beffroi.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchResult;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ResultCode;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Binding;
import fr.beffroi.api.Bindings;
import fr.beffroi.api.Operation;
import fr.beffroi.api.Reason;
import fr.beffroi.api.Refusal;
import fr.beffroi.api.Role;
import fr.beffroi.api.Subscription;
import fr.beffroi.operations.IsolationReport.Finding;
import fr.beffroi.operations.IsolationReport.Result;
import fr.beffroi.tenancy.Directory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made of the answers of a directory whose walls stand, or don't. */
class DirectoryWallTest {
    private static final Actor STAFF = new Actor("staff/ops", Role.STAFF, Optional.empty());
    private static final String BASE = "ou=communes,dc=beffroi";
    private static final String PROGRAM = "uid=credential,ou=30189," + BASE;
    private static final String STRANGER = "branch-without-log-in";
    private static final String NEIGHBOUR = "branch-of-a-neighbour";
    private static final String INSTANCE = "branch-of-a-neighbour-as-an-instance";

    private InMemoryDirectoryServer server;
    private String password = "secret";
    private boolean breaksOff;
    private boolean refuses;
    private List<String> entries = List.of("credential");
    /** What an instance of the first commune finds in the branch of the other. */
    private Function<String, Boolean> reach = who -> false;

    /** A directory that anybody can read. */
    @BeforeEach
    void serve() throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.setSchema(null);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("here", InetAddress.getLoopbackAddress(), 0, null));
        config.addAdditionalBindCredentials(PROGRAM, "secret");
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processSearchRequest(InMemoryInterceptedSearchRequest search) throws LDAPException {
                if (refuses) {
                    throw new LDAPException(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
                }
            }

            @Override
            public void processSearchResult(InMemoryInterceptedSearchResult search) {
                if (breaksOff) {
                    search.setResult(new LDAPResult(search.getMessageID(), ResultCode.SIZE_LIMIT_EXCEEDED));
                }
            }
        });
        server = new InMemoryDirectoryServer(config);
        server.add("dn: " + BASE, "objectClass: organizationalUnit");
        for (String insee : List.of("30189", "30036")) {
            server.add("dn: ou=" + insee + "," + BASE, "objectClass: organizationalUnit");
            server.add("dn: ou=people,ou=" + insee + "," + BASE, "objectClass: organizationalUnit");
        }
        server.startListening();
    }

    @AfterEach
    void stop() {
        server.shutDown(true);
    }

    @Test
    void aBranchThatAnybodyCanReadIsABreach() {
        assertEquals(Map.of(STRANGER, Result.BREACHED, NEIGHBOUR, Result.BREACHED), results());
    }

    @Test
    void aBranchWithMoreEntriesThanTheServerGivesAwayIsABreachToo() {
        breaksOff = true;

        assertEquals(Map.of(STRANGER, Result.BREACHED, NEIGHBOUR, Result.BREACHED), results());
    }

    @Test
    void aProgramWhosePasswordIsNoLongerGoodHasTriedNothing() {
        password = "the one before";

        assertEquals(Result.NOT_TRIED, results().get(NEIGHBOUR));
    }

    @Test
    void aBranchThatIsNotToBeSeenIsHeld() throws Exception {
        server.deleteSubtree("ou=30189," + BASE);
        server.deleteSubtree("ou=30036," + BASE);

        assertEquals(Map.of(STRANGER, Result.HELD, NEIGHBOUR, Result.HELD), results());
    }

    @Test
    void aDirectoryThatRefusesIsHeld() {
        refuses = true;

        assertEquals(Map.of(STRANGER, Result.HELD, NEIGHBOUR, Result.HELD), results());
    }

    @Test
    void aDirectoryThatDoesNotAnswerIsNoGoodNews() {
        String address = uri();
        server.shutDown(true);

        assertEquals(Map.of(STRANGER, Result.NOT_TRIED, NEIGHBOUR, Result.NOT_TRIED), results(address));
    }

    @Test
    void anInstanceThatSeesTheBranchOfANeighbourIsABreach() {
        assertEquals(Result.NOT_TRIED, asAnInstance(), "there is none to try it with");
        entries = List.of("credential", "instance-actes");
        assertEquals(Result.HELD, asAnInstance());
        reach = "30189/actes 30036"::equals;
        assertEquals(Result.BREACHED, asAnInstance());
        reach = who -> {
            throw new Refusal(Reason.FORBIDDEN, "Its entry is missing.");
        };
        assertEquals(Result.NOT_TRIED, asAnInstance(), "whoever isn't let in has tried nothing");
    }

    private Result asAnInstance() {
        return all(uri()).get(INSTANCE);
    }

    private String uri() {
        return "ldap://127.0.0.1:" + server.getListenPort();
    }

    private Map<String, Result> results() {
        return results(uri());
    }

    private Map<String, Result> results(String uri) {
        Map<String, Result> overLdap = new HashMap<>(all(uri));
        overLdap.remove(INSTANCE);
        return overLdap;
    }

    private Map<String, Result> all(String uri) {
        Lives lives = new Lives();
        lives.ended(
                "s1", Subscription.State.ACTIVE, Operation.Kind.SUBSCRIBE, Operation.State.SUCCEEDED, Duration.ZERO);
        Binding binding = new Binding(
                "b1",
                "s1",
                Lives.NIMES,
                "of-actes",
                "pl-standard",
                "credential",
                Map.of(),
                Binding.State.ACTIVE,
                Lives.NOW,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                lives.all.get(0).operation());
        Bindings bindings = Lives.standIn(Bindings.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "bindings" -> List.of(binding);
            case "secret" -> Optional.of(new Bindings.Secret(PROGRAM, password, Optional.of(uri), Optional.empty()));
            default -> throw new IllegalStateException(method + " is not asked here");
        });
        return new DirectoryWall(lives.broker(), bindings, directory(uri))
                .tryAll(STAFF).stream().collect(Collectors.toMap(Finding::attempt, Finding::result));
    }

    private Directory directory(String uri) {
        return Lives.standIn(Directory.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "branches" -> List.of("30189", "30036");
            case "programAccess" ->
                Optional.of(new Directory.ProgramAccess(uri, "uid=" + arguments[1], "ou=" + arguments[0] + "," + BASE));
            case "programs" -> entries;
            case "reaches" -> reach.apply(arguments[0] + "/" + arguments[1] + " " + arguments[2]);
            default -> throw new IllegalStateException(method + " is not asked here");
        });
    }
}
