package org.karavox.signalling;

import java.util.List;
import org.karavox.call.CallNote;
import org.karavox.packet.PacketCursor;
import org.karavox.tunnel.Attachment;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A call control protocol, in two halves. The {@link Scanner} runs in the dispatcher, in capture order, and only finds
 * out which call a message belongs to and which media addresses it announces. The {@link Correlator} runs in the
 * call's shard, parses, and drives the call. So packets of media follow their signalling into the same shard, in the
 * order of capture, without a lock.
 *
 * <p><b>Threads.</b> The service is immutable. A scanner belongs to one dispatcher, a correlator to one shard.
 */
@ConsumerType
public interface Signalling {

    /** Short stable name used in counters, logs and shell output, for example {@code "sip"}. */
    String name();

    /** Where messages of this protocol are expected. Never changing. */
    List<Attachment> attachments();

    /**
     * Can a message of this protocol begin with this byte? Where the protocol is looked for on all ports, the scanner is
     * asked only about datagrams for which this holds, so that media never reach it. Constant; asked when tables change.
     *
     * @param firstByte of the transport payload, 0..255
     */
    default boolean mayBeginWith(int firstByte) {
        return true;
    }

    /**
     * Key of the call with this identifier, equal to what its {@link Scanner} gives to {@link ScanResult#callKey}; 0 if calls of
     * this protocol have no identifier that others know.
     */
    default long keyOf(String callId) {
        return 0;
    }

    /** Opens the dispatcher's half. */
    Scanner openScanner();

    /** Opens the half of one shard. */
    Correlator openCorrelator(Shard shard);

    /** The dispatcher's half: finds key and announcements, nothing more. Hot path: must not allocate, block, log or throw. */
    interface Scanner {

        /** The datagram belongs to the call whose key was given to the {@link ScanResult}. */
        int MESSAGE = 0;
        /** Not of this protocol; others may look at it. */
        int NOT_MINE = 1;
        /** Of this protocol or meant to be, but carries no message: a keep-alive. Counted. */
        int NO_PAYLOAD = 2;
        /** Of this protocol, but unusable, for example without a Call-ID. Counted. */
        int MALFORMED = 3;

        /**
         * Looks at one datagram.
         *
         * @param payload window over the transport payload; not to be moved
         * @return one of the constants above
         */
        int scan(PacketCursor payload, ScanResult result);
    }

    /**
     * A shard's half: the state of the calls. All times are packet time.
     *
     * <p>Hot path as far as frequency goes, but a message may cost objects.
     */
    interface Correlator extends AutoCloseable {

        /** Takes the next message; {@code payload} is what the scanner saw. */
        void onMessage(PacketCursor payload);

        /**
         * Packet time has reached {@code packetNanos}. Called about ten times per second of packet time, at the same
         * points of the packet sequence whatever the number of shards. Goes backwards only after {@link #onTimeBack}.
         */
        void onTime(long packetNanos);

        /**
         * Time has gone back for good, as in merged captures or when an older file follows. Calls go on; what they wait
         * for is counted from here, and {@link #onTime} continues from {@code packetNanos}.
         */
        void onTimeBack(long packetNanos);

        /**
         * Something about a call with this identifier, which may be unknown here. For a {@link CallNote.MediaAddress} the packets of
         * the address come to this shard already.
         */
        default void onNote(CallNote note) {
            // calls of this protocol have no identifier that others know
        }

        /** Another media analyzer is in use from now on: every {@link org.karavox.media.MediaFlow} is to be dropped. */
        void onMediaChanged();

        /** Number of calls that have not ended. Any thread. */
        int activeCalls();

        /** Ends all calls it holds and hands over their records; nothing is called afterwards. */
        @Override
        void close();
    }
}
