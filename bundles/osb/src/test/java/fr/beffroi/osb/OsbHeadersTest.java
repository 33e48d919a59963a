package fr.beffroi.osb;

import static fr.beffroi.osb.TestHouse.binding;
import static fr.beffroi.osb.TestHouse.bindingPath;
import static fr.beffroi.osb.TestHouse.json;
import static fr.beffroi.osb.TestHouse.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fr.beffroi.api.Actor;
import fr.beffroi.api.Manner;
import fr.beffroi.api.Order;
import fr.beffroi.api.Origin;
import fr.beffroi.osb.TestHouse.Answer;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Requirements 1 to 9: headers, who comes in, and content. */
class OsbHeadersTest extends OsbOverHttp {
    @Test
    void item001_everyMinorOfVersion2IsServed() throws Exception {
        for (String version : List.of("2.0", "2.13", "2.17", "2.99", " 2.17 ")) {
            withHeader("X-Broker-API-Version", version).is(200);
        }
    }

    @Test
    void item002_anotherMajorVersionIs412() throws Exception {
        for (String version : List.of("1.0", "3.0", "2", "2.x", "22.1", "")) {
            withHeader("X-Broker-API-Version", version).isRefused(412, "VersionNotSupported");
        }
    }

    @Test
    void item003_aMissingVersionIs412WithADescription() throws Exception {
        Answer answer = house.bare("/catalog").isRefused(412, "VersionNotSupported");
        assertTrue(answer.text("/description").contains("2.17"));
    }

    @Test
    void item004_onlyPlatformsAndOperationsComeInAnywhere() throws Exception {
        house.actor = Actor.visitor();
        house.get("/catalog").isRefused(401, "Unauthenticated");
        house.get("/nowhere").isRefused(401, "Unauthenticated");
        house.provision("s1", json("{}")).isRefused(401, "Unauthenticated");
        house.actor = Actor.program("credential-1", TestHouse.NIMES, "actes");
        house.get("/catalog").isRefused(403, "Forbidden");
    }

    @Test
    void item005_whoAskedThePlatformIsHandedOn() throws Exception {
        identified("cloudfoundry " + base64("{\"user_id\":\"683ea748\",\"groups\":[\"a\"]}"))
                .is(202);
        assertEquals(
                Optional.of(new Origin("cloudfoundry", Map.of("user_id", "683ea748", "groups", List.of("a")))),
                house.broker.manner.origin());
        house.provision("s2", order()).is(202);
        assertEquals(new Manner(true, Optional.empty()), house.broker.manner);
    }

    @Test
    void item005_aMalformedIdentityIs400AndNotRepeated() throws Exception {
        for (String wrong : List.of(
                "",
                "cloudfoundry",
                "cloudfoundry nonsense!",
                "cloudfoundry " + base64("[\"marie\"]"),
                "cloudfoundry " + base64("{\"user\":\"marie\""),
                base64("{}") + " cloudfoundry more")) {
            Answer answer = identified(wrong).isRefused(400, "BadRequest");
            assertFalse(answer.body().contains("marie"));
        }
        assertEquals(Map.of(), house.broker.subscriptions);
    }

    @Test
    void item006_theRequestIdentityStandsOnEveryAnswer() throws Exception {
        UnaryOperator<HttpRequest.Builder> named = r -> r.setHeader("X-Broker-API-Request-Identity", "e26cee84");
        for (Answer answer : List.of(
                house.send("GET", "/catalog", null, named),
                house.send("GET", "/nowhere", null, named),
                house.send("POST", "/catalog", "{}", named),
                house.send("PUT", SET, "{", named),
                house.send("DELETE", SET, null, named),
                house.send("GET", "/catalog", null, r -> named.apply(r).setHeader("X-Broker-API-Version", "1.0")))) {
            assertEquals(Optional.of("e26cee84"), answer.header("X-Broker-API-Request-Identity"), answer::body);
        }
    }

    @Test
    void item007_unknownFieldsAreIgnored() throws Exception {
        ObjectNode order = order();
        order.put("vendor", "extension").putObject("more").put("of", "it");
        house.provision("s1", order).is(202);
        house.provision("s1", order()).is(202);
        house.broker.succeed("s1");
        house.update("s1", "{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\", \"vendor\": 1}")
                .is(202);
        house.broker.succeed("s1");
        house.bind("s1", "b1", json("{\"service_id\": \"of-actes\", \"plan_id\": \"pl-plus\", \"vendor\": []}"))
                .is(201);
    }

    @Test
    void item008_aWrongContentTypeIs400AndAMissingOneIsRead() throws Exception {
        String order = order().toString();
        house.send("PUT", SET + WAITS, order, r -> r.setHeader("Content-Type", "text/xml"))
                .isRefused(400, "BadRequest");
        house.send("PUT", SET + WAITS, order, r -> r.setHeader("Content-Type", "Application/JSON; charset=utf-8"))
                .is(202);
        house.send("PUT", SET + WAITS, order, r -> r).is(202);
    }

    @Test
    void item008_aBodyThatIsNoJsonObjectIs400() throws Exception {
        house.standing("s2");
        String twice = order().toString().replaceFirst("\\{", "{\"plan_id\":\"pl-large\",");
        for (String body : List.of("", "{", "[]", "null", "\"x\"", order() + "{}", twice)) {
            for (String path : List.of(SET, "/service_instances/s2/service_bindings/b1")) {
                house.send("PUT", path + WAITS, body, r -> r).isRefused(400, "BadRequest");
            }
            house.send("PATCH", "/service_instances/s2" + WAITS, body, r -> r).isRefused(400, "BadRequest");
        }
        assertEquals(Set.of("s2"), house.broker.subscriptions.keySet());
    }

    @Test
    void item009_idsHoldAnyCharacters() throws Exception {
        for (Map.Entry<String, String> id : Map.of(
                        "caf%C3%A9%20%2B+%3B%3F%23a", "café ++;?#a",
                        "a%2Fb%2Flast_operation", "a/b/last_operation",
                        "100%25%32%35", "100%25",
                        "a%5Cb", "a\\b",
                        "a;b=c", "a;b=c",
                        "a%22%3C%7B%7D%3E%7C", "a\"<{}>|")
                .entrySet()) {
            house.begin();
            String encoded = id.getKey();
            String plain = id.getValue();
            house.provision(encoded, order()).is(202);
            assertEquals(Set.of(plain), house.broker.subscriptions.keySet());
            house.broker.succeed(plain);
            house.get("/service_instances/" + encoded).is(200);
            house.get("/service_instances/" + encoded + "/last_operation?operation=op%2D1")
                    .is(200);
            house.bind(encoded, encoded, binding()).is(201);
            assertEquals(plain, ((Order.Bind) house.bindings.order).binding());
            house.get(bindingPath(encoded, encoded)).is(200);
            house.get(bindingPath(encoded, encoded) + "/last_operation").is(200);
            house.unbind(encoded, encoded).is(200);
            house.deprovision(encoded).is(202);
        }
    }

    private Answer identified(String identity) throws Exception {
        return house.send(
                "PUT",
                SET + WAITS,
                order().toString(),
                request -> request.setHeader("X-Broker-API-Originating-Identity", identity));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
