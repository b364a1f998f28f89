package org.karavox.manage.shell.internal;

import static java.util.stream.Collectors.joining;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.karavox.runtime.DecoderStatus;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.tunnel.Attachment;

/** {@code voip:decoders}. */
@Service
@Command(scope = "voip", name = "decoders", description = "Lists tunnel decoders and signalling plug-ins, where they are attached, and why one is not in use")
public final class DecodersCommand implements Action {

    @Reference
    PipelineRuntime pipeline;

    @Option(name = "--no-format", description = "Prints plain columns for scripts, nothing else")
    boolean noFormat;

    @Override
    public Object execute() {
        Listing listing = new Listing("Kind", "Name", "Attached to", "State");
        for (DecoderStatus decoder : pipeline.decoders()) {
            listing.row(decoder.kind(), decoder.name(), attachments(decoder), state(decoder));
        }
        listing.print(System.out, noFormat);
        if (!noFormat) {
            System.out.println("Packets are worked off by: " + pipeline.plan());
        }
        return null;
    }

    private static String attachments(DecoderStatus decoder) {
        return decoder.attachments().stream().map(Attachment::toString).collect(joining(", "));
    }

    private static String state(DecoderStatus decoder) {
        return decoder.rejected().map(reason -> "rejected: " + reason)
                .orElse(decoder.attachments().isEmpty() ? "switched off" : "active");
    }
}
