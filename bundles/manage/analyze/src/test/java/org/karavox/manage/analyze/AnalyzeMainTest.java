package org.karavox.manage.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord.Join;
import org.karavox.runtime.Analyzer;
import org.karavox.runtime.Analyzer.Report;
import org.karavox.runtime.Ledger;
import org.karavox.storage.CallSink;

class AnalyzeMainTest {

    private static final String METATYPE = "<m:MetaData xmlns:m=\"x\"><OCD id=\"A\" name=\"A\">"
            + "<AD id=\"sipport\" type=\"String\" default=\"5060\"/><AD id=\"savesip\" type=\"Boolean\" default=\"false\"/>"
            + "<AD id=\"savertp\" type=\"String\" default=\"no\"/>"
            + "<AD id=\"rtptimeout\" type=\"Integer\" min=\"0\" default=\"300\"/></OCD>"
            + "<Designate pid=\"karavox.test.analyzer\"><Object ocdref=\"A\"/></Designate></m:MetaData>";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String capture;
    private boolean terminal;

    @BeforeEach
    void layOut() throws IOException {
        Parts.directory(directory.resolve("bundle"), "org.karavox.test", Parts.component(FakeAnalyzer.class, Analyzer.class,
                "configuration-pid=\"karavox.test.analyzer\" init=\"1\" deactivate=\"stop\"", ""));
        Files.createDirectories(directory.resolve("bundle/OSGI-INF/metatype"));
        Files.writeString(directory.resolve("bundle/OSGI-INF/metatype/a.xml"), METATYPE);
        capture = Files.createFile(directory.resolve("a.pcap")).toString();
        FakeAnalyzer.CALLS.clear();
        FakeAnalyzer.report = Samples.report();
        FakeAnalyzer.failure = null;
        FakeAnalyzer.asked = null;
        FakeAnalyzer.closed = false;
    }

    @Test
    void printsATableAndSucceeds() {
        FakeAnalyzer.CALLS.add(Samples.answered("c1", 1, Samples.stream(7, 0, 8, Join.SDP)));
        assertEquals(0, run(capture));
        assertTrue(out().endsWith("1 call, 1 stream, 10 packets\n"), out());
        assertEquals("10 packets read: 8 media, 2 signalling.sip\n", err());
        assertTrue(FakeAnalyzer.closed);
    }

    @Test
    void printsJson() {
        assertEquals(0, run("--json", capture));
        assertTrue(out().startsWith("{\"calls\":["), out());
    }

    @Test
    void printsCsv() {
        assertEquals(0, run(capture, "--csv"));
        assertTrue(out().startsWith("callId,"), out());
    }

    @Test
    void looksForSipOnEveryPortAndKeepsNothing() {
        run(capture);
        assertEquals("1-65535", FakeAnalyzer.config.sipport());
        assertEquals(new Analyzer.Request(List.of(capture), Optional.empty(), OptionalInt.empty()), FakeAnalyzer.asked);
        assertFalse(FakeAnalyzer.config.savesip());
    }

    @Test
    void keepsSipAndRtpInTheDirectoryThatIsNamed() {
        Path spool = directory.resolve("new/spool");
        assertEquals(0, run("--out", spool.toString(), capture));
        assertEquals(Optional.of(spool), FakeAnalyzer.asked.spool());
        assertTrue(Files.isDirectory(spool));
        assertTrue(FakeAnalyzer.config.savesip());
        assertEquals("yes", FakeAnalyzer.config.savertp());
    }

    @Test
    void letsTheFileOverrideWhatTheCommandPresets() throws IOException {
        Path conf = Files.writeString(directory.resolve("v.conf"), "sipport = 5060\nsipport = 5070\nsavertp = header\nrtptimeout = 5");
        assertEquals(0, run("--conf", conf.toString(), "--out=" + directory, capture));
        assertEquals("5060;5070", FakeAnalyzer.config.sipport());
        assertEquals("header", FakeAnalyzer.config.savertp());
        assertTrue(FakeAnalyzer.config.savesip());
        assertEquals(5, FakeAnalyzer.config.rtptimeout());
    }

    @Test
    void letsTheCommandLineOverrideTheFile() throws IOException {
        Path conf = Files.writeString(directory.resolve("v.conf"), "sipport = 5060\nrtptimeout = 5");
        assertEquals(0, run("--conf", conf.toString(), "--set", "rtptimeout=7", "--set=sipport=1", "--set=sipport=2", capture));
        assertEquals("1;2", FakeAnalyzer.config.sipport());
        assertEquals(7, FakeAnalyzer.config.rtptimeout());
    }

