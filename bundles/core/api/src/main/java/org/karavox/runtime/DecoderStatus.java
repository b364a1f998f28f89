package org.karavox.runtime;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.karavox.tunnel.Attachment;

/**
 * A registered plug-in of the dispatcher as people see it.
 *
 * @param name of the plug-in
 * @param kind {@code tunnel} or {@code signalling}
 * @param attachments where it asked to be
 * @param rejected why it is not in use, for example {@code taken by vxlan}, {@code threw IllegalStateException}; empty if active
 */
public record DecoderStatus(String name, String kind, List<Attachment> attachments, Optional<String> rejected) {

    public DecoderStatus {
        requireNonNull(name, "name");
        requireNonNull(kind, "kind");
        attachments = List.copyOf(attachments);
        requireNonNull(rejected, "rejected");
    }
}
