package org.karavox.manage.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.call.CallEnd;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.runtime.SensorIdentity;
import org.karavox.storage.CallArchive;
import org.karavox.storage.StoreException;

class CallsCommandTest {

    private static final ZoneId PRAGUE = ZoneId.of("Europe/Prague");

    private final Fakes.Archive archive = new Fakes.Archive();
    private final Fakes.Pipeline pipeline = new Fakes.Pipeline();
    private final FakeShell withDatabase = new FakeShell().with(PipelineRuntime.class, pipeline).with(CallArchive.class, archive)
            .with(SensorIdentity.class, Fakes.in("Europe/Prague"));
    private final FakeShell withoutDatabase = new FakeShell().with(PipelineRuntime.class, pipeline).with(SensorIdentity.class, Fakes.in("UTC"));
    private final CallsCommand command = new CallsCommand();

    @Test
    void storedCallsAreRowsInTheZoneOfTheSensor() throws Exception {
        archive.rows.add(Fakes.row(17, "a@host", "alice"));

        assertEquals(List.of(List.of("17", "2026-11-24 11:00:00", "62.3", "alice", "bob", "192.0.2.1", "2001:db8::2", "200 OK", "bye confirmed", "4.3", "1.2")),
                withDatabase.rows(command));
    }

    @Test
    void peopleGetHeadingsAndACount() throws Exception {
        archive.rows.add(Fakes.row(17, "a@host", "alice"));
        pipeline.active = 3;

        List<String> lines = withDatabase.print(command).lines().toList();

        assertTrue(lines.get(0).startsWith("Id  Start"), lines.get(0));
        assertEquals("1 call from the database, 3 active", lines.get(2));
    }

    @Test
    void allFiltersReachTheDatabase() throws Exception {
        command.from = "2026-11-24T10:00";
        command.to = "2026-11-25";
        command.number = "222%";
        command.caller = "%1";
        command.called = "+420%";
        command.ip = "10.0.0.0/8";
        command.response = "4XX";
        command.minDuration = "5";
        command.maxDuration = "60";
        command.mosBelow = "3.5";
        command.lossAbove = "1";
        command.sensor = "3";
        command.callId = "a@host";
        command.limit = 7;

        withDatabase.print(command);

        assertEquals(new CallArchive.Query(Optional.of(Instant.parse("2026-11-24T09:00:00Z")), Optional.of(Instant.parse("2026-11-24T23:00:00Z")),
                Optional.of("222%"), Optional.of("%1"), Optional.of("+420%"), Optional.of("10.0.0.0/8"), Optional.of("4xx"), OptionalInt.of(5),
                OptionalInt.of(60), OptionalInt.of(34), OptionalInt.of(11), OptionalInt.of(3), Optional.of("a@host"), 7), archive.asked);
    }

    @Test
    void nothingGivenAsksForAnyCall() throws Exception {
        withDatabase.print(command);
        assertEquals(CallArchive.Query.any(20), archive.asked);
    }