    @Test
    void printsWhatIsWrongWithTheFileAndGoesOn() throws IOException {
        Path conf = Files.writeString(directory.resolve("v.conf"), "rtptimeout = -5\nno entry");
        assertEquals(0, run("--conf", conf.toString(), capture));
        assertTrue(err().startsWith("v.conf:1: rtptimeout: '-5' is not accepted (less than minimum), using 300\n"
                + "v.conf:2: expected key = value\n"), err());
    }

    @Test
    void passesSeveralFilesStandardInputAndShardsOn() {
        assertEquals(0, run("--shards", "2", capture, "-", "--", capture));
        assertEquals(new Analyzer.Request(List.of(capture, "-", capture), Optional.empty(), OptionalInt.of(2)), FakeAnalyzer.asked);
    }

    @Test
    void saysNothingWhenAskedForQuiet() throws IOException {
        Path conf = Files.writeString(directory.resolve("v.conf"), "no entry");
        assertEquals(0, run("--quiet", "--conf", conf.toString(), capture));
        assertEquals("", err());
    }

    @Test
    void reportsWhatWasReadableAndWhatWasNot() {
        FakeAnalyzer.CALLS.add(Samples.answered("c1", 1));
        FakeAnalyzer.report = new Report(Samples.ledger(), List.of(), List.of("a.pcap ends in the middle of a packet"));
        assertEquals(3, run("--quiet", capture));
        assertTrue(out().contains("c1"), out());
        assertEquals("problem: a.pcap ends in the middle of a packet\n", err());
    }

    @Test
    void failsWhenPacketsAreNotAccountedFor() {
        FakeAnalyzer.report = new Report(new Ledger(List.of(new Ledger.Source("a", 2, 0)), Map.of(), 0, 0, 0, 0, Map.of()), List.of(),
                List.of());
        assertEquals(3, run("--quiet", capture));
        assertTrue(err().startsWith("problem: The ledger does not balance: "), err());
    }

    @Test
    void refusesAFileThatCannotBeOpened() {
        FakeAnalyzer.failure = new IOException("a.pcap is a snoop file, which is not supported");
        assertEquals(2, run(capture));
        assertEquals("analyze: a.pcap is a snoop file, which is not supported\n", err());
        assertEquals("", out());
    }

    @Test
    void refusesAFileThatIsNotThereBeforeItReadsAnything() {
        assertEquals(2, run("missing.pcap", directory.toString()));
        assertEquals("analyze: missing.pcap: no such file\n", err());
        assertEquals(null, FakeAnalyzer.asked);
    }

    /** One name mistyped among many must not cost what is in the others. */
    @Test
    void readsTheOthersIfOneOfSeveralIsMissing() throws IOException {
        Files.write(Path.of(capture), HexFormat.of().parseHex("d4c3b2a1020004000000000000000000ffff000001000000"));
        AnalyzeMain real = new AnalyzeMain(out, new PrintStream(err, true, StandardCharsets.UTF_8), false);
        assertEquals(3, real.run(new String[] {"missing.pcap", capture, directory.toString()}));
        assertEquals("0 calls, 0 streams, 0 packets\n", out());
        assertEquals("0 packets read\nproblem: missing.pcap: no such file\nproblem: " + directory + ": is a directory\n", err());
    }

    @Test
    void refusesAConfigurationFileThatIsTooLarge() throws IOException {
        Path conf = Files.createDirectory(directory.resolve("etc"));
        Files.write(conf.resolve("big.pcap"), new byte[2 << 20]);
        assertEquals(2, run("--conf", conf.toString(), capture));
        assertEquals("analyze: --conf " + conf + " cannot be read: big.pcap has more than 1048576 bytes, so it is no configuration file\n",
                err());
    }

    @Test
    void tellsWhatIsReallyUsedInPlaceOfABadValue() throws IOException {
        Path conf = Files.writeString(directory.resolve("v.conf"), "rtptimeout = x");
        assertEquals(0, run("--conf", conf.toString(), "--set", "rtptimeout=7", capture));
        assertTrue(err().startsWith("v.conf:1: rtptimeout: 'x' is not accepted (not a number), using 7\n"), err());
    }

