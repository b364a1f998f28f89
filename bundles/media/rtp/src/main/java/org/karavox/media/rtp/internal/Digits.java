package org.karavox.media.rtp.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.karavox.call.StreamDetails;

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
    /** When each digit came first. */
    private long[] times = new long[4];
    private boolean any;
    private int timestamp;
    private int timestampBefore;
    private int event;
    private int duration;
    /** Two words each: the packet, its time. */
    private long[] candidates;
    private int candidateCount;

    Digits copy() {
        Digits copy = new Digits();
        copy.text.append(text);
        copy.times = times.clone();
        copy.any = any;
        copy.timestamp = timestamp;
        copy.timestampBefore = timestampBefore;
        copy.event = event;
        copy.duration = duration;
        copy.candidates = candidates == null ? null : candidates.clone();
        copy.candidateCount = candidateCount;
        return copy;
    }

    void take(long nanos, int timestampNow, int eventNow, int durationNow, boolean marker) {
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
            if (text.length() == times.length) {
                times = Arrays.copyOf(times, 2 * times.length);
            }
            times[text.length()] = nanos;
            text.append(NAMES.charAt(eventNow));
        }
    }

    /** Remembers a packet that would be an event if its payload type were announced as one. */
    void candidate(long nanos, int payloadType, int timestampNow, int eventNow, int durationNow, boolean marker) {
        long packed = (long) timestampNow << 32 | (long) durationNow << 16 | (long) eventNow << 8 | (marker ? 0x80 : 0) | payloadType;
        if (candidateCount > 0 && (candidates[2 * candidateCount - 2] & 0xFFFFFFFF0000FF7FL) == (packed & 0xFFFFFFFF0000FF7FL)) {
            return;
        }
        if (candidates == null) {
            candidates = new long[8];
        } else if (2 * candidateCount == candidates.length) {
            if (candidateCount == MAX_CANDIDATES) {
                return;
            }
            candidates = Arrays.copyOf(candidates, 4 * candidateCount);
        }
        candidates[2 * candidateCount] = packed;
        candidates[2 * candidateCount++ + 1] = nanos;
    }

    /** The meaning of the payload types is known now. */
    void resolve(PayloadMap map) {
        int kept = 0;
        for (int i = 0; i < candidateCount; i++) {
            long each = candidates[2 * i];
            long nanos = candidates[2 * i + 1];
            int payloadType = (int) each & 0x7F;
            if (map.kind(payloadType) == PayloadMap.EVENT) {
                take(nanos, (int) (each >>> 32), (int) each >>> 8 & 0xFF, (int) each >>> 16 & 0xFFFF, (each & 0x80) != 0);
            } else if (map.kind(payloadType) == PayloadMap.UNKNOWN) {
                candidates[2 * kept] = each;
                candidates[2 * kept++ + 1] = nanos;
            }
        }
        candidateCount = kept;
    }

    /** The digits with their times. */
    List<StreamDetails.Digit> list() {
        List<StreamDetails.Digit> list = new ArrayList<>(text.length());
        for (int i = 0; i < text.length(); i++) {
            list.add(new StreamDetails.Digit(RtpStream.instant(times[i]), text.charAt(i)));
        }
        return list;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
