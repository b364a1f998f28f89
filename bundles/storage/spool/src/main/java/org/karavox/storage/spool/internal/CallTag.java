package org.karavox.storage.spool.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.karavox.call.CallRef;

/**
 * What tells the calls of a minute apart whose names are equal: a hash of the exact Call-ID and the time of the first packet.
 * It stands in bytes of the header of an entry that tar leaves unused, so that a call can be found again for certain.
 *
 * @param callId FNV-1a of the Call-ID in UTF-8
 * @param startNanos since 1970
 */
record CallTag(long callId, long startNanos) {

    private static final long SECOND = 1_000_000_000L;

    static CallTag of(CallRef call) {
        return new CallTag(hash(call.callId()), nanos(call.start()));
    }

    private static long hash(String text) {
        long hash = 0xCBF2_9CE4_8422_2325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xFF) * 0x100_0000_01B3L;
        }
        return hash;
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * SECOND + time.getNano();
    }

    /**
     * How well {@code other} fits a search for this: times may have been rounded by whoever kept them.
     *
     * @return 0 = exactly, 1 = to the microsecond, 2 = to the millisecond, 3 = to the second, 4 = the Call-ID only, 5 = not at all
     */
    int distance(CallTag other) {
        if (callId != other.callId) {
            return 5;
        }
        if (startNanos == other.startNanos) {
            return 0;
        }
        long difference = Math.abs(startNanos - other.startNanos);
        return difference <= 1_000 ? 1 : difference <= 1_000_000 ? 2 : difference <= SECOND ? 3 : 4;
    }
}
