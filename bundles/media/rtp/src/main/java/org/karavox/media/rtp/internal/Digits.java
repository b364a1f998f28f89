package org.karavox.media.rtp.internal;

import java.util.Arrays;

/** Digits that one stream sent as telephone events, RFC 4733. All packets of one event have its timestamp. */
final class Digits {

    private static final String NAMES = "0123456789*#ABCD!";
    /** More is not kept. */
    private static final int MAX_DIGITS = 256;
    /** Packets of nobody knows which meaning that may turn out to be events. */
    private static final int MAX_CANDIDATES = 64;
    /** An event as long as this goes on in a new segment. */
    private static final int LONG_EVENT = 0xFF00;

    private final StringBuilder text = new StringBuilder();
    private boolean any;
    private int timestamp;
    private int timestampBefore;
    private int event;
    private int duration;
    private long[] candidates;
    private int candidateCount;

    Digits copy() {
        Digits copy = new Digits();
        copy.text.append(text);
        copy.any = any;
        copy.timestamp = timestamp;
        copy.timestampBefore = timestampBefore;
        copy.event = event;
        copy.duration = duration;
        copy.candidates = candidates == null ? null : candidates.clone();
        copy.candidateCount = candidateCount;
        return copy;
    }

    void take(int timestampNow, int eventNow, int durationNow, boolean marker) {
        if (any && timestampNow == timestamp && eventNow == event) {
            duration = Math.max(duration, durationNow);
            return;
        }
        if (any && timestampNow == timestampBefore && timestampNow != timestamp) {
            return; // an old one that comes late
        }
        int step = timestampNow - timestamp;
        boolean segment = any && !marker && eventNow == event && duration >= LONG_EVENT && (step == 0xFFFF || step == duration);
        timestampBefore = any ? timestamp : timestampNow;
        any = true;
        timestamp = timestampNow;
        event = eventNow;
        duration = durationNow;
        if (!segment && eventNow < NAMES.length() && text.length() < MAX_DIGITS) {
            text.append(NAMES.charAt(eventNow));
        }
    }

    /** Remembers a packet that would be an event if its payload type were announced as one. */
    void candidate(int payloadType, int timestampNow, int eventNow, int durationNow, boolean marker) {
        long packed = (long) timestampNow << 32 | (long) durationNow << 16 | (long) eventNow << 8 | (marker ? 0x80 : 0) | payloadType;
        if (candidateCount > 0 && (candidates[candidateCount - 1] & 0xFFFFFFFF0000FF7FL) == (packed & 0xFFFFFFFF0000FF7FL)) {
            return;
        }
        if (candidates == null) {
            candidates = new long[4];
        } else if (candidateCount == candidates.length) {
            if (candidateCount == MAX_CANDIDATES) {
                return;
            }
            candidates = Arrays.copyOf(candidates, 2 * candidateCount);
        }
        candidates[candidateCount++] = packed;
    }

    /** The meaning of the payload types is known now. */
    void resolve(PayloadMap map) {
        int kept = 0;
        for (int i = 0; i < candidateCount; i++) {
            long each = candidates[i];
            int payloadType = (int) each & 0x7F;
            if (map.kind(payloadType) == PayloadMap.EVENT) {
                take((int) (each >>> 32), (int) each >>> 8 & 0xFF, (int) each >>> 16 & 0xFFFF, (each & 0x80) != 0);
            } else if (map.kind(payloadType) == PayloadMap.UNKNOWN) {
                candidates[kept++] = each;
            }
        }
        candidateCount = kept;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
