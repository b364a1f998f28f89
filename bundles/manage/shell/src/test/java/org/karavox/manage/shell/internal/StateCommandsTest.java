package org.karavox.manage.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.karavox.call.CallEnd;
import org.karavox.runtime.ConfigurationReport;
import org.karavox.runtime.DatabaseRuntime;
import org.karavox.runtime.DecoderStatus;
import org.karavox.runtime.Ledger;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.runtime.RecordQueueRuntime;
import org.karavox.runtime.SelfTest;
import org.karavox.runtime.SelfTest.Level;
import org.karavox.runtime.SelfTest.Verdict;
import org.karavox.runtime.SensorIdentity;
import org.karavox.runtime.SpoolRuntime;
import org.karavox.storage.CallSink;

class StateCommandsTest {

    private static final DatabaseRuntime.Status WELL = new DatabaseRuntime.Status("jdbc:mysql://db/voipmonitor", "MariaDB 11.4", true, Fakes.START,
            Optional.empty(), Map.of("cdr", 12L, "cdr_rtp", 24L), List.of("p261123", "p261124"), List.of("One note."));
    private static final RecordQueueRuntime.Status QUEUE = new RecordQueueRuntime.Status("j1", 100, 90, 5_000_000, 0, Optional.empty(),
            List.of(new RecordQueueRuntime.Store("database", 80, 1, Optional.of("Lock wait timeout"), Fakes.START)));

    private final FakeShell shell = new FakeShell().with(SensorIdentity.class, Fakes.in("UTC"));

    @Test
    void theDatabaseIsShownWithItsTablesAndTheQueueBeforeIt() throws Exception {
        String printed = shell.with(DatabaseRuntime.class, () -> WELL).with(RecordQueueRuntime.class, () -> QUEUE).print(new DbCommand());

        assertTrue(printed.contains("Database jdbc:mysql://db/voipmonitor, MariaDB 11.4"), printed);
        assertTrue(printed.contains("available since 2026-11-24 10:00:00"), printed);
        assertTrue(printed.contains("2 partitions of cdr, p261123 to p261124"), printed);
        assertTrue(printed.matches("(?s).*cdr_rtp +24.*"), printed);
        assertTrue(printed.matches("(?s).*database +80 +10 +1 +2026-11-24 10:00:00 +Lock wait timeout.*"), printed);
    }

    @Test
    void anUnreachableDatabaseSaysWhyAndWhatToDo() throws Exception {
        DatabaseRuntime.Status down = new DatabaseRuntime.Status("jdbc:mysql://db/voipmonitor", "", false, Fakes.START,
                Optional.of("Connection refused: start the server"), Map.of(), List.of(), List.of());
        String printed = shell.with(DatabaseRuntime.class, () -> down).print(new DbCommand());
        assertTrue(printed.contains("not available since") && printed.contains("Connection refused: start the server"), printed);
        assertTrue(printed.contains("No queue is installed"), printed);
    }

    @Test
    void scriptsGetTheStateOfDatabaseAndQueue() throws Exception {
        List<List<String>> rows = shell.with(DatabaseRuntime.class, () -> WELL).with(RecordQueueRuntime.class, () -> QUEUE).rows(new DbCommand());
        assertEquals(List.of("database", "jdbc:mysql://db/voipmonitor", "MariaDB 11.4", "available", "2026-11-24 10:00:00", "-"), rows.get(0));
        assertTrue(rows.contains(List.of("rows", "cdr", "12")), rows.toString());
        assertTrue(rows.contains(List.of("store", "database", "80", "10", "1", "2026-11-24 10:00:00", "Lock wait timeout")), rows.toString());
    }

    @Test
    void theSpoolIsShownWithWhatWasRemovedAndWhy() throws Exception {
        String printed = shell.with(SpoolRuntime.class, spool()).print(new SpoolCommand());

        assertTrue(printed.matches("(?s).*/spool +1\\.0 GB +10\\.0 GB +works.*"), printed);
        assertTrue(printed.matches("(?s).*rtp +500 MB +1\\.0 GB +12 +7 +2026-11-24 10:00:00.*"), printed);
        assertTrue(printed.contains("/spool/2026-11-17/10") && printed.contains("older than 7 days"), printed);
    }

    @Test
    void scriptsGetTheSpoolInBytes() throws Exception {
        List<List<String>> rows = shell.with(SpoolRuntime.class, spool()).rows(new SpoolCommand());
        assertEquals(List.of("root", "/spool", "1073741824", "10737418240", "-"), rows.get(0));
        assertEquals(List.of("usage", "rtp", "524288000", "12", "1073741824", "7", "2026-11-24 10:00:00"), rows.get(1));
        assertEquals("deletion", rows.get(2).get(0));
    }

    private static SpoolRuntime spool() {
        return new SpoolRuntime() {

            @Override
            public Status status() {
                return new Status(List.of(new Root(Path.of("/spool"), 1L << 30, 10L << 30, Optional.empty())),
                        List.of(new Usage("rtp", 500L << 20, 12, 1L << 30, 7, Optional.of(Fakes.START))), Optional.empty());
            }

            @Override
            public List<Deletion> deletions(int limit) {
                return List.of(new Deletion(Fakes.START, Path.of("/spool"), "2026-11-17/10", "rtp", 3, 4096, "older than 7 days"));
            }
        };
    }

    // ---- self-test

    @Test
    void aHealthyMonitorPassesItsSelfTest() throws Exception {
        healthy();
        shell.with(SelfTest.class, test("database", Verdict.ok("MariaDB 11.4")));

        List<List<String>> rows = shell.rows(new SelfTestCommand());

        assertTrue(rows.stream().allMatch(row -> row.get(0).equals("ok")), rows.toString());
        assertTrue(rows.contains(List.of("ok", "database", "MariaDB 11.4", "-")), rows.toString());
    }

