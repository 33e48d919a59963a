package fr.beffroi.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fr.beffroi.api.Actor;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Platforms: what one of some communes reads, and what operations do with them. */
class PlatformsTest extends ApiOverHttp {
    @Test
    void aPlatformOfSomeCommunesReadsTheirsAndHasToNameOne() throws Exception {
        actor = Actor.platform("vistre", Optional.of(Set.of(House.NIMES.insee())));
        for (String path :
                List.of("/usage/totals", "/usage/hourly", "/usage/gaps", "/readings", "/readings/quarantine")) {
            assertProblem(403, "?tenant=30189", get(path));
            assertEquals(200, get(path + "?tenant=30189").statusCode(), path);
            assertEquals(403, get(path + "?tenant=30060").statusCode(), path);
        }
    }

    @Test
    void platformsAreListedGetANewPasswordAndAreWithdrawn() throws Exception {
        assertEquals(JSON.readTree("""
                        {"platforms":[{"name":"gard","title":"Portail du Gard"},
                                      {"name":"vistre","title":"Portail du Vistre","communes":["30189"]}]}
                        """), json(get("/platforms")));
        HttpResponse<String> answer = post("/platforms/vistre/password", null, "");
        assertEquals("{\"login\":\"vistre\",\"password\":\"battery-staple-correct\"}", answer.body());
        assertEquals(Optional.of("no-store"), answer.headers().firstValue("Cache-Control"));
        assertProblem(404, "nobody", post("/platforms/nobody/password", null, ""));
        assertEquals(204, delete("/platforms/vistre").statusCode());
        assertProblem(404, "nobody", delete("/platforms/nobody"));
        for (Actor other : List.of(CONTACT, AGENT, PLATFORM)) {
            actor = other;
            assertEquals(403, get("/platforms").statusCode());
            assertEquals(403, post("/platforms/vistre/password", null, "").statusCode());
            assertEquals(403, delete("/platforms/vistre").statusCode());
        }
    }
}
