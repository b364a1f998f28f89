package org.karavox.tunnel;

import java.util.List;
import org.karavox.capture.FrameSink;
import org.karavox.packet.PacketCursor;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Removes one encapsulation. Register an implementation as an OSGi service; the engine finds it.
 *
 * <p><b>Threads.</b> The service itself is immutable and may be used by many threads. The {@link Decoding} it opens
 * belongs to exactly one dispatcher thread.
 *
 * <p><b>Lifetime.</b> {@link #attachments()} is constant. A decoder whose configuration changes is re-created by
 * Declarative Services, which makes the engine swap its table. After the service has been unregistered no
 * {@code Decoding} of it is called again.
 */
@ConsumerType
public interface TunnelDecoder {

    /** Short stable name used in counters, logs and shell output, for example {@code "vxlan"}. */
    String name();

    /** Where in the stack this decoder wants to be asked; empty if it is switched off. Never changing. */
    List<Attachment> attachments();

    /** Opens the per-thread half. A stateless decoder returns {@code this}. */
    Decoding open();

    /**
     * As {@link #open()}, for a decoder that finds several packets in one, or has something to say about a call.
     *
     * @param found takes what was found beside the packet that {@link Decoding#decode} answers with, during {@code decode} only. The
     *        bytes are copied; the frames are worked on after the packet they were found in. Times and link types as given; the
     *        interface is that of the packet
     */
    default Decoding open(FrameSink found) {
        return open();
    }

    /** The per-thread half of a decoder. */
    interface Decoding {

        /**
         * Removes this tunnel's header from the front of {@code packet}.
         *
         * <p>Hot path: must not allocate, block, log or throw. On success the window starts at the inner packet, and
         * ends where this tunnel says that the inner packet ends. On any negative answer the window is left where it was.
         * A decoder that has to change bytes {@linkplain PacketCursor#replace puts a frame of its own} in place.
         *
         * @param packet window over this tunnel's first byte to the end of the enclosing payload
         * @return one of the constants of {@link Next}
         */
        int decode(PacketCursor packet);
    }
}