    @ParameterizedTest
    @CsvSource({"2026-11-24T14:30, 2026-11-24T13:30:00Z", "2026-11-24T14:30:15Z, 2026-11-24T14:30:15Z", "2026-11-24, 2026-11-23T23:00:00Z",
        "2026-11-24 14:30:15, 2026-11-24T13:30:15Z", "12:00, 2026-11-24T11:00:00Z", "9:00, 2026-11-24T08:00:00Z", "23:00, 2026-11-23T22:00:00Z",
        "-2h, 2026-11-24T10:00:00Z", "-1d12h, 2026-11-23T00:00:00Z", "-90s, 2026-11-24T11:58:30Z", "now, 2026-11-24T12:00:00Z"})
    void timesAreReadAsOperatorsTypeThem(String text, Instant expected) {
        assertEquals(expected, Moment.parse(text, Instant.parse("2026-11-24T12:00:00Z"), PRAGUE)); // 13:00 there
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "-", "-2x", "25:00", "2026-13-01", "", "2h"})
    void otherTimesAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Moment.parse(text, Instant.EPOCH, PRAGUE));
    }

    @Test
    void aWrongValueIsOneSentenceWithTheOption() {
        command.from = "soon";
        assertTrue(withDatabase.failure(command).startsWith("--from soon: expected a time such as"));
        command.from = null;
        command.ip = "example.org";
        assertTrue(withDatabase.failure(command).startsWith("--ip example.org: expected an address or a network"));
        command.ip = "10.0.0.0/33";
        assertTrue(withDatabase.failure(command).startsWith("--ip 10.0.0.0/33"));
        command.ip = null;
        command.response = "4x";
        assertTrue(withDatabase.failure(command).startsWith("--response 4x: expected a status"));
        command.response = null;
        command.mosBelow = "6";
        assertTrue(withDatabase.failure(command).startsWith("--mos-below 6: expected a MOS"));
        command.mosBelow = null;
        command.limit = 0;
        assertTrue(withDatabase.failure(command).startsWith("--limit 0: expected"));
        command.limit = 5;
        command.from = "2026-11-24";
        command.to = "2026-11-23";
        assertTrue(withDatabase.failure(command).contains("no call fits"));
    }

    @Test
    void aBrokenDatabaseSaysSoAndWhereCallsAreLeft() {
        archive.broken = new StoreException(StoreException.Kind.UNAVAILABLE, "The database does not answer: start it", null);

        assertEquals("The database does not answer: start it (voip:calls --recent shows the calls in memory)", withDatabase.failure(command));
    }

    @Test
    void withoutADatabaseTheLastCallsInMemoryAreListedByTheirCallId() throws Exception {
        pipeline.calls.add(Fakes.call("a@host", "alice", 486, "Busy Here", CallEnd.NOT_ANSWERED, Fakes.stream(99, 1, 38)));

        assertEquals(List.of("a@host", "2026-11-24 10:00:00", "3.0", "alice", "bob", "192.0.2.1", "192.0.2.2", "486 Busy Here", "not answered", "3.8", "1.0"),
                withoutDatabase.rows(command).get(0));
        command.noFormat = false;
        assertTrue(withoutDatabase.print(command).contains("1 call from memory, because no database is installed, 0 active"));
    }

    @Test
    void recentAsksTheMemoryAlthoughThereIsADatabase() throws Exception {
        pipeline.calls.add(Fakes.call("a@host", "alice", 200, "OK", CallEnd.BYE_CONFIRMED));
        command.recent = true;

        assertEquals(1, withDatabase.rows(command).size());
        assertEquals(null, archive.asked);
    }

    @Test
    void filtersHoldForTheMemoryToo() throws Exception {
        pipeline.calls.add(Fakes.call("1", "alice", 486, "Busy Here", CallEnd.NOT_ANSWERED));
        pipeline.calls.add(Fakes.call("2", "carol", 200, "OK", CallEnd.BYE_CONFIRMED, Fakes.stream(90, 10, 21)));
        pipeline.calls.add(Fakes.call("3", "a.b%c", 200, "OK", CallEnd.BYE_CONFIRMED, Fakes.stream(100, 0, 44)));

        assertEquals(List.of("1"), found(filter -> filter.caller = "ali%"));
        assertEquals(List.of("2"), found(filter -> filter.number = "%ro%"));
        assertEquals(List.of("3"), found(filter -> filter.caller = "a.b%"));
        assertEquals(List.of(), found(filter -> filter.caller = "a.b"));
        assertEquals(List.of("1"), found(filter -> filter.response = "4xx"));
        assertEquals(List.of("2", "3"), found(filter -> filter.response = "200"));
        assertEquals(List.of("2"), found(filter -> filter.mosBelow = "3.5"));
        assertEquals(List.of("2"), found(filter -> filter.lossAbove = "9.9"));
        assertEquals(List.of(), found(filter -> filter.lossAbove = "10"));
        assertEquals(List.of(), found(filter -> filter.minDuration = "4"));
        assertEquals(List.of("1", "2", "3"), found(filter -> filter.maxDuration = "3"));
        assertEquals(List.of(), found(filter -> filter.from = "2026-11-24T10:00:01Z"));
        assertEquals(List.of("1", "2", "3"), found(filter -> filter.ip = "192.0.2.0/24"));
        assertEquals(List.of(), found(filter -> filter.ip = "192.0.3.0/24"));
        assertEquals(List.of("3"), found(filter -> filter.callId = "3"));
        assertEquals(List.of(), found(filter -> filter.sensor = "5"));
    }

    private List<String> found(java.util.function.Consumer<CallsCommand> filter) throws CommandException {
        CallsCommand filtered = new CallsCommand();
        filter.accept(filtered);
        return withoutDatabase.rows(filtered).stream().map(row -> row.get(0)).toList();
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3, 10.0.0.0/8, true", "11.1.2.3, 10.0.0.0/8, false", "10.1.2.3, 10.1.2.3, true", "10.1.2.3, 0.0.0.0/0, true",
        "2001:db8:5::1, 2001:db8::/32, true", "2001:db9::1, 2001:db8::/32, false", "10.1.2.3, ::/0, false", "::1, ::1, true",
        "2001:db8::ff01, 2001:db8::ff00/120, true", "2001:db8::1:1, 2001:db8::/112, false"})
    void networksContainTheirAddresses(String address, String net, boolean inside) {
        assertEquals(inside, Recent.within(address, net));
    }

    @Test
    void hostileTextNeitherReachesTheTerminalNorBreaksAColumn() throws Exception {
        archive.rows.add(Fakes.row(1, "x", Fakes.HOSTILE));

        String forPeople = withDatabase.onTerminal("xterm", 200).print(command);
        assertTrue(forPeople.contains("ev.[2Jil..for.ged.column.1m"), forPeople);
        List<List<String>> rows = withDatabase.rows(command);
        assertEquals(1, rows.size());
        assertEquals("ev\\u001b[2Jil\\r\\nfor\\u202eged\\tcolumn\\u009b1m", rows.get(0).get(3));
        assertEquals(11, rows.get(0).size());
    }

    @Test
    void coloursAreForTerminalsOnly() throws Exception {
        archive.rows.add(Fakes.row(1, "x", "alice"));

        assertFalse(withDatabase.print(command).contains("\u001b"), "no terminal");
        assertFalse(withDatabase.onTerminal("dumb", 100).print(command).contains("\u001b"), "dumb terminal");
        assertTrue(withDatabase.onTerminal("xterm", 100).print(command).contains("\u001b[1m"), "terminal");
        command.noFormat = true;
        assertFalse(withDatabase.print(command).contains("\u001b"), "for scripts on a terminal");
    }
}
