package org.karavox.itests.container;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.vmOptions;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.ops4j.pax.exam.Option;

/** The distribution just built, unpacked and started for one test class, and what the tests do to it. */
final class KaravoxContainer {

    private static final long PATIENCE_MILLIS = 30_000;

    private KaravoxContainer() {
    }

    static Option distribution() {
        String karaf = System.getProperty("karaf.version");
        return composite(
                // As bin/karaf does, which Pax Exam does not use.
                vmOptions("-Djava.security.manager=allow", "--add-reads=java.xml=java.logging",
                        "--add-exports=java.base/org.apache.karaf.specs.locator=java.xml,ALL-UNNAMED", "--patch-module",
                        "java.base=lib/endorsed/org.apache.karaf.specs.locator-" + karaf + ".jar", "--patch-module",
                        "java.xml=lib/endorsed/org.apache.karaf.specs.java.xml-" + karaf + ".jar"),
                karafDistributionConfiguration().frameworkUrl("file:" + System.getProperty("karavox.distribution"))
                        .karafVersion(karaf).name("Karavox")
                        .unpackDirectory(new File("target/exam")).useDeployFolder(false),
                configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
                editConfigurationFilePut("etc/org.apache.karaf.shell.cfg", "sshPort", Integer.toString(freePort())),
                // Pax Exam's own bundles, which Maven has fetched.
                editConfigurationFilePut("etc/org.ops4j.pax.url.mvn.cfg", "org.ops4j.pax.url.mvn.repositories",
                        "file:" + System.getProperty("karavox.repository") + "@id=fetched@snapshots"),
                systemProperty("karavox.version").value(System.getProperty("karavox.version")));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code command} prints in a shell of its own. */
    static String shell(SessionFactory sessions, String command) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        Session session = sessions.create(new ByteArrayInputStream(new byte[0]), out, out);
        try {
            session.execute(command);
        } finally {
            session.close();
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** Waits until {@code condition} is true, looking again every 20 ms. */
    static void await(String what, Callable<Boolean> condition) throws Exception {
        await(what, PATIENCE_MILLIS, condition);
    }

    /** The same for what takes longer on a busy machine. */
    static void await(String what, long patienceMillis, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + patienceMillis * 1_000_000L;
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + patienceMillis / 1000 + " s: " + what);
            }
            LockSupport.parkNanos(20_000_000L);
        }
    }
}
