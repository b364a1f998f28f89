package org.karavox.manage.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.junit.jupiter.api.Test;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.runtime.ConfigurationReport;
import org.karavox.runtime.DecoderStatus;
import org.karavox.runtime.Ledger;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.tunnel.Attachment;

class CommandsTest {

    private final FakePipeline pipeline = new FakePipeline();
    private final FakeConfiguration configuration = new FakeConfiguration();

    @Test
    void callsAreListedWithTheirOutcomeAndTheActiveOnesCounted() throws Exception {
        CallsCommand command = calls();
        pipeline.calls.add(call("a@host", "alice", 486, "Busy Here", CallEnd.NOT_ANSWERED));
        pipeline.active = 3;

        String printed = print(command);

        assertTrue(printed.contains("alice"), printed);
        assertTrue(printed.contains("486 Busy Here"), printed);
        assertTrue(printed.contains("not answered"), printed);
        assertTrue(printed.contains("3 active, 1 ended shown"), printed);
    }

    @Test
    void callsForScriptsAreRowsOnly() throws Exception {
        CallsCommand command = calls();
        command.noFormat = true;
        pipeline.calls.add(call("a@host", "alice", 486, "Busy Here", CallEnd.NOT_ANSWERED));

        List<String> lines = print(command).lines().toList();

        assertEquals(1, lines.size(), lines.toString());
        String[] columns = lines.get(0).split("\t");
        assertEquals("alice", columns[2]);
        assertEquals("a@host", columns[9]);
    }

    @Test
    void aCallIdCannotSteerTheTerminal() throws Exception {
        CallsCommand command = calls();
        pipeline.calls.add(call("evil\u001b[2J\r\nforged", "al\u202eice", 0, "", CallEnd.FORCED));

        String printed = print(command);

        assertTrue(printed.contains("evil.[2J..forged"), printed);
        assertTrue(printed.contains("al.ice"), printed);
    }

    @Test
    void callsAskForTheirLimit() throws Exception {
        CallsCommand command = calls();
        command.limit = 7;
        print(command);
        assertEquals(7, pipeline.askedLimit);
    }

    @Test
    void aBalancedLedgerSaysSo() throws Exception {
        pipeline.ledger = ledger(10, Map.of("media", 8L, "unclaimed.udp", 2L));

        String printed = print(ledgerCommand());

        assertTrue(printed.contains("read 10 + rebuilt 0 = 10, with a fate 10"), printed);
        assertTrue(printed.contains("The books balance."), printed);
        assertFalse(printed.contains("IMBALANCE"), printed);
    }

    @Test
    void aMissingFrameIsNamedEvenToScripts() throws Exception {
        pipeline.ledger = ledger(10, Map.of("media", 9L));
        LedgerCommand command = ledgerCommand();
        command.noFormat = true;

        String printed = print(command);

        assertTrue(printed.contains("IMBALANCE: read 10 + rebuilt 0 = 10 frames, but 9 have a fate"), printed);
    }

    @Test
    void ledgerDetailsAreShownOnRequest() throws Exception {
        pipeline.ledger = ledger(0, Map.of());
        LedgerCommand command = ledgerCommand();
        assertFalse(print(command).contains("engine.directory.size"));
        command.details = true;
        assertTrue(print(command).contains("engine.directory.size"));
    }

    @Test
    void decodersShowWhyOneIsNotInUse() throws Exception {
        pipeline.decoders.add(new DecoderStatus("vxlan", "tunnel", List.of(Attachment.udpPort(4789)), Optional.empty()));
        pipeline.decoders.add(new DecoderStatus("other", "tunnel", List.of(Attachment.udpPort(4789)), Optional.of("taken by vxlan")));
        pipeline.decoders.add(new DecoderStatus("tzsp", "tunnel", List.of(), Optional.empty()));
        DecodersCommand command = new DecodersCommand();
        command.pipeline = pipeline;
        command.noFormat = true;

        assertEquals(List.of("tunnel\tvxlan\tudp port 4789\tactive", "tunnel\tother\tudp port 4789\trejected: taken by vxlan",
                "tunnel\ttzsp\t\tswitched off"), print(command).lines().toList());
    }

