package org.karavox.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.karavox.itests.container.KaravoxContainer.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The distribution and the launcher as processes of their own: start, who listens, who may log in, stop. */
public class LauncherIT {

    private static final Path LAUNCHER = Path.of(System.getProperty("karavox.root"), "karavox").toAbsolutePath().normalize();

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void startsTwiceListensOnLoopbackOnlyAnswersAndStopsOnSigterm() throws Exception {
        Path home = unpack();
        int port = KaravoxContainer.freePort();
        Path shell = home.resolve("etc/org.apache.karaf.shell.cfg");
        Files.writeString(shell, Files.readString(shell).replace("sshPort = 8101", "sshPort = " + port));
        Process monitor = start(home, "first.log");
        try {
            awaitRunning(home, monitor, "first.log");
            assertEquals(Set.of("127.0.0.1:" + port), listening(monitor.pid()));

            String decoders = client(home, "voip:decoders");
            assertTrue(decoders, decoders.contains("udp port 4789"));
            assertFalse("no well-known account", passwordOpens(home, "karaf", "karaf"));
            assertFalse("no empty password", passwordOpens(home, "operator", ""));

            stop(monitor);
        } finally {
            monitor.destroyForcibly();
        }
        // The second start takes its bundles from the cache.
        Process again = start(home, "second.log");
        try {
            awaitRunning(home, again, "second.log");
            stop(again);
        } finally {
            again.destroyForcibly();
        }
    }

    private Process start(Path home, String log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/karaf").toString(), "daemon");
        withJava(builder);
        builder.environment().put("KARAF_OPTS", "-Dkaraf.log.console=INFO");
        return builder.redirectErrorStream(true).redirectOutput(console(log).toFile()).start();
    }

    private Path console(String log) {
        return folder.getRoot().toPath().resolve(log);
    }

    private void awaitRunning(Path home, Process monitor, String log) throws Exception {
        Path console = console(log);
        await("it says that it runs", () -> Files.readString(console).contains("Karavox is running: ") || !monitor.isAlive());
        String printed = Files.readString(console);
        assertTrue(printed, monitor.isAlive());
        assertTrue(printed, printed.contains("plug-ins erspan gre ipip sip vxlan, voipmonitor.conf without issues"));
        assertFalse(printed, printed.contains("ERROR"));
        await("its log file says so", () -> Files.readString(home.resolve("data/log/karavox.log")).contains("Karavox is running: "));
    }

    private static void stop(Process monitor) throws Exception {
        monitor.destroy(); // SIGTERM
        assertTrue("ends within 10 s", monitor.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, monitor.exitValue());
    }

    /** What a run writes must not have got into it. */
    @Test
    public void theArchiveCarriesNoKeyAndNoTraceOfARun() throws Exception {
        Path home = unpack();
        for (String name : List.of("etc/operator.key", "etc/host.key", "data/cache", "data/log/karavox.log", "instances", "lock")) {
            assertFalse(name, Files.exists(home.resolve(name)));
        }
    }

    @Test
    public void worksThroughASymbolicLinkFromAnotherFolder() throws Exception {
        Path link = Files.createSymbolicLink(folder.getRoot().toPath().resolve("kv"), LAUNCHER);
        Result result = run(new ProcessBuilder(link.toString(), "version").directory(folder.getRoot()));
        assertEquals(0, result.status);
        assertEquals("Karavox " + System.getProperty("karavox.version") + "\n", result.output);
    }

    @Test
    public void aJavaThatDoesNotFitGetsOneSentence() throws Exception {
        for (String version : List.of("11.0.2", "25")) {
            Path home = folder.newFolder().toPath();
            Files.createDirectories(home.resolve("bin"));
            Files.createFile(home.resolve("bin/java"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
            for (String command : List.of("run", "demo", "client")) {
                ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), command);
                builder.environment().put("JAVA_HOME", home.toString());

                Result result = run(builder);

                assertEquals(1, result.status);
                assertTrue(result.output, result.output.contains("install the Debian package openjdk-17-jdk-headless"));
                assertEquals(1, result.output.lines().count());
            }
        }
    }

    @Test
    public void aMissingJavaOrMavenIsNamedWithItsPackage() throws Exception {
        Path bin = toolsOnly("sh", "dirname", "readlink", "sed", "id");
        ProcessBuilder noJava = new ProcessBuilder(LAUNCHER.toString(), "run");
        noJava.environment().put("PATH", bin.toString());
        noJava.environment().remove("JAVA_HOME");
        assertTrue(run(noJava).output.contains("No Java found. Karavox builds and runs on JDK 17 to 21: install the Debian package openjdk-17-jdk-headless"));

        ProcessBuilder noMaven = new ProcessBuilder(LAUNCHER.toString(), "build");
        withJava(noMaven);
        noMaven.environment().put("PATH", bin.toString());
        assertTrue(run(noMaven).output.contains("No Maven found: install the Debian package maven"));
    }

