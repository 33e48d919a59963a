package fr.beffroi.store.testing;

import fr.beffroi.store.Store;
import fr.beffroi.store.TenantDatabases;
import fr.beffroi.store.internal.SqlStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Runs the tests of {@link OnBothStores}, {@link OnSqlite} and {@link OnPostgresql}. */
final class BothStores implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Method test = context.getRequiredTestMethod();
        Stream.Builder<TestTemplateInvocationContext> invocations = Stream.builder();
        if (!test.isAnnotationPresent(OnPostgresql.class)) {
            invocations.add(on("SQLite", StoreUnderTest::sqlite));
        }
        if (!test.isAnnotationPresent(OnSqlite.class)) {
            invocations.add(on("PostgreSQL", StoreUnderTest::postgresql));
        }
        return invocations.build();
    }

    private static TestTemplateInvocationContext on(String name, Function<Path, StoreUnderTest> opening) {
        return new TestTemplateInvocationContext() {
            @Override
            public String getDisplayName(int index) {
                return "on " + name;
            }

            @Override
            public List<Extension> getAdditionalExtensions() {
                return List.of(skipped(name), new OneStore(opening));
            }
        };
    }

    /** Asked before anything of the test is made: what is aborted while its parameters are made would count as failed. */
    private static ExecutionCondition skipped(String name) {
        return context -> name.equals("PostgreSQL") && PostgresServer.isMissing()
                ? ConditionEvaluationResult.disabled(
                        "PostgreSQL is not installed (Debian: apt-get install postgresql).")
                : ConditionEvaluationResult.enabled("It is there.");
    }

    /** One invocation's store. Belongs to that invocation alone. */
    private static final class OneStore implements ParameterResolver, AfterEachCallback {
        private static final Map<Class<?>, Function<StoreUnderTest, Object>> PARAMETERS = Map.of(
                Store.class, StoreUnderTest::store,
                SqlStore.class, StoreUnderTest::store,
                TenantDatabases.class, StoreUnderTest::tenantDatabases,
                StoreUnderTest.class, store -> store);

        private final Function<Path, StoreUnderTest> opening;
        private StoreUnderTest store;

        OneStore(Function<Path, StoreUnderTest> opening) {
            this.opening = opening;
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return PARAMETERS.containsKey(parameter.getParameter().getType());
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            if (store == null) {
                store = opening.apply(folder());
            }
            return PARAMETERS.get(parameter.getParameter().getType()).apply(store);
        }

        private static Path folder() {
            try {
                return Files.createTempDirectory("beffroi-store-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void afterEach(ExtensionContext context) throws Exception {
            if (store != null) {
                store.close();
                try (Stream<Path> files = Files.walk(store.folder())) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }
}
