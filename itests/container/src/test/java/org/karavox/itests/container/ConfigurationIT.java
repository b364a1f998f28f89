package org.karavox.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.karavox.itests.container.KaravoxContainer.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.karavox.runtime.ConfigurationReport;
import org.karavox.runtime.DecoderStatus;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.tunnel.Attachment;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** Edits of {@code etc/voipmonitor.conf} are applied while the monitor runs, and answered with file and line. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ConfigurationIT {

    @Inject
    BootFinished boot;
    @Inject
    PipelineRuntime pipeline;
    @Inject
    ConfigurationReport configuration;

    private final Path file = Path.of(System.getProperty("karaf.etc", "."), "voipmonitor.conf");
    private String shipped;

    @Configuration
    public Option[] distribution() {
        return new Option[] {KaravoxContainer.distribution()};
    }

    @Before
    public void keep() throws Exception {
        shipped = Files.readString(file);
    }

    @After
    public void restore() throws Exception {
        Files.writeString(file, shipped);
        await("the shipped configuration is back", () -> vxlanAt(4789) && configuration.issues().isEmpty());
    }

    @Test
    public void anEditIsAppliedWithoutARestart() throws Exception {
        await("vxlan listens on its default port", () -> vxlanAt(4789));

        Files.writeString(file, "[general]\nudp_port_vxlan = 8472\n");

        await("vxlan listens on the new port", () -> vxlanAt(8472));
        ConfigurationReport.Value value = configuration.values().stream().filter(v -> v.key().equals("udp_port_vxlan")).findFirst().get();
        assertEquals("8472", value.value());
        assertTrue(value.origin(), value.origin().endsWith("voipmonitor.conf:2"));
    }

    @Test
    public void whatIsWrongIsReportedWithFileAndLine() throws Exception {
        Files.writeString(file, "[general]\nno equals sign here\nsavertpp = yes\nudp_port_vxlan = 99999\n");

        await("three issues are reported", () -> configuration.issues().size() == 3);
        List<String> texts = configuration.issues().stream().map(ConfigurationReport.Issue::text).collect(Collectors.toList());
        assertTrue(texts.toString(), texts.get(0).contains("voipmonitor.conf:2: "));
        assertTrue(texts.toString(), texts.get(1).contains("voipmonitor.conf:3: savertpp: "));
        assertTrue(texts.toString(), texts.get(1).contains("did you mean savertp?"));
        assertTrue(texts.toString(), texts.get(2).contains("voipmonitor.conf:4: udp_port_vxlan: "));
        assertTrue("the default is used instead", vxlanAt(4789));
    }

    private boolean vxlanAt(int port) {
        for (DecoderStatus decoder : pipeline.decoders()) {
            if (decoder.name().equals("vxlan") && decoder.attachments().contains(Attachment.udpPort(port))) {
                return true;
            }
        }
        return false;
    }
}