    @Test
    void refusesADirectory() {
        assertEquals(2, run(directory.toString()));
        assertEquals("analyze: " + directory + " is a directory, not a capture\n", err());
    }

    @Test
    void refusesAConfigurationFileThatIsNotThere() {
        assertEquals(2, run("--conf", "missing.conf", capture));
        assertEquals("analyze: --conf missing.conf: no such file\n", err());
    }

    @Test
    void refusesAnOutputThatIsAFile() {
        assertEquals(2, run("--out", capture, capture));
        assertEquals("analyze: --out " + capture + ": no such directory, and it cannot be created\n", err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--set sipportt=1 | --set: sipportt: no such key; did you mean sipport?",
            "--set rtptimeout=x | --set: rtptimeout: 'x' is not accepted (not a number), using 300",
            "--set ss7=yes | --set: ss7: recognised, not supported",
            "--set sipport | --set sipport: expected KEY=VALUE",
            "--set =1 | --set =1: expected KEY=VALUE",
            "--set | --set needs a value",
            "--conf | --conf needs a value",
            "--out= | --out needs a value",
            "--json=x | --json takes no value",
            "--shards x | --shards x: expected a number from 0 to 62",
            "--shards 63 | --shards 63: expected a number from 0 to 62",
            "--shards -1 | --shards -1: expected a number from 0 to 62",
            "--json --csv | --json and --csv exclude each other",
            "--yaml | There is no option --yaml; --help lists them",
            "-x | There is no option -x; --help lists them",
            "- - | Standard input can be read only once"})
    void refusesWrongArgumentsInOneSentence(String words, String sentence) {
        assertEquals(2, run((capture + " " + words).split(" ")));
        assertEquals("analyze: " + sentence + "\n", err());
        assertEquals("", out());
    }

    @Test
    void refusesToAnalyzeNothing() {
        assertEquals(2, run());
        assertEquals("analyze: Name at least one capture file, or - for standard input; --help says more\n", err());
    }

    @Test
    void helps() {
        assertEquals(0, run("--help"));
        for (String word : List.of("--json", "--csv", "--out", "--conf", "--set", "--shards", "--quiet", "--help", "-q", "-h", "--  ", "Exit code")) {
            assertTrue(out().contains(word), word);
        }
        assertEquals("", err());
    }

