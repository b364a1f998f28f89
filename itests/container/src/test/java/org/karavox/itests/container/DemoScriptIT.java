package org.karavox.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.karavox.itests.container.KaravoxContainer.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What {@code karavox demo} makes of the answers of the monitor and its shell; scripts stand in their place. */
public class DemoScriptIT {

    private static final Path ROOT = Path.of(System.getProperty("karavox.root")).toAbsolutePath().normalize();
    private static final String SCRIPT = "#!/bin/sh\nroot=$(cd \"$(dirname \"$0\")/..\" && pwd)\n"; // not where the link points to
    private static final Pattern PASSWORD = Pattern.compile("(?m)^  admin  \\S{20}$");
    private static final String ROW = "Id  Start                Caller\n17  2026-01-05 10:07:00  108\n";

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private Path tree;
    private Path data;

    @Before
    public void aTreeThatIsBuilt() throws Exception {
        tree = folder.newFolder().toPath();
        data = folder.newFolder().toPath();
        Files.copy(ROOT.resolve("karavox"), tree.resolve("karavox"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(tree.resolve("etc"), ROOT.resolve("etc"));
        Path samples = Files.createDirectories(tree.resolve("itests/demo"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ROOT.resolve("itests/demo"))) {
            for (Path file : files) {
                Files.copy(file, samples.resolve(file.getFileName()));
            }
        }
        Path home = Files.createDirectories(tree.resolve("karaf-assembly/target/karavox"));
        for (String name : List.of("bin", "etc", "lib", "system")) {
            Files.createDirectory(home.resolve(name));
        }
        Files.writeString(home.resolve("etc/org.apache.karaf.shell.cfg"), "sshPort = " + KaravoxContainer.freePort() + "\n");
        monitor("echo 'Karavox is running: here'\ntrap 'exit 0' TERM\nwhile :; do sleep 0.1; done\n");
        shell("printf '%s'\n", ROW);
        Files.createFile(tree.resolve("karaf-assembly/target/karavox.built"));
    }

    @Test
    public void everyCaptureIsStoredOnce() throws Exception {
        assertEquals(0, demo("--once").status);
        assertEquals(8, asked("voip:analyze --store ").size());
        assertEquals(1, asked("voip:calls ").size());

        Result second = demo("--once");
        assertEquals(0, second.status);
        assertTrue(second.output, second.output.contains("were analysed before"));
        assertEquals(8, asked("voip:analyze --store ").size());

        Files.copy(tree.resolve("itests/demo/loss.pcap"), tree.resolve("itests/demo/busy.pcap"), StandardCopyOption.REPLACE_EXISTING);
        demo("--once");
        List<String> stored = asked("voip:analyze --store ");
        assertEquals(9, stored.size());
        assertTrue(stored.get(8), stored.get(8).endsWith("/busy.pcap\""));
    }

    @Test
    public void aNewBuildKeepsAccountsAndPort() throws Exception {
        Matcher first = PASSWORD.matcher(demo("--once", "--port", "8765").output);
        assertTrue(first.find());
        Files.writeString(data.resolve("etc/operator.key"), "mine");
        Files.writeString(tree.resolve("karaf-assembly/target/karavox/etc/new.cfg"), "new = yes\n");
        Files.setLastModifiedTime(tree.resolve("karaf-assembly/target/karavox.built"), FileTime.from(Instant.now().plusSeconds(5)));

        Result second = demo("--once");

        assertEquals(second.output, 0, second.status);
        assertFalse(second.output, PASSWORD.matcher(second.output).find());
        assertTrue(Files.exists(data.resolve("etc/new.cfg")));
        assertTrue(Files.readString(data.resolve("etc/users.properties")).contains("admin = {CRYPT}"));
        assertEquals("sshPort = 8765\n", Files.readString(data.resolve("etc/org.apache.karaf.shell.cfg")));
        assertEquals("all are known", 8, asked("voip:analyze --store ").size());
    }

    @Test
    public void theNewestCallIsProposedAndSigtermEndsIt() throws Exception {
        Path screen = folder.newFile().toPath();
        Process demo = builder("demo", "--data", data.toString()).redirectErrorStream(true).redirectOutput(screen.toFile()).start();
        try {
            await("it runs", () -> Files.readString(screen).contains("until Ctrl-C") || !demo.isAlive());
            assertTrue(Files.readString(screen), Files.readString(screen).contains("client --data " + data + " 'voip:ladder 17'"));
            demo.destroy(); // SIGTERM
            assertTrue("ends within 10 s", demo.waitFor(10, TimeUnit.SECONDS));
            assertEquals(0, demo.exitValue());
        } finally {
            demo.destroyForcibly();
        }
        assertFalse("the monitor has ended", isAlive());
    }

    @Test
    public void whatCannotBeStoredIsSaidAndTriedAgain() throws Exception {
        shell("echo '2 calls wait in the queue, because the database has not taken them'\nexit 1\n", "");

        Result failed = demo("--once");

        assertEquals(1, failed.status);
        assertTrue(failed.output, failed.output.contains("karavox: The samples could not be stored: 2 calls wait in the queue"));
        assertFalse("the monitor has ended", isAlive());
        shell("printf '%s'\n", ROW);
        assertEquals(0, demo("--once").status);
        assertEquals("all of them, twice", 16, asked("voip:analyze --store ").size());
    }

    @Test
    public void withoutADatabaseTheCallsAreShownOnly() throws Exception {
        shell("case $input in *--store*) echo 'Calls cannot be stored, because no storage is installed'; exit 1 ;; esac\nprintf '%s'\n", "THE TABLE\n");

        Result result = demo("--once");

        assertEquals(result.output, 0, result.status);
        assertTrue(result.output, result.output.contains("THE TABLE") && result.output.contains("No database is installed in this build"));
        assertEquals(1, asked("voip:calls --recent").size());
        demo("--once");
        assertEquals("nothing counts as stored", 16, asked("voip:analyze --store ").size());
    }

    @Test
    public void aMonitorThatEndsIsExplained() throws Exception {
        monitor("echo '10:00:00 INFO nothing'\necho '10:00:01 ERROR [x] the disk is on fire'\nexit 7\n");

        Result result = demo("--once");

        assertEquals(1, result.status);
        assertEquals("karavox: The monitor ended while it started, see " + data + "/console.log: 10:00:01 ERROR [x] the disk is on fire",
                result.output.lines().reduce((first, last) -> last).orElse(""));
    }

    @Test
    public void aClientInAPipeGetsNoColoursAndTheStatusOfItsCommand() throws Exception {
        shell("printf '\\033[31mno such \\033[0m\\033[31;1mcommand\\033[0m\\n'\nexit 3\n", "");
        Process demo = builder("demo", "--data", data.toString()).redirectErrorStream(true).redirectOutput(folder.newFile()).start();
        demo.waitFor(30, TimeUnit.SECONDS); // its own commands fail
        Process monitor = new ProcessBuilder(data.resolve("bin/karaf").toString(), "daemon").start();
        try {
            await("the monitor runs", this::isAlive);
            Result result = run(builder("client", "--data", data.toString(), "voip:fly"));
            assertEquals("no such command\n", result.output);
            assertEquals(3, result.status);
        } finally {
            monitor.destroy();
        }
    }

    /** What the monitor does after it has said which process it is, as Karaf does. */
    private void monitor(String script) throws IOException {
        program("karaf", SCRIPT + "mkdir -p \"$root/instances\"\nprintf 'item.0.pid = %s\\n' $$ >\"$root/instances/instance.properties\"\n"
                + ": >\"$root/etc/operator.key\"\n" + script);
    }

    /** What the shell does after it has written down what it was asked; {@code text} follows as a word. */
    private void shell(String script, String text) throws IOException {
        program("client", SCRIPT + "input=$(cat)\nprintf '%s\\n' \"$input\" >>\"$root/asked\"\n"
                + (text.isEmpty() ? script : script.stripTrailing() + " '" + text + "'\n"));
    }

    private void program(String name, String script) throws IOException {
        Path file = tree.resolve("karaf-assembly/target/karavox/bin").resolve(name);
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> asked(String beginning) throws IOException {
        return Files.readAllLines(data.resolve("asked")).stream().filter(line -> line.startsWith(beginning)).collect(Collectors.toList());
    }

    private boolean isAlive() throws IOException {
        Path file = data.resolve("instances/instance.properties");
        String pid = Files.exists(file) ? Files.readString(file).replaceAll("\\D+0\\D+|\\D", "") : "";
        return !pid.isEmpty() && ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    }

    private Result demo(String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("demo", "--data", data.toString()));
        words.addAll(List.of(options));
        return run(builder(words.toArray(new String[0])));
    }

    private ProcessBuilder builder(String... words) {
        List<String> command = new ArrayList<>(List.of(tree.resolve("karavox").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private static Result run(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (InputStream printed = process.getInputStream()) {
            String output = new String(printed.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue("ends", process.waitFor(60, TimeUnit.SECONDS));
            return new Result(process.exitValue(), output);
        }
    }

    private static final class Result {

        private final int status;
        private final String output;

        Result(int status, String output) {
            this.status = status;
            this.output = output;
        }
    }
}
