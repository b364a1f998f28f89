package org.karavox.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.karavox.itests.container.KaravoxContainer.await;
import static org.karavox.itests.container.KaravoxContainer.shell;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.support.CommandException;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.karavox.runtime.ConfigurationReport;
import org.karavox.runtime.PipelineRuntime;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** The distribution as it is shipped: everything starts, everything answers. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DistributionIT {

    @Inject
    BootFinished boot;
    @Inject
    BundleContext context;
    @Inject
    SessionFactory sessions;
    @Inject
    PipelineRuntime pipeline;
    @Inject
    ConfigurationReport configuration;

    @Configuration
    public Option[] distribution() {
        return new Option[] {KaravoxContainer.distribution()};
    }

    @Test
    public void everyBundleIsActive() {
        List<String> others = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            if (bundle.getState() != (fragment ? Bundle.RESOLVED : Bundle.ACTIVE)) {
                others.add(bundle.getSymbolicName() + " in state " + bundle.getState());
            }
        }
        assertEquals(List.of(), others);
    }

    @Test
    public void thePluginsAreInUse() {
        List<String> names = pipeline.decoders().stream().filter(decoder -> decoder.rejected().isEmpty())
                .map(decoder -> decoder.name()).sorted().collect(Collectors.toList());
        assertTrue(names.toString(), names.containsAll(List.of("erspan", "gre", "ipip", "sip", "vxlan")));
    }

    @Test
    public void theShippedConfigurationHasNoIssues() {
        assertEquals(List.of(), configuration.issues());
    }

    @Test
    public void theShippedConfigurationNamesEveryKeyThereIs() throws Exception {
        Path file = Path.of(System.getProperty("karaf.etc"), "voipmonitor.conf");
        Set<String> named = Files.readAllLines(file).stream().filter(line -> line.matches("#[a-z0-9_-]+ =.*"))
                .map(line -> line.substring(1, line.indexOf(' '))).collect(Collectors.toCollection(TreeSet::new));
        Set<String> owned = configuration.values().stream().map(ConfigurationReport.Value::key).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(owned, named);
    }

    @Test
    public void everyCommandAnswers() throws Exception {
        assertTrue(shell(sessions, "voip:calls"), shell(sessions, "voip:calls").contains("0 calls from "));
        await("nothing fails, once the database has its tables", this::selfTestSucceeds);
        assertTrue(shell(sessions, "voip:selftest"), shell(sessions, "voip:selftest").contains(" tests, 0 failed, "));
        assertTrue(shell(sessions, "voip:ledger"), shell(sessions, "voip:ledger").contains("The books balance."));
        assertTrue(shell(sessions, "voip:decoders"), shell(sessions, "voip:decoders").contains("udp port 4789"));
        assertTrue(shell(sessions, "voip:config --all"), shell(sessions, "voip:config --all").contains("udp_port_vxlan"));
        assertTrue(shell(sessions, "voip:config --issues"), shell(sessions, "voip:config --issues").contains("No issues."));
    }

    private boolean selfTestSucceeds() throws Exception {
        try {
            return shell(sessions, "voip:selftest").contains(" tests, 0 failed, ");
        } catch (CommandException e) { // something fails
            return false;
        }
    }

    /** Karaf registers no command of a bundle while a reference of one of them is missing. */
    @Test
    public void everyCommandIsThereWhateverIsInstalled() {
        Set<String> commands = sessions.getRegistry().getCommands().stream().filter(command -> command.getScope().equals("voip"))
                .map(command -> command.getName()).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(Set.of("analyze", "call", "calls", "config", "db", "decoders", "ladder", "ledger", "pcap", "reload", "selftest", "spool")),
                commands);
    }

    @Test
    public void aCaptureIsAnalysedInTheShell() throws Exception {
        Path capture = Files.createTempFile("one-call", ".pcap");
        writePcap(capture, List.of(CallFrames.invite("shell-1@test", 20_000), CallFrames.ok("shell-1@test", 20_002),
                CallFrames.ack("shell-1@test"), CallFrames.rtp(1, 20_000, 20_002), CallFrames.rtp(2, 20_000, 20_002),
                CallFrames.bye("shell-1@test"), CallFrames.byeOk("shell-1@test")));

        String printed = shell(sessions, "voip:analyze " + capture);

        assertTrue(printed, printed.contains("alice"));
        assertTrue(printed, printed.contains("200"));
    }

    @Test
    public void nobodyHasAPassword() throws Exception {
        Path etc = Path.of(System.getProperty("karaf.etc"));
        assertEquals(List.of("_g_\\:admingroup"), accounts(etc.resolve("users.properties")));
        assertEquals(List.of("_g_\\:admingroup", "operator"), accounts(etc.resolve("keys.properties")));
    }

    private static List<String> accounts(Path file) throws Exception {
        return Files.readAllLines(file).stream().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('=')).strip()).collect(Collectors.toList());
    }

    /** One frame every 20 ms. */
    private static void writePcap(Path file, List<byte[]> frames) throws Exception {
        try (OutputStream out = Files.newOutputStream(file)) {
            ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
            header.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(65_535).putInt(1);
            out.write(header.array());
            int micros = 0;
            for (byte[] frame : frames) {
                ByteBuffer record = ByteBuffer.allocate(16 + frame.length).order(ByteOrder.LITTLE_ENDIAN);
                record.putInt(1_700_000_000).putInt(micros).putInt(frame.length).putInt(frame.length).put(frame);
                out.write(record.array());
                micros += 20_000;
            }
        }
    }
}
