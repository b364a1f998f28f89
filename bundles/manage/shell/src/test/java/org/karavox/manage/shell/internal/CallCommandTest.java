package org.karavox.manage.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.karavox.call.CallEnd;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.storage.CallArchive;
import org.karavox.storage.StoreException;

class CallCommandTest {

    private final Fakes.Archive archive = new Fakes.Archive();
    private final Fakes.Pipeline pipeline = new Fakes.Pipeline();
    private final FakeShell shell = new FakeShell().with(CallArchive.class, archive).with(PipelineRuntime.class, pipeline);
    private final CallCommand command = new CallCommand();

    CallCommandTest() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("ID", "17");
        columns.put("calldate", "2026-11-24 11:00:00");
        columns.put("caller", Fakes.HOSTILE);
        columns.put("sipcallerip", "192.0.2.1");
        columns.put("lastSIPresponse_id", "3 (200 OK)");
        columns.put("a_mos_f1_mult10", "43");
        columns.put("b_ua_id", "2 (" + "long agent ".repeat(30) + ")");
        columns.put("mos_min_mult10", "43");
        archive.add(new CallArchive.Whole(Fakes.row(17, "a@host", "alice"), columns,
                Map.of("cdr_sipresp", List.of(Map.of("SIPresponse", "180 Ringing"), Map.of("SIPresponse", "200 OK")))));
        command.id = "17";
    }

    @Test
    void columnsStandBelowTheirHeading() throws Exception {
        List<String> lines = shell.print(command).lines().toList();

        assertEquals("Call 17: alice -> bob, 200 OK, bye confirmed", lines.get(0));
        assertTrue(lines.indexOf("Parties") < indexOf(lines, "sipcallerip"), lines.toString());
        assertTrue(indexOf(lines, "sipcallerip") < lines.indexOf("Times"), lines.toString());
        assertTrue(lines.indexOf("Times") < indexOf(lines, "calldate"), lines.toString());
        assertTrue(lines.indexOf("Outcome") < indexOf(lines, "lastSIPresponse_id"), lines.toString());
        assertTrue(lines.indexOf("Media of the caller (a)") < indexOf(lines, "a_mos_f1_mult10"), lines.toString());
        assertTrue(lines.contains("cdr_sipresp (2 rows)"), lines.toString());
        assertTrue(lines.contains("180 Ringing"), lines.toString());
    }

    @Test
    void nothingIsWiderThanTheScreen() throws Exception {
        List<String> lines = shell.onTerminal("dumb", 80).print(command).lines().toList();
        lines.forEach(line -> assertTrue(line.length() <= 80, line.length() + ": " + line));
    }

    @Test
    void hostileColumnsAreHarmless() throws Exception {
        String printed = shell.print(command);
        assertFalse(printed.contains("\u001b"), printed);
        assertFalse(printed.contains("\r"), printed);
        assertFalse(printed.contains("\u202e"), printed);
    }

    @Test
    void scriptsGetEveryColumnWithItsTable() throws Exception {
        List<List<String>> rows = shell.rows(command);

        assertTrue(rows.contains(List.of("cdr", "1", "sipcallerip", "192.0.2.1")), rows.toString());
        assertTrue(rows.contains(List.of("cdr_sipresp", "2", "SIPresponse", "200 OK")), rows.toString());
        assertEquals(10, rows.size());
    }

    @Test
    void aCallIdFindsItToo() throws Exception {
        command.id = "a@host";
        assertTrue(shell.print(command).startsWith("Call 17: "));
    }

    @Test
    void aCallInMemoryIsShownWithItsStreams() throws Exception {
        pipeline.calls.add(Fakes.call("fresh@host", "carol", 200, "OK", CallEnd.BYE_CONFIRMED, Fakes.stream(99, 1, 38)));
        command.id = "fresh@host";

        String printed = shell.print(command);

        assertTrue(printed.contains("carol -> bob, 200 OK, bye confirmed"), printed);
        assertTrue(printed.contains("192.0.2.1:10000"), printed);
        assertTrue(printed.contains("3.8"), printed);
    }

    @Test
    void anUnknownCallIsSaid() {
        command.id = "18";
        assertEquals("There is no call 18; voip:calls lists the calls with their ids", shell.failure(command));
    }

    @Test
    void aBrokenDatabaseIsOneSentence() {
        archive.broken = new StoreException(StoreException.Kind.UNAVAILABLE, "The database does not answer: start it", null);
        assertEquals("The database does not answer: start it", shell.failure(command));
    }

    private static int indexOf(List<String> lines, String column) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().startsWith(column)) {
                return i;
            }
        }
        throw new AssertionError(column + " is not in " + lines);
    }
}
