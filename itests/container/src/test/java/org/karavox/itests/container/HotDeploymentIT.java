package org.karavox.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.karavox.itests.container.KaravoxContainer.await;

import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.features.FeaturesService;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.karavox.capture.CaptureSource;
import org.karavox.runtime.ConfigurationReport;
import org.karavox.runtime.DecoderStatus;
import org.karavox.runtime.Ledger;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.tunnel.Attachment;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A decoder comes, changes and goes while packets flow, and not one packet is missing from the books. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotDeploymentIT {

    private static final int ROUNDS = 10;
    private static final String FEATURE = "karavox-tunnel-vxlan";
    private static final String BUNDLE = "org.karavox.tunnel.vxlan";
    private static final EnumSet<FeaturesService.Option> QUIETLY = EnumSet.of(FeaturesService.Option.NoAutoRefreshBundles);

    @Inject
    BootFinished boot;
    @Inject
    BundleContext context;
    @Inject
    FeaturesService features;
    @Inject
    PipelineRuntime pipeline;
    @Inject
    ConfigurationReport configuration;

    private final Path conf = Path.of(System.getProperty("karaf.etc", "."), "voipmonitor.conf");

    @Configuration
    public Option[] distribution() {
        return new Option[] {KaravoxContainer.distribution()};
    }

    @Test
    public void everyPacketIsAccountedForWhileADecoderComesChangesAndGoes() throws Exception {
        setPort(CallTraffic.FIRST_PORT);
        CallTraffic traffic = new CallTraffic();
        ServiceRegistration<CaptureSource> source = context.registerService(CaptureSource.class, traffic, null);
        features.uninstallFeature(FEATURE, System.getProperty("karavox.version"), QUIETLY);

        for (int round = 0; round < ROUNDS; round++) {
            await("vxlan is gone", () -> vxlan().isEmpty());
            passSomeFrames(traffic);

            setPort(CallTraffic.FIRST_PORT);
            features.installFeature(FEATURE, System.getProperty("karavox.version"), QUIETLY);
            decodesOn(CallTraffic.FIRST_PORT);

            setPort(CallTraffic.SECOND_PORT);
            decodesOn(CallTraffic.SECOND_PORT);

            update();
            decodesOn(CallTraffic.SECOND_PORT);

            features.uninstallFeature(FEATURE, System.getProperty("karavox.version"), QUIETLY);
        }

        traffic.stop();
        await("the last frames are worked off", () -> settled(traffic));
        Ledger ledger = pipeline.ledger();
        assertTrue("the traffic ran out: " + traffic.delivered(), traffic.delivered() < CallTraffic.LIMIT);
        assertEquals(List.of(), ledger.imbalances());
        assertEquals(traffic.delivered(), readFromTraffic(ledger));
        assertEquals(ledger.toString(), traffic.delivered() + ledger.rebuilt(),
                ledger.fates().values().stream().mapToLong(Long::longValue).sum());
        assertEquals(0, ledger.inFlight());
        assertTrue("plain calls were seen all the time: " + ledger.fates(), ledger.fates().getOrDefault("signalling.sip", 0L) > 0);
        assertTrue("without the decoder its packets were unclaimed: " + ledger.fates(), ledger.fates().get("unclaimed.udp") > 0);
        source.unregister();
    }

    private void decodesOn(int port) throws Exception {
        await("vxlan listens on " + port,
                () -> vxlan().filter(vxlan -> vxlan.attachments().contains(Attachment.udpPort(port))).isPresent());
        long before = decoded();
        await("vxlan decodes on " + port, () -> decoded() >= before + 100);
    }

    /** The files of the calls stay within the container's folder, and small. */
    private void setPort(int port) throws Exception {
        Files.writeString(conf, "[general]\nspooldir = " + System.getProperty("karaf.data") + "/spool\nsavertp = header\n"
                + "udp_port_vxlan = " + port + "\n");
        configuration.reload();
        // While the decoder is not installed, its key waits for it: for information only.
        assertTrue(configuration.issues().toString(),
                configuration.issues().stream().allMatch(issue -> issue.level() == ConfigurationReport.Level.INFO));
    }

    private void update() throws Exception {
        Bundle bundle = null;
        for (Bundle candidate : context.getBundles()) {
            if (BUNDLE.equals(candidate.getSymbolicName())) {
                bundle = candidate;
            }
        }
        assertTrue(BUNDLE + " is installed", bundle != null);
        String location = "mvn:org.karavox/" + BUNDLE + "/" + System.getProperty("karavox.version");
        try (InputStream jar = new URL(location).openStream()) {
            bundle.update(jar);
        }
        assertEquals(Bundle.ACTIVE, bundle.getState());
    }

    private void passSomeFrames(CallTraffic traffic) throws Exception {
        long before = traffic.delivered();
        await("frames flow", () -> traffic.delivered() >= before + 1_000);
    }

    private Optional<DecoderStatus> vxlan() {
        return pipeline.decoders().stream().filter(decoder -> decoder.name().equals("vxlan")).findFirst();
    }

    private long decoded() {
        return pipeline.ledger().details().getOrDefault("tunnel.vxlan.decoded", 0L);
    }

    private boolean settled(CallTraffic traffic) {
        Ledger ledger = pipeline.ledger();
        return readFromTraffic(ledger) == traffic.delivered() && ledger.inFlight() == 0 && ledger.imbalances().isEmpty();
    }

    private static long readFromTraffic(Ledger ledger) {
        return ledger.sources().stream().filter(source -> source.name().equals(CallTraffic.NAME)).mapToLong(Ledger.Source::read).sum();
    }
}
