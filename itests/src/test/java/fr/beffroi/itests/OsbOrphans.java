package fr.beffroi.itests;

import static fr.beffroi.itests.ContractHouse.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Orphans, and what clients rely on: items 102 to 105. */
interface OsbOrphans extends OsbItems {
    @Test
    default void item102_anOrphanIsDeletedHoweverFarItsCreationGot() {
        platform()
                .delete(instance("never-heard-of") + ASYNC + "&" + Town.ACTES.ids())
                .expect(410);

        ContractHouse.Made half = house().held(Town.ACTES);
        platform().delete(half.path() + ASYNC + "&" + half.ids()).expect(202);
        house().release(half.insee());
        house().awaitSuccess(half.path());

        ContractHouse.Made failed =
                new ContractHouse.Made(house().id(), house().commune(), Town.CASSE, Town.CASSE.plan());
        platform().put(failed.path() + ASYNC, Town.CASSE.order(failed.insee())).expect(202);
        assertEquals("failed", house().awaitEnd(failed.path()));
        if (platform()
                        .delete(failed.path() + ASYNC + "&" + failed.ids())
                        .expect(200, 202, 410)
                        .status()
                == 202) {
            house().awaitSuccess(failed.path());
        }

        ContractHouse.Made annuaire = house().make(Town.ANNUAIRE);
        house().hold(annuaire.insee(), "Directory.openProgram");
        platform().put(annuaire.binding("b") + ASYNC, house().body(annuaire)).expect(202);
        house().awaitHeld(annuaire.insee());
        platform().delete(annuaire.binding("b") + ASYNC + "&" + annuaire.ids()).expect(202);
        house().release(annuaire.insee());
        house().awaitSuccess(annuaire.binding("b"));
        platform().get(annuaire.binding("b")).expect(404);
        assertEquals(List.of(), drift());
    }

    @Test
    default void item103_a4xxLeavesNoOrphan() {
        platform()
                .put(instance("rejected"), Town.ACTES.order(house().commune()))
                .expect(422);
        platform().put(instance("rejected") + ASYNC, Town.ACTES.order("99999")).expect(400);
        platform().get(instance("rejected") + "/last_operation").expect(404);
        assertEquals(List.of(), drift());
    }

    @Test
    default void item104_aSuccessIs200201Or202AndNothingElse() {
        ContractHouse.Made registre = house().make(Town.REGISTRE);
        ContractHouse.Made actes = house().make(Town.ACTES);
        for (OsbClient.Reply reply : List.of(
                platform().get("/v2/catalog"),
                platform().put(registre.path(), Town.REGISTRE.order(registre.insee())),
                platform().patch(registre.path(), change(Town.REGISTRE, Town.REGISTRE_LARGE)),
                platform().get(registre.path()),
                platform().put(actes.binding("b"), house().body(actes)),
                platform().get(actes.binding("b")),
                platform().get(actes.binding("b") + "/last_operation"),
                platform().delete(actes.binding("b") + "?" + actes.ids()),
                platform().delete(registre.path() + "?" + Town.REGISTRE.ids(Town.REGISTRE_LARGE)),
                platform().delete(actes.path() + ASYNC + "&" + actes.ids()))) {
            reply.expect(200, 201, 202);
        }
    }

    @Test
    default void item105_theContextsOfTheProfileAreToleratedAndKept() {
        for (Map<String, String> context : List.of(
                Map.of(
                        "platform", "cloudfoundry",
                        "organization_guid", "o",
                        "organization_name", "n",
                        "space_guid", "s",
                        "space_name", "m",
                        "instance_name", "i"),
                Map.of("platform", "kubernetes", "namespace", "mairie", "clusterid", "c", "instance_name", "i"))) {
            ObjectNode order = Town.REGISTRE.order(house().commune());
            ObjectNode words = order.putObject("context");
            context.forEach(words::put);
            String path = instance(house().id());
            platform().put(path, order).expect(201);
            platform().put(path, order).expect(200);
            words.put("instance_name", "another");
            platform().put(path, order).expect(409);
        }
    }
}
