package org.karavox.manage.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.karavox.manage.shell.internal.Fakes.ledger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.karavox.runtime.ConfigurationReport;
import org.karavox.runtime.DecoderStatus;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.tunnel.Attachment;

class CommandsTest {

    private final Fakes.Pipeline pipeline = new Fakes.Pipeline();
    private final Fakes.Configuration configuration = new Fakes.Configuration();
    private final FakeShell shell = new FakeShell().with(PipelineRuntime.class, pipeline).with(ConfigurationReport.class, configuration);

    @Test
    void aBalancedLedgerSaysSo() throws Exception {
        pipeline.ledger = ledger(10, Map.of("media", 8L, "unclaimed.udp", 2L));

        String printed = shell.print(new LedgerCommand());

        assertTrue(printed.contains("read 10 + rebuilt 0 = 10, with a fate 10"), printed);
        assertTrue(printed.contains("The books balance."), printed);
        assertFalse(printed.contains("IMBALANCE"), printed);
    }

    @Test
    void aMissingFrameIsNamedEvenToScripts() throws Exception {
        pipeline.ledger = ledger(10, Map.of("media", 9L));
        LedgerCommand command = new LedgerCommand();
        command.noFormat = true;

        String printed = shell.print(command);

        assertTrue(printed.contains("IMBALANCE: read 10 + rebuilt 0 = 10 frames, but 9 have a fate"), printed);
    }

    @Test
    void ledgerDetailsAreShownOnRequest() throws Exception {
        pipeline.ledger = ledger(0, Map.of());
        LedgerCommand command = new LedgerCommand();
        assertFalse(shell.print(command).contains("engine.directory.size"));
        command.details = true;
        assertTrue(shell.print(command).contains("engine.directory.size"));
    }

    @Test
    void decodersShowWhyOneIsNotInUse() throws Exception {
        pipeline.decoders.add(new DecoderStatus("vxlan", "tunnel", List.of(Attachment.udpPort(4789)), Optional.empty()));
        pipeline.decoders.add(new DecoderStatus("other", "tunnel", List.of(Attachment.udpPort(4789)), Optional.of("taken by vxlan")));
        pipeline.decoders.add(new DecoderStatus("tzsp", "tunnel", List.of(), Optional.empty()));
        DecodersCommand command = new DecodersCommand();
        command.noFormat = true;

        assertEquals(List.of("tunnel\tvxlan\tudp port 4789\tactive", "tunnel\tother\tudp port 4789\trejected: taken by vxlan",
                "tunnel\ttzsp\t\tswitched off"), shell.print(command).lines().toList());
    }

    @Test
    void configShowsOnlyWhatWasSetUnlessAllIsAskedFor() throws Exception {
        configuration.values.add(new ConfigurationReport.Value("sipport", "5060", "default", "karavox.signalling.sip"));
        configuration.values.add(new ConfigurationReport.Value("udp_port_vxlan", "8472", "voipmonitor.conf:4", "karavox.tunnel.vxlan"));
        ConfigCommand command = new ConfigCommand();

        String some = shell.print(command);
        command.all = true;
        String all = shell.print(command);

        assertTrue(some.contains("voipmonitor.conf:4"), some);
        assertFalse(some.contains("sipport"), some);
        assertTrue(some.contains("1 of 2 keys shown"), some);
        assertTrue(all.contains("sipport"), all);
    }

    @Test
    void configIssuesAreWholeSentences() throws Exception {
        configuration.issues.add(new ConfigurationReport.Issue(ConfigurationReport.Level.WARNING, "voipmonitor.conf", 9,
                Optional.of("savertpp"), "voipmonitor.conf:9: savertpp: no such key; did you mean savertp?"));
        ConfigCommand command = new ConfigCommand();
        command.issues = true;

        assertEquals("warning: voipmonitor.conf:9: savertpp: no such key; did you mean savertp?", shell.print(command).strip());
    }

    @Test
    void noIssuesIsSaid() throws Exception {
        ConfigCommand command = new ConfigCommand();
        command.issues = true;
        assertEquals("No issues.", shell.print(command).strip());
    }

    @Test
    void reloadReadsTheFileAgain() throws Exception {
        ReloadCommand command = new ReloadCommand();

        String printed = shell.print(command);

        assertEquals(1, configuration.reloads);
        assertTrue(printed.contains("Read again, 0 issues."), printed);
    }

    @Test
    void theStartNoticeNamesThePluginsInUse() {
        pipeline.decoders.add(new DecoderStatus("vxlan", "tunnel", List.of(Attachment.udpPort(4789)), Optional.empty()));
        pipeline.decoders.add(new DecoderStatus("other", "tunnel", List.of(Attachment.udpPort(4789)), Optional.of("taken by vxlan")));

        assertEquals("2 shards, plug-ins vxlan, voipmonitor.conf without issues", StartNotice.describe(pipeline, configuration));
    }

    @Test
    void aLedgerForScriptsNamesHostileSourcesInOneColumn() throws Exception {
        pipeline.ledger = new org.karavox.runtime.Ledger(List.of(new org.karavox.runtime.Ledger.Source(Fakes.HOSTILE, 1, 0)), Map.of("media", 1L), 0, 0, 0, 0, Map.of());

        List<List<String>> rows = shell.rows(new LedgerCommand());

        assertEquals(List.of("read", "ev\\u001b[2Jil\\r\\nfor\\u202eged\\tcolumn\\u009b1m", "1"), rows.get(0));
    }

    @Test
    void everyCommandSaysWhatIsMissing() {
        FakeShell empty = new FakeShell();
        assertTrue(empty.failure(new LedgerCommand()).contains("The pipeline does not run"));
        assertTrue(empty.failure(new DecodersCommand()).contains("The pipeline does not run"));
        assertTrue(empty.failure(new ConfigCommand()).contains("Nobody reads voipmonitor.conf"));
        assertTrue(empty.failure(new ReloadCommand()).contains("Nobody reads voipmonitor.conf"));
        assertTrue(empty.failure(new CallsCommand()).contains("neither a database nor the pipeline"));
        assertTrue(empty.failure(new DbCommand()).contains("feature:install karavox-storage-cdr"));
        assertTrue(empty.failure(new SpoolCommand()).contains("feature:install karavox-storage-cleaner"));
    }
}
