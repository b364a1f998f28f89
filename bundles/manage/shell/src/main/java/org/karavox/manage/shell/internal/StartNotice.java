package org.karavox.manage.shell.internal;

import static java.util.stream.Collectors.joining;

import org.apache.karaf.features.BootFinished;
import org.karavox.runtime.ConfigurationReport;
import org.karavox.runtime.DecoderStatus;
import org.karavox.runtime.PipelineRuntime;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log, once all bundles have been started and the pipeline runs, that and how it does. */
@Component(immediate = true, service = {})
public final class StartNotice {

    private static final Logger LOGGER = LoggerFactory.getLogger(StartNotice.class);

    @Activate
    public StartNotice(@Reference BootFinished boot, @Reference PipelineRuntime pipeline,
            @Reference ConfigurationReport configuration) {
        LOGGER.info("Karavox is running: {}", describe(pipeline, configuration));
    }

    static String describe(PipelineRuntime pipeline, ConfigurationReport configuration) {
        String active = pipeline.decoders().stream()
                .filter(decoder -> decoder.rejected().isEmpty() && !decoder.attachments().isEmpty())
                .map(DecoderStatus::name).collect(joining(" "));
        int issues = configuration.issues().size();
        return pipeline.plan() + ", plug-ins " + (active.isEmpty() ? "none" : active) + ", voipmonitor.conf "
                + (issues == 0 ? "without issues" : "with " + issues + (issues == 1 ? " issue" : " issues") + " (voip:config --issues)");
    }
}
