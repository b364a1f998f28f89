package org.karavox.manage.shell.internal;

import static java.util.stream.Collectors.joining;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.runtime.DecoderStatus;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.tunnel.Attachment;

/** {@code voip:decoders}. */
@Service
@Command(scope = "voip", name = "decoders", description = "Lists tunnel decoders and signalling plug-ins, where they are attached, and why one is not in use")
public final class DecodersCommand extends VoipCommand {

    @Override
    void run(Screen screen) throws CommandException {
        PipelineRuntime pipeline = need(PipelineRuntime.class, NO_PIPELINE);
        Listing listing = new Listing("Kind", "Name", "Attached to", "State");
        for (DecoderStatus decoder : pipeline.decoders()) {
            listing.row(decoder.kind(), decoder.name(), attachments(decoder), state(decoder));
        }
        listing.print(screen);
        screen.remark("Packets are worked off by: " + pipeline.plan());
    }

    private static String attachments(DecoderStatus decoder) {
        return decoder.attachments().stream().map(Attachment::toString).collect(joining(", "));
    }

    private static String state(DecoderStatus decoder) {
        return decoder.rejected().map(reason -> "rejected: " + reason)
                .orElse(decoder.attachments().isEmpty() ? "switched off" : "active");
    }
}