    @Test
    void configShowsOnlyWhatWasSetUnlessAllIsAskedFor() throws Exception {
        configuration.values.add(new ConfigurationReport.Value("sipport", "5060", "default", "karavox.signalling.sip"));
        configuration.values.add(new ConfigurationReport.Value("udp_port_vxlan", "8472", "voipmonitor.conf:4", "karavox.tunnel.vxlan"));
        ConfigCommand command = config();

        String some = print(command);
        command.all = true;
        String all = print(command);

        assertTrue(some.contains("voipmonitor.conf:4"), some);
        assertFalse(some.contains("sipport"), some);
        assertTrue(some.contains("1 of 2 keys shown"), some);
        assertTrue(all.contains("sipport"), all);
    }

    @Test
    void configIssuesAreWholeSentences() throws Exception {
        configuration.issues.add(new ConfigurationReport.Issue(ConfigurationReport.Level.WARNING, "voipmonitor.conf", 9,
                Optional.of("savertpp"), "voipmonitor.conf:9: savertpp: no such key; did you mean savertp?"));
        ConfigCommand command = config();
        command.issues = true;

        assertEquals("warning: voipmonitor.conf:9: savertpp: no such key; did you mean savertp?", print(command).strip());
    }

    @Test
    void noIssuesIsSaid() throws Exception {
        ConfigCommand command = config();
        command.issues = true;
        assertEquals("No issues.", print(command).strip());
    }

    @Test
    void reloadReadsTheFileAgain() throws Exception {
        ReloadCommand command = new ReloadCommand();
        command.configuration = configuration;

        String printed = print(command);

        assertEquals(1, configuration.reloads);
        assertTrue(printed.contains("Read again, 0 issues."), printed);
    }

    @Test
    void theStartNoticeNamesThePluginsInUse() {
        pipeline.decoders.add(new DecoderStatus("vxlan", "tunnel", List.of(Attachment.udpPort(4789)), Optional.empty()));
        pipeline.decoders.add(new DecoderStatus("other", "tunnel", List.of(Attachment.udpPort(4789)), Optional.of("taken by vxlan")));

        assertEquals("2 shards, plug-ins vxlan, voipmonitor.conf without issues", StartNotice.describe(pipeline, configuration));
    }

    private CallsCommand calls() {
        CallsCommand command = new CallsCommand();
        command.pipeline = pipeline;
        return command;
    }

    private LedgerCommand ledgerCommand() {
        LedgerCommand command = new LedgerCommand();
        command.pipeline = pipeline;
        return command;
    }

    private ConfigCommand config() {
        ConfigCommand command = new ConfigCommand();
        command.configuration = configuration;
        return command;
    }

    private static String print(Action command) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            command.execute();
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static Ledger ledger(long read, Map<String, Long> fates) {
        return new Ledger(List.of(new Ledger.Source("eth0", read, 0)), fates, 0, 5, 4, 1, Map.of("engine.directory.size", 12L));
    }

    private static CallRecord call(String callId, String caller, int status, String reason, CallEnd end) {
        Instant start = Instant.parse("2026-11-24T10:00:00Z");
        return new CallRecord(callId, 0, 1, caller, "sip:" + caller + "@example.org", "bob", "sip:bob@example.org",
                new Endpoint("192.0.2.1", 5060), new Endpoint("192.0.2.2", 5060), List.of(), "", "", "INVITE", start,
                Optional.empty(), Optional.empty(), start.plusSeconds(3), status, status, reason, end, Optional.empty(),
                Optional.empty(), false, false, 3, 0, 1, "", false, false, List.of());
    }

    private static final class FakePipeline implements PipelineRuntime {

        private final List<CallRecord> calls = new ArrayList<>();
        private final List<DecoderStatus> decoders = new ArrayList<>();
        private Ledger ledger;
        private int active;
        private int askedLimit;

        @Override
        public List<DecoderStatus> decoders() {
            return decoders;
        }

        @Override
        public Ledger ledger() {
            return ledger;
        }

        @Override
        public List<CallRecord> recentCalls(int limit) {
            askedLimit = limit;
            return calls;
        }

        @Override
        public int activeCalls() {
            return active;
        }

        @Override
        public String plan() {
            return "2 shards";
        }
    }

    private static final class FakeConfiguration implements ConfigurationReport {

        private final List<Value> values = new ArrayList<>();
        private final List<Issue> issues = new ArrayList<>();
        private int reloads;

        @Override
        public List<Value> values() {
            return values;
        }

        @Override
        public List<Issue> issues() {
            return issues;
        }

        @Override
        public void reload() {
            reloads++;
        }
    }
}
