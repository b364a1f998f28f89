package org.karavox.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.karavox.itests.container.KaravoxContainer.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An unpacked distribution that runs as a process of its own, and its shell. */
final class Distribution implements AutoCloseable {

    private final Path home;
    private final Path folder;
    private final Path conf;
    private Process process;
    private int starts;

    private Distribution(Path folder, Path home, Path conf) {
        this.folder = folder;
        this.home = home;
        this.conf = conf;
    }

    /**
     * Unpacks it.
     *
     * @param folder empty folder that all of it stays in
     * @param conf text of {@code voipmonitor.conf}
     */
    static Distribution unpack(Path folder, String conf) throws Exception {
        Process tar = new ProcessBuilder("tar", "xzf", System.getProperty("karavox.distribution"), "-C", folder.toString())
                .inheritIO().start();
        assertEquals("tar", 0, tar.waitFor());
        Path home;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            home = children.iterator().next();
        }
        Path shell = home.resolve("etc/org.apache.karaf.shell.cfg");
        Files.writeString(shell, Files.readString(shell).replace("sshPort = 8101", "sshPort = " + KaravoxContainer.freePort()));
        Path file = folder.resolve("voipmonitor.conf");
        Files.writeString(file, conf);
        return new Distribution(folder, home, file);
    }

    Path home() {
        return home;
    }

    /** Starts it and waits until it says that it runs. */
    void start() throws Exception {
        Path console = folder.resolve("console-" + ++starts + ".log");
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/karaf").toString(), "daemon");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("KARAVOX_CONF", conf.toString());
        builder.environment().put("KARAF_OPTS", "-Dkaraf.log.console=INFO");
        process = builder.redirectErrorStream(true).redirectOutput(console.toFile()).start();
        await("it says that it runs", () -> Files.readString(console).contains("Karavox is running: ") || !process.isAlive());
        assertTrue(Files.readString(console), process.isAlive());
    }

    /** Ends it like a power switch: the Java machine has no chance to write anything. */
    void kill() throws Exception {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        assertTrue("ends", process.waitFor(10, TimeUnit.SECONDS));
    }

    /** Ends it as systemd does. */
    void stop() throws Exception {
        process.destroy();
        assertTrue("ends within 15 s", process.waitFor(15, TimeUnit.SECONDS));
    }

    /** What a command prints in the shell; the command must succeed. */
    String shell(String command) throws Exception {
        Process client = client(command);
        try (InputStream printed = client.getInputStream()) {
            String output = new String(printed.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(command + ": " + output, 0, client.waitFor());
            return output;
        }
    }

    /** A command in the shell, while it runs. Its output has to be read. */
    Process client(String command) throws IOException {
        Path commands = Files.createTempFile(folder, "command", ".txt");
        Files.writeString(commands, command + "\n");
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/client").toString(), "-u", "operator", "-k",
                home.resolve("etc/operator.key").toString(), "-b");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.redirectErrorStream(true).redirectInput(commands.toFile()).start();
    }

    /** Everything it has logged, of all starts since the last clean one. */
    String log() throws IOException {
        return Files.readString(home.resolve("data/log/karavox.log"));
    }

    @Override
    public void close() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
