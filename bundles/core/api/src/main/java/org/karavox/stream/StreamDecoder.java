package org.karavox.stream;

import java.util.List;
import org.karavox.tunnel.Attachment;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds messages, or another stream, in the bytes of TCP connections. Register an implementation as an OSGi service; the engine
 * puts segments into order and asks it.
 *
 * <p><b>Threads.</b> The service is immutable. A {@link Connection} belongs to one dispatcher.
 *
 * <p><b>Memory.</b> A connection says how much it {@linkplain Connection#held holds}; the engine ends those that hold too much, and
 * those that have been silent for long.
 */
@ConsumerType
public interface StreamDecoder {

    /** Short stable name used in counters, logs and shell output, for example {@code "websocket"}. */
    String name();

    /**
     * TCP ports of the connections this decoder wants; a range of all ports means that {@link #recognises} alone decides. Never
     * changing.
     */
    List<Attachment> attachments();

    /**
     * Can a connection, or the rest of one whose beginning was not captured, begin with these bytes? Of several decoders on one
     * port the first that says yes gets the connection. Hot path: no allocation.
     *
     * @param length bytes there are, at least 1; more may follow
     */
    boolean recognises(byte[] bytes, int offset, int length);

    /** Opens the decoder's half of a connection. */
    Connection open(ConnectionInfo info, Output output);

    /**
     * The two ends of a connection. Side 0 opened it, or, where its beginning was not captured, sent the first bytes that were.
     *
     * @param addressHigh0 address and port of side 0, as in {@link org.karavox.packet.Addresses}
     * @param addressHigh1 address and port of side 1
     * @param fromBeginning false if the connection was there before the capture
     */
    record ConnectionInfo(long addressHigh0, long addressLow0, int port0, long addressHigh1, long addressLow1, int port1,
            boolean fromBeginning) {
    }

    /** Both directions of one connection. */
    interface Connection {

        /** Goes on. */
        int MORE = 0;
        /** The connection is of no use to this decoder, or of no use any more; it is not asked again. Not an error. */
        int NOT_MINE = 1;
        /** As {@link #NOT_MINE}, because the bytes contradict the specification. Counted. */
        int MALFORMED = 2;

        /**
         * The next bytes that {@code side} has sent, in order, each byte once. They are the caller's.
         *
         * @param timestampNanos of the segment that made them complete
         * @return one of the constants above
         */
        int onBytes(int side, byte[] bytes, int offset, int length, long timestampNanos);

        /** {@code missing} bytes of {@code side} were not captured; the next bytes are those behind them. Answers as {@link #onBytes}. */
        int onGap(int side, long missing, long timestampNanos);

        /** {@code side} sends nothing any more; what could not be used for want of more is dropped here. */
        void onEnd(int side, long timestampNanos);

        /** Bytes kept for both sides. */
        int held();
    }

    /** Takes what was found in a connection. Bytes are copied or used before the return. */
    @ProviderType
    interface Output {

        /** A whole message, for example of SIP. The engine gives it addresses, ports and a frame. */
        void message(int side, byte[] bytes, int offset, int length, long timestampNanos);

        /** The bytes of a stream inside the stream, for example what was encrypted: other decoders are asked about them. */
        void stream(int side, byte[] bytes, int offset, int length, long timestampNanos);

        /** Bytes of the stream inside the stream are missing. */
        void gap(int side, long missing, long timestampNanos);

        /** One more of what {@code counter} names, shown as {@code stream.<decoder>.<counter>}. Control path. */
        void count(String counter);
    }
}