    @Test
    void whatDoesNotWorkIsShownWithItsRemedyAndFailsTheCommand() {
        healthy();
        shell.with(SelfTest.class, test("database", new Verdict(Level.FAILED, "no answer", "Start it.")));
        shell.with(SelfTest.class, test("spool", new Verdict(Level.WARNING, "nearly full", "Lower maxpoolsize.")));

        assertEquals("Self-test failed: 1 of 10 do not work", shell.failure(new SelfTestCommand()));
    }

    @Test
    void aWarningDoesNotFail() throws Exception {
        healthy();
        shell.with(SelfTest.class, test("spool", new Verdict(Level.WARNING, "nearly full", "Lower maxpoolsize.")));

        String printed = shell.print(new SelfTestCommand());

        assertTrue(printed.contains("-> Lower maxpoolsize."), printed);
        assertTrue(printed.contains("9 tests, 0 failed, 1 warning"), printed);
    }

    @Test
    void aTestThatThrowsHasFailed() {
        healthy();
        shell.with(SelfTest.class, new SelfTest() {

            @Override
            public String name() {
                return "faulty";
            }

            @Override
            public Verdict run() {
                throw new IllegalStateException("oops");
            }
        });
        assertTrue(shell.failure(new SelfTestCommand()).contains("1 of 9"));
    }

    @Test
    void aTestThatDoesNotAnswerHasFailed() {
        healthy();
        CountDownLatch never = new CountDownLatch(1);
        shell.with(SelfTest.class, new SelfTest() {

            @Override
            public String name() {
                return "mount";
            }

            @Override
            public Verdict run() {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Verdict.ok("late");
            }
        });
        SelfTestCommand command = new SelfTestCommand();
        command.patience = Duration.ofSeconds(2);

        assertTrue(shell.failure(command).contains("1 of 9"));
    }

    @Test
    void withoutPipelineAndConfigurationTheSelfTestFails() {
        assertTrue(shell.failure(new SelfTestCommand()).matches("Self-test failed: 3 of 8 do not work"));
    }

    @Test
    void theBuiltInTestsTellGoodFromBad() {
        assertEquals(Level.FAILED, BuiltInTests.java(25).level());
        assertEquals(Level.OK, BuiltInTests.java(17).level());
        assertEquals(Level.WARNING, BuiltInTests.heap(95, 100).level());
        assertEquals(Level.FAILED, BuiltInTests.clock(Instant.EPOCH, Duration.ZERO).level());
        assertEquals(Level.WARNING, BuiltInTests.clock(Fakes.START, Duration.ofSeconds(-3)).level());
        assertEquals(Level.WARNING, BuiltInTests.records(Optional.empty()).level());

        Fakes.Pipeline pipeline = new Fakes.Pipeline();
        pipeline.ledger = Fakes.ledger(10, Map.of("media", 9L));
        assertEquals(Level.FAILED, BuiltInTests.ledger(Optional.of(pipeline)).level());
        pipeline.ledger = new Ledger(List.of(new Ledger.Source("eth0", 99, 1)), Map.of("media", 99L), 0, 0, 0, 0, Map.of());
        assertTrue(BuiltInTests.sources(Optional.of(pipeline)).found().contains("1 lost (1.00 %)"));
        pipeline.ledger = new Ledger(List.of(), Map.of(), 0, 0, 0, 0, Map.of());
        assertEquals(Level.WARNING, BuiltInTests.sources(Optional.of(pipeline)).level());
        assertEquals(Level.FAILED, BuiltInTests.plugins(Optional.of(pipeline)).level());
        pipeline.decoders.add(new DecoderStatus("x", "tunnel", List.of(), Optional.of("taken by vxlan")));
        assertTrue(BuiltInTests.plugins(Optional.of(pipeline)).found().contains("x is not in use: taken by vxlan"));

        Fakes.Configuration configuration = new Fakes.Configuration();
        configuration.issues.add(new ConfigurationReport.Issue(ConfigurationReport.Level.INFO, "f", 1, Optional.empty(), "f:1: note"));
        assertEquals(Level.OK, BuiltInTests.configuration(Optional.of(configuration)).level());
        configuration.issues.add(new ConfigurationReport.Issue(ConfigurationReport.Level.ERROR, "f", 2, Optional.empty(), "f:2: bad"));
        assertEquals("f:2: bad", BuiltInTests.configuration(Optional.of(configuration)).found());
    }

    private void healthy() {
        Fakes.Pipeline pipeline = new Fakes.Pipeline();
        pipeline.calls.add(Fakes.call("a", "alice", 200, "OK", CallEnd.BYE_CONFIRMED));
        pipeline.decoders.add(new DecoderStatus("sip", "signalling", List.of(), Optional.empty()));
        shell.with(PipelineRuntime.class, pipeline).with(ConfigurationReport.class, new Fakes.Configuration()).with(CallSink.class, new CallSink() {

            @Override
            public boolean offer(org.karavox.call.CallRecord call) {
                return true;
            }

            @Override
            public void put(org.karavox.call.CallRecord call) {
                // taken
            }

            @Override
            public boolean awaitStored(Duration patience) {
                return true;
            }
        });
    }

    private static SelfTest test(String name, Verdict verdict) {
        return new SelfTest() {

            @Override
            public String name() {
                return name;
            }

            @Override
            public Verdict run() {
                return verdict;
            }
        };
    }
}