    @Test
    public void anUnknownCommandIsRefusedWithTheListOfCommands() throws Exception {
        Result result = run(new ProcessBuilder(LAUNCHER.toString(), "fly"));
        assertEquals(2, result.status);
        assertTrue(result.output, result.output.contains("There is no command 'fly'") && result.output.contains("analyze FILE"));
    }

    // ---- client and demo

    @Test
    public void helpNamesEveryCommand() throws Exception {
        Result result = run(new ProcessBuilder(LAUNCHER.toString(), "help"));
        assertEquals(0, result.status);
        for (String command : List.of("demo [--once] [--data DIR] [--port N]", "analyze FILE...", "run [--conf FILE]", "client [--data DIR] [COMMAND]",
                "build", "test [MAVEN OPTION]", "version", "help")) {
            assertTrue(command, result.output.contains("\n  " + command));
        }
    }

    @Test
    public void aClientWithoutAMonitorGetsOneSentence() throws Exception {
        Result result = run(launcher(builtTree(), "client", "voip:calls"));
        assertEquals(1, result.status);
        assertEquals("karavox: No monitor runs here: start one with 'karavox run' or 'karavox demo' first.\n", result.output);
    }

    @Test
    public void theDemoShowsItsCallsAndThePasswordOnlyOnce() throws Exception {
        Path tree = builtTree();
        Path data = folder.newFolder().toPath().resolve("demo");
        String port = Integer.toString(KaravoxContainer.freePort());

        Result first = run(launcher(tree, "demo", "--once", "--data", data.toString(), "--port", port));

        assertEquals(first.output, 0, first.status);
        for (String caller : List.of("101", "102", "103", "104", "105", "107", "108")) {
            assertTrue(caller + " in " + first.output, first.output.matches("(?s).* " + caller + " +20" + caller.charAt(2) + " .*"));
        }
        Matcher password = Pattern.compile("(?m)^  admin  (\\S{20})$").matcher(first.output);
        assertTrue(first.output, password.find());
        String accounts = Files.readString(data.resolve("etc/users.properties"));
        assertTrue(accounts, accounts.matches("(?s).*\nadmin = \\{CRYPT}[0-9A-F]{64}\\{CRYPT},_g_:admingroup\n"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("etc/users.properties"))));
        for (Path log : List.of(data.resolve("console.log"), data.resolve("data/log/karavox.log"))) {
            assertFalse(log.toString(), Files.readString(log).contains(password.group(1)));
        }

