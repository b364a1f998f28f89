package org.karavox.engine.internal;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.karavox.call.CallNote;
import org.karavox.capture.FrameSink;

/**
 * Frames and notes that plug-ins have found inside the packet they were asked about. They wait here until that packet is done,
 * because its cursor and the plug-in that found them are in use. Bounded: what one packet may bring is limited. One owner, the
 * dispatcher.
 */
final class Emissions implements FrameSink {

    /** Frames that wait at one time; what comes then is counted as shed. */
    private static final int MAX_FRAMES = 4096;
    private static final int MAX_BYTES = 16 << 20;
    private static final int KEPT_BYTES = 1 << 20;
    private static final int MAX_NOTES = 4096;

    private static final int OFFSET = 0;
    private static final int LENGTH = 1;
    private static final int WIRE_LENGTH = 2;
    private static final int LINK_TYPE = 3;
    private static final int WHOLE = 4;
    private static final int FIELDS = 5;

    private byte[] bytes = new byte[4096];
    private int bytesUsed;
    private int[] fields = new int[16 * FIELDS];
    private long[] times = new long[16];
    private int count;
    private int next;
    private final ArrayDeque<CallNote> notes = new ArrayDeque<>();
    private long emitted;
    private long shed;

    @Override
    public void onFrame(byte[] source, int offset, int capturedLength, int wireLength, long timestampNanos, int linkType,
            int interfaceId) {
        add(source, offset, capturedLength, wireLength, timestampNanos, linkType, false);
    }

    @Override
    public void onMessage(byte[] source, int offset, int length, long timestampNanos, int linkType, int interfaceId) {
        add(source, offset, length, length, timestampNanos, linkType, true);
    }

    private void add(byte[] source, int offset, int length, int wireLength, long timestampNanos, int linkType, boolean whole) {
        if (count == MAX_FRAMES || length > MAX_BYTES - bytesUsed) {
            shed++;
            return;
        }
        if (length > bytes.length - bytesUsed) {
            bytes = Arrays.copyOf(bytes, Math.max(bytesUsed + length, bytes.length * 2));
        }
        if (count == times.length) {
            times = Arrays.copyOf(times, count * 2);
            fields = Arrays.copyOf(fields, fields.length * 2);
        }
        System.arraycopy(source, offset, bytes, bytesUsed, length);
        int at = count * FIELDS;
        fields[at + OFFSET] = bytesUsed;
        fields[at + LENGTH] = length;
        fields[at + WIRE_LENGTH] = wireLength;
        fields[at + LINK_TYPE] = linkType;
        fields[at + WHOLE] = whole ? 1 : 0;
        times[count++] = timestampNanos;
        bytesUsed += length;
        emitted++;
    }

    @Override
    public void onNote(CallNote note) {
        if (notes.size() < MAX_NOTES) {
            notes.addLast(note);
        } else {
            shed++;
        }
    }

    /** True if there is something to work on. */
    boolean isPending() {
        return next < count || !notes.isEmpty();
    }

    /** Goes on to the next frame; false if there is none. */
    boolean next() {
        if (next == count) {
            return false;
        }
        next++;
        return true;
    }

    /** The next note, null if there is none. */
    CallNote note() {
        return notes.pollFirst();
    }

    /** The array in which the frame lies; later emissions do not change what lies there. */
    byte[] bytes() {
        return bytes;
    }

    int offset() {
        return fields[(next - 1) * FIELDS + OFFSET];
    }

    int length() {
        return fields[(next - 1) * FIELDS + LENGTH];
    }

    int wireLength() {
        return fields[(next - 1) * FIELDS + WIRE_LENGTH];
    }

    int linkType() {
        return fields[(next - 1) * FIELDS + LINK_TYPE];
    }

    boolean isWhole() {
        return fields[(next - 1) * FIELDS + WHOLE] != 0;
    }

    long timestampNanos() {
        return times[next - 1];
    }

    /** All frames are done and nobody looks at their bytes any more. */
    void clear() {
        count = 0;
        next = 0;
        bytesUsed = 0;
        notes.clear();
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[4096];
        }
    }

    /** Frames taken so far. */
    long emitted() {
        return emitted;
    }

    /** Frames and notes there was no room for. */
    long shed() {
        return shed;
    }
}
