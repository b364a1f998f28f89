package org.karavox.storage.schema.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.runtime.ConfigurationReport;
import org.karavox.runtime.SelfTest;
import org.karavox.storage.schema.DatabaseSchema;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The component: its thread, what it registers, and its verdict. */
class SchemaServiceTest {

    @TempDir
    Path folder;

    private final AtomicReference<DatabaseSchema> registered = new AtomicReference<>();
    private final List<ConfigurationReport.Value> values = new ArrayList<>();
    private final SchemaService service = new SchemaService(context(), Settings.of(TestBed.config()), ZoneOffset.UTC, report(), Clock.systemUTC());

    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { BundleContext.class },
                (proxy, method, arguments) -> {
                    assertEquals("registerService", method.getName());
                    DatabaseSchema schema = (DatabaseSchema) arguments[1];
                    registered.set(schema);
                    return Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { ServiceRegistration.class },
                            (registration, call, none) -> {
                                assertEquals("unregister", call.getName());
                                registered.compareAndSet(schema, null);
                                return null;
                            });
                });
    }

    private ConfigurationReport report() {
        return new ConfigurationReport() {
            @Override
            public List<Value> values() {
                return values;
            }

            @Override
            public List<Issue> issues() {
                return List.of();
            }

            @Override
            public void reload() {
                throw new AssertionError("nobody asked for it");
            }
        };
    }

    private static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void stop() {
        service.close();
        assertNull(registered.get(), "nothing stays registered");
    }

    @Test
    void aSlowDatabaseDoesNotHoldUpTheStart() {
        CountDownLatch never = new CountDownLatch(1);
        service.bindSource(TestBed.through(() -> {
            never.await();
            throw new SQLException("not reached");
        }));
        assertEquals(SelfTest.Level.FAILED, service.run().level());
        assertNull(registered.get());
    }

    @Test
    void tablesAreOfferedOnceTheDatabaseAnswers() throws Exception {
        TestBed bed = TestBed.of(TestBed.Kind.H2, folder);
        int[] attempts = { 0 };
        service.bindSource(TestBed.through(() -> {
            if (++attempts[0] < 2) {
                throw new SQLException("Connection refused", "08001");
            }
            return bed.source.getConnection();
        }));
        await(() -> service.problem().orElse("").startsWith("The database cannot be reached (Connection refused)"), "problem");
        await(() -> registered.get() != null, "registered after the second attempt");
        assertEquals(java.util.Optional.empty(), service.problem());
        assertEquals(SelfTest.Verdict.ok("18 tables are there"), service.run());
    }

    @Test
    void aNewDataSourceMakesNewTablesAndALateFarewellOfTheOldOneIsIgnored() throws Exception {
        TestBed first = TestBed.of(TestBed.Kind.H2, folder.resolve("first"));
        TestBed second = TestBed.of(TestBed.Kind.H2, folder.resolve("second"));
        service.bindSource(first.source);
        await(() -> registered.get() != null, "registered");
        DatabaseSchema before = registered.get();
        service.bindSource(second.source);
        service.unbindSource(first.source);
        await(() -> registered.get() != null && registered.get() != before, "registered anew");
        DatabaseSchema after = registered.get();
        service.bindSource(second.source);
        assertSame(after, registered.get());
        service.unbindSource(second.source);
        await(() -> registered.get() == null, "withdrawn");
    }

    @Test
    void withoutDatabaseOnPurposeAllIsWell() {
        values.add(new ConfigurationReport.Value("nocdr", "yes", "voipmonitor.conf:3", "karavox.storage.cdr"));
        assertEquals(SelfTest.Verdict.ok("No database is used (nocdr = yes)"), service.run());
    }

    @Test
    void aDatabaseThatIsLostLaterFailsTheTestButStaysOffered() throws Exception {
        TestBed bed = TestBed.of(TestBed.Kind.H2, folder);
        boolean[] lost = { false };
        service.bindSource(TestBed.through(() -> {
            if (lost[0]) {
                throw new SQLException("Communications link failure", "08S01");
            }
            return bed.source.getConnection();
        }));
        await(() -> registered.get() != null, "registered");
        lost[0] = true;
        SelfTest.Verdict verdict = service.run();
        assertEquals(SelfTest.Level.FAILED, verdict.level());
        assertTrue(verdict.found().contains("Communications link failure"), verdict.found());
        assertTrue(registered.get() != null);
    }
}