        // As a person would: it stays, the shell answers, a second one is refused, Ctrl-C ends it.
        Path screen = console("demo.log");
        Process demo = launcher(tree, "demo", "--data", data.toString()).redirectErrorStream(true).redirectOutput(screen.toFile()).start();
        try {
            await("it runs", 120_000, () -> Files.readString(screen).contains("runs until Ctrl-C") || !demo.isAlive());
            assertTrue(Files.readString(screen), demo.isAlive());
            assertFalse(Files.readString(screen), Files.readString(screen).contains("  admin  "));
            assertTrue("the password opens the shell", passwordOpens(data, "admin", password.group(1)));
            assertFalse("another one does not", passwordOpens(data, "admin", "admin"));

            Result answer = run(launcher(tree, "client", "--data", data.toString(), "voip:decoders --no-format"));
            assertEquals(answer.output, 0, answer.status);
            assertTrue(answer.output, answer.output.contains("tunnel\tvxlan\tudp port 4789"));
            Result unknown = run(launcher(tree, "client", "--data", data.toString(), "voip:fly"));
            assertEquals(1, unknown.status);
            assertFalse("no colours in a pipe: " + unknown.output, unknown.output.contains("\u001b"));

            Result again = run(launcher(tree, "demo", "--data", data.toString()));
            assertEquals(1, again.status);
            assertTrue(again.output, again.output.contains("The demo runs already, as process "));
            Result elsewhere = run(launcher(tree, "demo", "--data", folder.newFolder().toString(), "--port", port));
            assertEquals(1, elsewhere.status);
            assertTrue(elsewhere.output, elsewhere.output.contains("Port " + port + ", the shell's, is taken by another program"));

            assertEquals(0, run(new ProcessBuilder("kill", "-INT", Long.toString(demo.pid()))).status);
            assertTrue("ends within 15 s", demo.waitFor(15, TimeUnit.SECONDS));
            assertEquals(0, demo.exitValue());
            assertEquals(Set.of(), listening(port));
        } finally {
            demo.destroy();
        }
    }

    @Test
    public void theDemoSaysWhatIsInItsWay() throws Exception {
        Path tree = builtTree();
        Result readOnly = run(launcher(tree, "demo", "--data", "/proc/karavox"));
        assertEquals(1, readOnly.status);
        assertEquals("karavox: Cannot write into /proc/karavox: make it writable, or name another folder with 'karavox demo --data DIR'.\n", readOnly.output);

        Path tools = folder.newFolder().toPath();
        Files.writeString(Files.createFile(tools.resolve("df"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"))),
                "#!/bin/sh\necho Filesystem 1024-blocks Used Available Capacity Mounted on\necho /dev/full 100000 95000 5120 95% /\n");
        ProcessBuilder full = launcher(tree, "demo", "--data", folder.newFolder().toString());
        full.environment().merge("PATH", tools.toString(), (path, first) -> first + ":" + path);
        Result disk = run(full);
        assertEquals(1, disk.status);
        assertTrue(disk.output, disk.output.startsWith("karavox: The disk is full: 5 MB are free for ") && disk.output.endsWith("200 MB are needed.\n"));

        for (String port : List.of("0", "65536", "8x", "99999999999")) {
            Result wrong = run(launcher(tree, "demo", "--port", port));
            assertEquals("karavox: --port " + port + ": expected a number from 1 to 65535.\n", wrong.output);
        }
        assertTrue(run(launcher(tree, "demo", "--fast")).output.startsWith("karavox: demo does not know '--fast'"));
    }

    /** A source tree after a build: the launcher, what it reads, and the distribution just built. */
    private Path builtTree() throws Exception {
        Path root = LAUNCHER.getParent();
        Path tree = folder.newFolder().toPath();
        Files.copy(LAUNCHER, tree.resolve("karavox"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(tree.resolve("etc"), root.resolve("etc"));
        Files.createSymbolicLink(tree.resolve("itests"), root.resolve("itests"));
        Path target = Files.createDirectories(tree.resolve("karaf-assembly/target"));
        Files.move(unpack(), target.resolve("karavox"));
        Files.createFile(target.resolve("karavox.built"));
        return tree;
    }

    private static ProcessBuilder launcher(Path tree, String... words) {
        List<String> command = new ArrayList<>(List.of(tree.resolve("karavox").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        withJava(builder);
        return builder;
    }

    private static Set<String> listening(String port) throws IOException {
        Set<String> sockets = new TreeSet<>();
        String suffix = String.format(":%04X", Integer.parseInt(port));
        for (String table : List.of("tcp", "tcp6")) {
            Files.readAllLines(Path.of("/proc/net", table)).stream().map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns[1].endsWith(suffix) && columns[3].equals("0A")).forEach(columns -> sockets.add(columns[1]));
        }
        return sockets;
    }

    private Path unpack() throws Exception {
        Path parent = folder.newFolder().toPath();
        Result result = run(new ProcessBuilder("tar", "xzf", System.getProperty("karavox.distribution"), "-C", parent.toString()));
        assertEquals(result.output, 0, result.status);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
            return children.iterator().next();
        }
    }

    private String client(Path home, String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/client").toString(), "-u", "operator", "-k",
                home.resolve("etc/operator.key").toString(), "-b");
        withJava(builder);
        return run(builder.redirectInput(commands(command))).output;
    }

    private boolean passwordOpens(Path home, String user, String password) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/client").toString(), "-u", user, "-p", password, "-b");
        withJava(builder);
        Result result = run(builder.redirectInput(commands("voip:decoders")));
        return result.status == 0 || result.output.contains("4789");
    }

    private java.io.File commands(String command) throws IOException {
        Path file = folder.newFile().toPath();
        Files.writeString(file, command + "\n");
        return file.toFile();
    }

    private Path toolsOnly(String... tools) throws Exception {
        Path bin = folder.newFolder().toPath();
        for (String tool : tools) {
            for (String system : List.of("/usr/bin", "/bin")) {
                if (Files.exists(Path.of(system, tool)) && !Files.exists(bin.resolve(tool))) {
                    Files.createSymbolicLink(bin.resolve(tool), Path.of(system, tool));
                }
            }
        }
        return bin;
    }

    private static void withJava(ProcessBuilder builder) {
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    }

    /** TCP and UDP sockets of a process that wait for others, as {@code address:port}. */
    private static Set<String> listening(long pid) throws IOException {
        Set<String> inodes = new TreeSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors) {
                String target = Files.readSymbolicLink(descriptor).toString();
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring(8, target.length() - 1));
                }
            }
        }
        Set<String> addresses = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "net", table))) {
                String[] columns = line.strip().split("\\s+");
                boolean waits = table.startsWith("udp") || columns[3].equals("0A"); // TCP_LISTEN
                if (columns.length > 9 && inodes.contains(columns[9]) && waits) {
                    addresses.add(address(columns[1]));
                }
            }
        }
        return addresses;
    }

    /** From the form of /proc/net: 32-bit words in the machine's byte order, in hex. */
    private static String address(String hex) throws IOException {
        String[] parts = hex.split(":");
        byte[] address = new byte[parts[0].length() / 2];
        for (int i = 0; i < address.length; i++) {
            address[i / 4 * 4 + 3 - i % 4] = (byte) Integer.parseInt(parts[0].substring(2 * i, 2 * i + 2), 16);
        }
        return InetAddress.getByAddress(address).getHostAddress() + ":" + Integer.parseInt(parts[1], 16);
    }

    private static Result run(ProcessBuilder builder) throws Exception {
        builder.redirectErrorStream(true);
        Process process = builder.start();
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
