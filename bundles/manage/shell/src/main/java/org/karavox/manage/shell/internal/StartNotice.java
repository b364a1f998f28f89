package org.karavox.manage.shell.internal;

import static java.util.stream.Collectors.joining;

import org.apache.karaf.features.BootFinished;
import org.karavox.runtime.ConfigurationReport;
import org.karavox.runtime.DecoderStatus;
import org.karavox.runtime.PipelineRuntime;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log, once all bundles have been started and the pipeline runs, that and how it does. The first start installs
 * the bundles at the framework's final start level and ends with {@link BootFinished}; at every later one that service
 * comes early and the end of the change of start level counts.
 */
@Component(immediate = true, service = {})
public final class StartNotice implements FrameworkListener {

    private static final Logger LOGGER = LoggerFactory.getLogger(StartNotice.class);

    private final BundleContext context;
    private final PipelineRuntime pipeline;
    private final ConfigurationReport configuration;
    private boolean said;

    @Activate
    public StartNotice(BundleContext context, @Reference BootFinished boot, @Reference PipelineRuntime pipeline,
            @Reference ConfigurationReport configuration) {
        this.context = context;
        this.pipeline = pipeline;
        this.configuration = configuration;
        context.addFrameworkListener(this);
        int reached = context.getBundle(0).adapt(FrameworkStartLevel.class).getStartLevel();
        if (reached > context.getBundle().adapt(BundleStartLevel.class).getStartLevel()) {
            say();
        }
    }

    @Deactivate
    void close() {
        context.removeFrameworkListener(this);
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
            say();
        }
    }

    private synchronized void say() {
        if (!said) {
            said = true;
            LOGGER.info("Karavox is running: {}", describe(pipeline, configuration));
        }
    }

    static String describe(PipelineRuntime pipeline, ConfigurationReport configuration) {
        String active = pipeline.decoders().stream()
                .filter(decoder -> decoder.rejected().isEmpty() && !decoder.attachments().isEmpty())
                .map(DecoderStatus::name).sorted().collect(joining(" "));
        int issues = configuration.issues().size();
        return pipeline.plan() + ", plug-ins " + (active.isEmpty() ? "none" : active) + ", voipmonitor.conf "
                + (issues == 0 ? "without issues" : "with " + issues + (issues == 1 ? " issue" : " issues") + " (voip:config --issues)");
    }
}