    @Test
    void saysWhenTheResultCannotBeWritten() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertEquals(1, new Main(full).run(new String[] {"--quiet", capture}));
        assertEquals("analyze: The result cannot be written: No space left on device\n", err());
    }

    @Test
    void saysWhenSomethingIsMissingOnTheClassPath() throws IOException {
        Files.delete(directory.resolve("bundle/META-INF/MANIFEST.MF"));
        assertEquals(1, run(capture));
        assertTrue(err().endsWith("analyze: Karavox failed: java.lang.IllegalStateException: No component on the class path provides "
                + "org.karavox.runtime.Analyzer\n"), err());
    }

    // progress --------------------------------------------------------------------------------------------------------

    @Test
    void showsNoProgressOfASmallFile() {
        terminal = true;
        run(capture);
        assertEquals("10 packets read: 8 media, 2 signalling.sip\n", err());
    }

    @Test
    void drawsABar() {
        assertEquals("\r[" + "#".repeat(20) + " ".repeat(20) + "]  50 %", Progress.line(0.5));
        assertEquals("\r[" + "#".repeat(40) + "] 100 %", Progress.line(1.5));
        assertEquals("\rreading ...", Progress.line(-1));
        assertEquals("\rreading ...", Progress.line(Double.NaN));
    }

    @Test
    void tellsATerminalFromAFile() throws Exception {
        assertFalse(Progress.isStandardErrorATerminal(), "the output of tests is collected");
    }

    // shell -----------------------------------------------------------------------------------------------------------

    private final PrintStream console = new PrintStream(out, true, StandardCharsets.UTF_8);

    private void inShell(AnalyzeInShell.Output output, CallSink sink) throws UsageException, IOException, InterruptedException {
        AnalyzeInShell.print(new FakeAnalyzer(null), Optional.ofNullable(sink), List.of(capture), output, console);
    }

    private static AnalyzeInShell.Output table() {
        return new AnalyzeInShell.Output(false, false, Optional.empty(), false);
    }

    private static AnalyzeInShell.Output storing() {
        return new AnalyzeInShell.Output(false, false, Optional.empty(), true);
    }

    @Test
    void printsToTheConsoleOfTheShell() throws Exception {
        FakeAnalyzer.CALLS.add(Samples.answered("c1", 1));
        FakeAnalyzer.report = new Report(Samples.ledger(), List.of(), List.of("a.pcap ended\u001b[2J early"));
        inShell(table(), null);
        assertTrue(out().endsWith("1 call, 0 streams, 10 packets\n10 packets read: 8 media, 2 signalling.sip\n"
                + "problem: a.pcap ended?[2J early\n"), out());
        assertFalse(FakeAnalyzer.asked.store());
    }

    @Test
    void printsNothingButJsonToTheShellIfAskedFor() throws Exception {
        inShell(new AnalyzeInShell.Output(true, false, Optional.of(directory.resolve("o").toString()), false), null);
        assertTrue(out().startsWith("{") && out().endsWith("\"problems\":[]}\n"), out());
        assertEquals(Optional.of(directory.resolve("o")), FakeAnalyzer.asked.spool());
    }

    @Test
    void csvInTheShellCannotSteerTheTerminal() throws Exception {
        FakeAnalyzer.CALLS.add(Samples.answered("c\u001b[2J\u009b1m", 1));
        inShell(new AnalyzeInShell.Output(false, true, Optional.empty(), false), null);
        assertFalse(out().contains("\u001b") || out().contains("\u009b"), out());
        assertTrue(out().contains("c?[2J"), out());
    }

    @Test
    void storesAndWaitsUntilThatIsDone() throws Exception {
        FakeAnalyzer.CALLS.add(Samples.answered("c1", 1));
        FakeSink sink = new FakeSink(true);

        inShell(storing(), sink);

        assertTrue(FakeAnalyzer.asked.store());
        assertEquals(1, sink.waits);
        assertTrue(out().endsWith("\n1 call stored\n"), out());
    }

    @Test
    void saysThatCallsWaitInTheQueue() {
        FakeAnalyzer.CALLS.add(Samples.answered("c1", 1));
        assertEquals("1 call waits in the queue, because the database has not taken it within 60 s; voip:db says why",
                assertThrows(IOException.class, () -> inShell(storing(), new FakeSink(false))).getMessage());
    }

    @Test
    void storesNothingWhereNothingCanBeStored() {
        FakeAnalyzer.asked = null;
        assertEquals("Calls cannot be stored, because no storage is installed: feature:install karavox-storage-queue brings it",
                assertThrows(IOException.class, () -> inShell(storing(), null)).getMessage());
        assertEquals(null, FakeAnalyzer.asked);
    }

    @Test
    void refusesInTheShellWhatCannotBe() {
        assertEquals("--json and --csv exclude each other", assertThrows(UsageException.class,
                () -> inShell(new AnalyzeInShell.Output(true, true, Optional.empty(), false), null)).getMessage());
        assertEquals("--store and --out exclude each other: --store keeps the packets in the spool", assertThrows(UsageException.class,
                () -> inShell(new AnalyzeInShell.Output(false, false, Optional.of("x"), true), null)).getMessage());
        assertEquals("missing: no such file", assertThrows(UsageException.class,
                () -> AnalyzeInShell.print(new FakeAnalyzer(null), Optional.empty(), List.of("missing"), table(), console)).getMessage());
        assertEquals("--out " + capture + ": no such directory, and it cannot be created", assertThrows(UsageException.class,
                () -> inShell(new AnalyzeInShell.Output(false, false, Optional.of(capture), false), null)).getMessage());
    }

    /** A queue whose stores have everything, or never will. */
    private static final class FakeSink implements CallSink {

        private final boolean stored;
        private int waits;

        FakeSink(boolean stored) {
            this.stored = stored;
        }

        @Override
        public boolean offer(CallRecord call) {
            throw new IllegalStateException("only the engine offers");
        }

        @Override
        public void put(CallRecord call) {
            throw new IllegalStateException("only the engine puts");
        }

        @Override
        public boolean awaitStored(java.time.Duration patience) {
            waits++;
            return stored;
        }
    }

    private int run(String... words) {
        return new Main(out).run(words);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** On the class path of the test. */
    private final class Main extends AnalyzeMain {

        private Main(OutputStream out) {
            super(out, new PrintStream(err, true, StandardCharsets.UTF_8), terminal);
        }

        @Override
        Standalone components() throws IOException {
            return new Standalone(List.of(new File(directory.toFile(), "bundle")), AnalyzeMainTest.class.getClassLoader());
        }
    }
}
