package fr.beffroi.rest;

import fr.beffroi.api.Terms;
import fr.beffroi.api.Terms.BindingTerms;
import fr.beffroi.api.Terms.Population;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code terms} in a service's file: on what terms it is ordered, changed and left. Whatever isn't said is as in {@link Terms#PLAIN}. */
final class OfferingTerms {
    private static final Map<String, BindingTerms.Access> ACCESS =
            Map.of("instance", BindingTerms.Access.INSTANCE, "directory", BindingTerms.Access.DIRECTORY);

    private OfferingTerms() {}

    static Optional<Terms> read(Fields fields) {
        fields.only(
                "immediate",
                "plan-updateable",
                "approval",
                "notice-days",
                "population",
                "prerequisites",
                "places",
                "binding");
        boolean immediate = fields.yes("immediate");
        boolean planUpdateable = fields.yes("plan-updateable");
        boolean approval = fields.yes("approval");
        int noticeDays = count(fields, "notice-days").orElse(0);
        Population population =
                fields.nested("population", OfferingTerms::population).orElse(Population.ANY);
        List<String> prerequisites = fields.texts("prerequisites");
        OptionalInt places = count(fields, "places");
        Optional<BindingTerms> binding = fields.nested("binding", OfferingTerms::binding);
        return fields.build(() ->
                new Terms(immediate, planUpdateable, binding, approval, noticeDays, population, prerequisites, places));
    }

    private static Optional<Population> population(Fields fields) {
        fields.only("least", "most");
        OptionalInt least = count(fields, "least");
        OptionalInt most = count(fields, "most");
        return fields.build(() -> new Population(least, most));
    }

    private static Optional<BindingTerms> binding(Fields fields) {
        fields.only("access", "rotatable", "lifetime-days", "renewal-days");
        BindingTerms.Access access = fields.value("access", Scalars.oneOf(ACCESS));
        boolean rotatable = fields.yes("rotatable");
        OptionalInt lifetimeDays = count(fields, "lifetime-days");
        int renewalDays = count(fields, "renewal-days").orElse(0);
        return fields.build(() -> new BindingTerms(access, rotatable, lifetimeDays, renewalDays));
    }

    private static OptionalInt count(Fields fields, String key) {
        return fields.optional(key, Scalars::count).map(OptionalInt::of).orElse(OptionalInt.empty());
    }
}
