package org.karavox.media.rtp.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.call.Ttl;
import org.karavox.media.MediaFormats;
import org.karavox.packet.PacketCursor;

/**
 * One RTP stream: SSRC, source and destination. Hot path; owned by one shard.
 *
 * <p>{@link #take} only writes a packet down. Every {@link #BATCH} packets, and whenever somebody asks, {@link #drain}
 * works on what was written down, so that the state of a stream is brought into the processor's caches once per batch.
 * The figures do not depend on where batches end.
 */
final class RtpStream {

    /** Packets that are written down before they are worked on. */
    static final int BATCH = 32;
    /** The first batch is this small and each next one twice as large: short streams need little memory. */
    private static final int FIRST_BATCH = 4;
    /** Packets without a known clock that are kept in case somebody announces it. */
    static final int MAX_LOG = 512;

    private static final int DEFAULT_FRAME_MILLIS = 20;
    private static final int MIN_FRAME_MILLIS = 10;
    private static final int MAX_FRAME_MILLIS = 120;
    /**
     * A larger difference is a new time base, not jitter. The reference draws the line at 5 s for its columns; RFC 3550 draws
     * none, and congested lines do hold packets back for longer.
     */
    private static final double MAX_DEVIATION_NANOS = 60e9;
    /** The same for video, where a sender that has nothing to show repeats its last timestamp every few seconds. */
    private static final double MAX_PICTURE_DEVIATION_NANOS = 5e9;
    /** A larger difference is in no bucket. */
    private static final double MAX_BUCKET_NANOS = 5e9;
    private static final long MIN_BUCKET_NANOS = 50_000_000L;
    private static final int[] BUCKETS_MILLIS = {50, 70, 90, 120, 150, 200, 300};
    /** No payload type. */
    static final int NONE = -1;

    private final RtpSession session;
    final Batch batch;
    final Settings settings;

    final long sourceHigh;
    final long sourceLow;
    final long destinationHigh;
    final long destinationLow;
    final int ports;
    final int ssrc;
    final int direction;
    final StreamRecord.Join joinedBy;

    MediaFormats formats;
    MediaFormats senderFormats;
    private PayloadMap map;

    /** Packets worked on. */
    private long packetsDone;
    private long firstNanos;
    private long lastNanos;

    final Inbox inbox;

    // ---- headers below: settled only when they change
    private final int dscp;
    private int hop = NONE;
    private int smallestHop = 255;
    private int largestHop;
    private long hopSum;
    /** Packets in {@code hopSum}; those after them had {@code hop}. */
    private long hopsSettled;
    private boolean fragmented;

    // ---- figures without a clock
    private SequenceCount sequence = new SequenceCount();
    private long previousNanos;
    private long maxGapNanos;
    private long markers;
    private long comfortNoise;
    private int mainType = NONE;
    private long mainCount;
    private int firstType = NONE;
    private int firstVoiceType = NONE;
    /** Pairs of payload type and count, without what {@code mainCount} still holds. */
    private long[] typeCounts = new long[2];
    private int typeCount;
    private Digits digits;

    // ---- figures with a clock
    private boolean logging;
    private long[] log;
    private int logged;
    private long timed;
    private int clockRateHz;
    private double nanosPerTick;
    private long anchorNanos;
    private int anchorTimestamp;
    private double jitterNanos;
    private double jitterSum;
    private double jitterMax;
    private double jitterMin = Double.MAX_VALUE;
    private long jitterCount;
    /** Mean as tshark takes it for pictures: last packets of them are counted, but their jitter is not added. */
    private double pictureJitter;
    private int[] buckets;
    private Playout playout;
    private int playoutClockHz;
    private int mediaTimestamp;
    private int mediaMillis;
    private long mediaRest;
    private int frameMillis = DEFAULT_FRAME_MILLIS;
    private boolean frameKnown;
    private int frameCandidate;
    private long frameSum;
    private long frameCount;
    private int timedSequence = NONE;
    /** Type of the last packet with a clock, and how the lower half of a written word looks if the next is like it. */
    private int timedType = NONE;
    private int timedWord;
    private boolean g729;

    /** Scratch space and settings that the streams of one shard share. */
    static final class Batch {
        final Settings settings;
        /** Arrivals of a run of packets, nanoseconds since {@code referenceNanos}. */
        final int[] nanos = new int[BATCH];
        /** Scratch of the receivers. */
        final int[] delays = new int[BATCH];
        /** Scratch of the receivers. */
        final int[] clocks = new int[BATCH];
        long referenceNanos;
        /** When the call was answered whose stream is being drained. */
        long answeredNanos;

        /** Made many at a time, so that they lie side by side: every packet passes by one of them. */
        private final Inbox[] inboxes = new Inbox[64];
        private int inboxesLeft;

        Batch(Settings settings) {
            this.settings = settings;
        }

        private Inbox inbox() {
            if (inboxesLeft == 0) {
                for (int i = 0; i < inboxes.length; i++) {
                    inboxes[i] = new Inbox();
                }
                inboxesLeft = inboxes.length;
            }
            return inboxes[--inboxesLeft];
        }
    }

    /** @param session whose call it belongs to, null for an orphan */
    RtpStream(RtpSession session, Batch batch, PacketCursor packet, int ssrc, int direction, MediaFormats formats,
            MediaFormats senderFormats, PayloadMap map, StreamRecord.Join joinedBy) {
        this.session = session;
        this.batch = batch;
        this.settings = batch.settings;
        this.sourceHigh = packet.sourceHigh();
        this.sourceLow = packet.sourceLow();
        this.destinationHigh = packet.destinationHigh();
        this.destinationLow = packet.destinationLow();
        this.ports = packet.sourcePort() << 16 | packet.destinationPort();
        this.ssrc = ssrc;
        this.direction = direction;
        this.joinedBy = joinedBy;
        this.formats = formats;
        this.senderFormats = senderFormats;
        this.map = map;
        this.inbox = batch.inbox();
        this.inbox.of(this, FIRST_BATCH);
        this.dscp = packet.trafficClass() >> 2;
        expectFrame();
    }

    /** A stream like {@code other}, drained, that goes on by itself. */
    RtpStream(RtpSession session, RtpStream other, Batch batch, int direction, StreamRecord.Join joinedBy) {
        this.session = session;
        this.batch = batch;
        this.settings = batch.settings;
        this.sourceHigh = other.sourceHigh;
        this.sourceLow = other.sourceLow;
        this.destinationHigh = other.destinationHigh;
        this.destinationLow = other.destinationLow;
        this.ports = other.ports;
        this.ssrc = other.ssrc;
        this.direction = direction;
        this.joinedBy = joinedBy;
        this.formats = other.formats;
        this.senderFormats = other.senderFormats;
        this.map = other.map;
        packetsDone = other.packetsDone;
        firstNanos = other.firstNanos;
        lastNanos = other.lastNanos;
        inbox = batch.inbox();
        inbox.of(this, other.inbox);
        dscp = other.dscp;
        hop = other.hop;
        smallestHop = other.smallestHop;
        largestHop = other.largestHop;
        hopSum = other.hopSum;
        hopsSettled = other.hopsSettled;
        fragmented = other.fragmented;
        sequence = other.sequence.copy();
        previousNanos = other.previousNanos;
        maxGapNanos = other.maxGapNanos;
        markers = other.markers;
        comfortNoise = other.comfortNoise;
        mainType = other.mainType;
        mainCount = other.mainCount;
        firstType = other.firstType;
        firstVoiceType = other.firstVoiceType;
        typeCounts = other.typeCounts.clone();
        typeCount = other.typeCount;
        digits = other.digits == null ? null : other.digits.copy();
        logging = other.logging;
        log = other.log == null ? null : other.log.clone();
        logged = other.logged;
        timed = other.timed;
        clockRateHz = other.clockRateHz;
        nanosPerTick = other.nanosPerTick;
        anchorNanos = other.anchorNanos;
        anchorTimestamp = other.anchorTimestamp;
        jitterNanos = other.jitterNanos;
        jitterSum = other.jitterSum;
        jitterMax = other.jitterMax;
        jitterMin = other.jitterMin;
        jitterCount = other.jitterCount;
        pictureJitter = other.pictureJitter;
        buckets = other.buckets == null ? null : other.buckets.clone();
        playout = other.playout == null ? null : other.playout.copy();
        playoutClockHz = other.playoutClockHz;
        mediaTimestamp = other.mediaTimestamp;
        mediaMillis = other.mediaMillis;
        mediaRest = other.mediaRest;
        frameMillis = other.frameMillis;
        frameKnown = other.frameKnown;
        frameCandidate = other.frameCandidate;
        frameSum = other.frameSum;
        frameCount = other.frameCount;
        timedSequence = other.timedSequence;
        timedType = other.timedType;
        timedWord = other.timedWord;
        g729 = other.g729;
    }

    /** True if the packet belongs here. */
    boolean is(PacketCursor packet, int packetSsrc) {
        return ssrc == packetSsrc && sourceLow == packet.sourceLow() && destinationLow == packet.destinationLow()
                && ports == (packet.sourcePort() << 16 | packet.destinationPort())
                && sourceHigh == packet.sourceHigh() && destinationHigh == packet.destinationHigh();
    }

    boolean isLike(RtpStream other) {
        return ssrc == other.ssrc && sourceLow == other.sourceLow && destinationLow == other.destinationLow && ports == other.ports
                && sourceHigh == other.sourceHigh && destinationHigh == other.destinationHigh;
    }

    /**
     * Writes a packet down.
     *
     * @param head first eight bytes of the packet
     * @param payloadOffset where the payload begins
     * @param payloadLength without padding
     */
    void take(PacketCursor packet, long head, int payloadOffset, int payloadLength) {
        int markerAndType = (int) (head >>> 48) & 0xFF;
        if (packets() == 0) {
            firstNanos = packet.timestampNanos();
        }
        if ((markerAndType & 0x7F) != mainType) {
            other(packet, markerAndType, payloadOffset, payloadLength);
        }
        if (packet.timeToLive() != hop) {
            newHop(packet.timeToLive());
        }
        if (packet.isRebuilt()) {
            fragmented = true;
        }
        inbox.write(packet.timestampNanos(), head, payloadLength);
    }

    /** From now on packets come with another TTL. */
    private void newHop(int timeToLive) {
        settleHops();
        hop = timeToLive;
        smallestHop = Math.min(smallestHop, hop);
        largestHop = Math.max(largestHop, hop);
        inbox.usual(mainType, hop);
    }

    private void settleHops() {
        long packets = packets();
        hopSum += (packets - hopsSettled) * hop;
        hopsSettled = packets;
    }

    /** Packets taken. */
    long packets() {
        return packetsDone + (inbox.end() - Inbox.HEADER) / 2;
    }

    /** Arrival of the last packet, 0 before the first. */
    long lastNanos() {
        int end = inbox.end();
        return end > Inbox.HEADER ? inbox.words()[end - 2] : lastNanos;
    }

    /** A packet that is not of the usual type: only here its payload can be looked at. */
    private void other(PacketCursor packet, int markerAndType, int payloadOffset, int payloadLength) {
        int type = markerAndType & 0x7F;
        byte kind = map.kind(type);
        if (payloadLength < 4 || kind != PayloadMap.EVENT && (kind != PayloadMap.UNKNOWN || payloadLength != 4)) {
            return;
        }
        if (digits == null) {
            digits = new Digits();
        }
        int event = packet.u8(payloadOffset);
        int duration = packet.u16(payloadOffset + 2);
        boolean marker = markerAndType >= 0x80;
        if (kind == PayloadMap.EVENT) {
            digits.take(packet.timestampNanos(), packet.i32(4), event, duration, marker);
        } else {
            digits.candidate(packet.timestampNanos(), type, packet.i32(4), event, duration, marker);
        }
    }

    /** The payload types mean something else from now on, or something at last. */
    void announce(MediaFormats newFormats, MediaFormats newSenderFormats, PayloadMap newMap) {
        formats = newFormats;
        senderFormats = newSenderFormats;
        if (newMap == map) {
            return;
        }
        drain();
        map = newMap;
        flushMainCount();
        mainType = NONE; // looked up anew with the next packet
        inbox.usual(NONE, hop);
        expectFrame();
        if (digits != null) {
            digits.resolve(newMap);
        }
        if (logging && map.kind(firstType) != PayloadMap.UNKNOWN) {
            replayLog();
        }
    }

    private void expectFrame() {
        int announced = map.packetTimeMillis();
        if (!frameKnown && isFrame(announced)) {
            frameMillis = announced;
        }
    }

    private static boolean isFrame(int millis) {
        return millis >= MIN_FRAME_MILLIS && millis <= MAX_FRAME_MILLIS && millis % 10 == 0;
    }

    /**
     * Works on everything that was written down.
     *
     * <p>Nearly always a packet follows the one before it as it should: next number, next frame, same type and length, no
     * marker, no end of an interval, little delay. Such packets are taken in one go; {@link #single} takes the others.
     */
    void drain() {
        long[] written = inbox.words();
        int end = inbox.end();
        if (end == Inbox.HEADER) {
            return;
        }
        batch.answeredNanos = session == null ? 0 : session.answeredNanos();
        packetsDone += (end - Inbox.HEADER) / 2;
        lastNanos = written[end - 2];
        int i = Inbox.HEADER;
        while (i < end) {
            Playout receivers = playout;
            long frameTicks = (long) frameMillis * clockRateHz;
            int most = receivers == null ? 0 : receivers.runLength(frameMillis);
            if (most <= 0 || mainType == NONE || timedType != mainType || !sequence.inOrder() || frameTicks % 1000 != 0
                    || playoutClockHz != clockRateHz || frameCandidate != 0) {
                single(written[i], written[i + 1]);
                i += 2;
                continue;
            }
            int count = follow(i, i + 2 * Math.min(most, end - i >> 1), (int) (frameTicks / 1000));
            if (count > 0) {
                receivers.run(batch, count, mediaMillis + frameMillis, frameMillis, sequence.last + count & 0xFFFF);
                sequence.advance(count);
                mainCount += count;
                timed += count;
                timedSequence = sequence.last;
                frameSum += (long) count * frameMillis;
                frameCount += count;
                previousNanos = anchorNanos;
                mediaTimestamp = anchorTimestamp;
                mediaMillis += count * frameMillis;
                jitterCount += count;
                i += 2 * count;
            }
            if (i < end) {
                single(written[i], written[i + 1]);
                i += 2;
            }
        }
        inbox.empty(mainType, hop);
    }

    /**
     * Takes jitter and gaps of the packets that follow each other as they should, and says how many they are.
     *
     * @param ticks of a frame
     */
    private int follow(int from, int end, int ticks) {
        long[] packet = inbox.words();
        int[] nanosSince = batch.nanos;
        long frameNanos = frameMillis * 1_000_000L;
        // A number that wraps carries into the timestamp: one packet in 65536 is taken alone for that.
        long expected = (long) (anchorTimestamp + ticks) << 32 | (sequence.last + 1 << 16 | timedWord) & 0xFFFF_FFFFL;
        long following = (long) ticks << 32 | 0x10000;
        long reference = playout.reference(anchorNanos);
        long latest = Math.min(playout.runEndNanos(), reference + Playout.LONGEST_RUN_NANOS);
        long last = anchorNanos;
        long gap = maxGapNanos;
        double jitter = jitterNanos;
        double sum = jitterSum;
        double max = jitterMax;
        double min = jitterMin;
        int count = 0;
        for (int i = from; i < end; i += 2) {
            long nanos = packet[i];
            long step = nanos - last;
            long late = Math.abs(step - frameNanos);
            if (packet[i + 1] != expected || late >= MIN_BUCKET_NANOS || step < 0 || nanos > latest) {
                break;
            }
            nanosSince[count++] = (int) (nanos - reference);
            expected += following;
            last = nanos;
            if (step > gap) {
                gap = step;
            }
            jitter += (late - jitter) * 0.0625;
            sum += jitter;
            if (jitter > max) {
                max = jitter;
            }
            if (jitter < min) {
                min = jitter;
            }
        }
        anchorNanos = last;
        anchorTimestamp += count * ticks;
        maxGapNanos = gap;
        jitterNanos = jitter;
        jitterSum = sum;
        jitterMax = max;
        jitterMin = min;
        batch.referenceNanos = reference;
        return count;
    }

    /** Works on one packet, whatever it is like. */
    private void single(long nanos, long header) {
        int number = (int) header >>> 16;
        int type = (int) header & 0x7F;
        sequence.take(number);
        if (previousNanos != 0 && nanos - previousNanos > maxGapNanos) {
            maxGapNanos = nanos - previousNanos;
        }
        previousNanos = nanos;
        if ((header & 0x80) != 0) {
            markers++;
        }
        if (type == mainType) {
            mainCount++;
        } else {
            countOther(type);
        }
        if (logging) {
            log(nanos, header);
        } else {
            time(nanos, header);
        }
    }

    private void countOther(int type) {
        byte kind = map.kind(type);
        if (firstType == NONE) {
            firstType = type;
            logging = kind == PayloadMap.UNKNOWN;
        }
        if (kind == PayloadMap.NOISE) {
            comfortNoise++;
        }
        if (kind == PayloadMap.VOICE || kind == PayloadMap.VIDEO || kind == PayloadMap.UNKNOWN && mainType == NONE) {
            if (firstVoiceType == NONE && kind != PayloadMap.UNKNOWN) {
                firstVoiceType = type;
            }
            flushMainCount();
            mainType = kind == PayloadMap.UNKNOWN ? NONE : type;
            if (mainType == type) {
                mainCount = 1;
                return;
            }
        }
        count(type, 1);
    }

    private void flushMainCount() {
        if (mainCount > 0) {
            count(mainType, mainCount);
            mainCount = 0;
        }
    }

    private void count(int type, long number) {
        for (int i = 0; i < typeCount; i++) {
            if (typeCounts[2 * i] == type) {
                typeCounts[2 * i + 1] += number;
                return;
            }
        }
        if (2 * typeCount == typeCounts.length) {
            typeCounts = Arrays.copyOf(typeCounts, 4 * typeCount);
        }
        typeCounts[2 * typeCount] = type;
        typeCounts[2 * typeCount + 1] = number;
        typeCount++;
    }

    private void log(long nanos, long header) {
        if (map.kind((int) header & 0x7F) == PayloadMap.VOICE) { // somebody speaks a language we know
            replayLog();
            time(nanos, header);
            return;
        }
        if (logged == MAX_LOG) { // figures that need a clock begin with the announcement, if one comes
            logging = false;
            log = null;
            logged = 0;
            return;
        }
        if (log == null) {
            log = new long[2 * BATCH];
        } else if (2 * logged == log.length) {
            log = Arrays.copyOf(log, 2 * log.length);
        }
        log[2 * logged] = nanos;
        log[2 * logged + 1] = header;
        logged++;
    }

    private void replayLog() {
        long[] kept = log;
        int count = logged;
        logging = false;
        log = null;
        logged = 0;
        for (int i = 0; i < count; i++) {
            time(kept[2 * i], kept[2 * i + 1]);
        }
    }

    // ---- everything that needs a clock

    private void time(long nanos, long header) {
        int number = (int) header >>> 16;
        int type = (int) header & 0x7F;
        int timestamp = (int) (header >>> 32);
        byte kind = map.kind(type);
        switch (kind) {
            case PayloadMap.VOICE, PayloadMap.NOISE -> voice(nanos, header, number, type, timestamp, kind);
            case PayloadMap.VIDEO -> {
                firstVoice(type);
                deviation(nanos, timestamp, map.clockRateHz(type), MAX_PICTURE_DEVIATION_NANOS, (header & 0x80) != 0, false);
            }
            default -> {
                if (playout != null) {
                    playout.skip(number, kind == PayloadMap.EVENT);
                }
            }
        }
        timedSequence = number;
        timedType = kind == PayloadMap.VOICE ? type : NONE;
        timedWord = (int) header & 0xFF7F;
        timed++;
        if (playout != null) {
            playout.count(nanos, timed, batch.answeredNanos, g729);
            if (sequence.reordered >= settings.outOfOrderLimit()) {
                playout.stopAdaptive(nanos, timed, batch.answeredNanos, g729);
            }
        }
    }

    private void firstVoice(int type) {
        if (firstVoiceType == NONE) {
            firstVoiceType = type;
        }
    }

    private void voice(long nanos, long header, int number, int type, int timestamp, byte kind) {
        int clock = map.clockRateHz(type);
        boolean marker = (header & 0x80) != 0;
        if (kind == PayloadMap.VOICE) {
            firstVoice(type);
            detectFrame(header, number, type, timestamp, clock);
            frameSum += frameMillis;
            frameCount++;
        }
        deviation(nanos, timestamp, clock, MAX_DEVIATION_NANOS, false, kind == PayloadMap.VOICE && !marker);
        if (playoutClockHz != clock) {
            if (kind == PayloadMap.NOISE) {
                if (playout != null) {
                    playout.skip(number, false);
                }
                return;
            }
            newPlayoutClock(nanos, type, timestamp, clock);
        }
        if (playout != null) {
            long ticks = mediaRest + 1000L * (timestamp - mediaTimestamp);
            int millis = (int) Math.floorDiv(ticks, (long) clock);
            mediaRest = ticks - (long) millis * clock;
            mediaMillis += millis;
            mediaTimestamp = timestamp;
            playout.packet(nanos, number, mediaMillis, frameMillis, marker);
        }
    }

    private void newPlayoutClock(long nanos, int type, int timestamp, int clock) {
        playoutClockHz = clock;
        mediaTimestamp = timestamp;
        mediaRest = 0;
        g729 = settings.g729() && map.duration(type) == PayloadMap.ONE_PER_MILLI;
        if (playout != null) {
            playout.restart();
        } else if (settings.simulates()) {
            playout = new Playout(settings);
            playout.begin(timed == 0 ? nanos : firstNanos);
        }
    }

    /** Takes the difference between how far packets and their timestamps are apart, RFC 3550 section 6.4.1. */
    private void deviation(long nanos, int timestamp, int clock, double most, boolean endOfPicture, boolean inBuckets) {
        if (clock != clockRateHz) { // a clock of its own: nothing to compare with
            clockRateHz = clock;
            nanosPerTick = 1e9 / clock;
        } else {
            double deviation = Math.abs(nanos - anchorNanos - (timestamp - anchorTimestamp) * nanosPerTick);
            if (deviation <= most) {
                jitterNanos += (deviation - jitterNanos) * 0.0625;
                if (!endOfPicture) {
                    jitterSum += jitterNanos;
                    jitterCount++;
                    pictureJitter += (jitterNanos - pictureJitter) / Math.max(1, timed);
                    jitterMax = Math.max(jitterMax, jitterNanos);
                    jitterMin = Math.min(jitterMin, jitterNanos);
                }
                if (deviation >= MIN_BUCKET_NANOS && deviation <= MAX_BUCKET_NANOS && inBuckets) {
                    bucket((int) (deviation / 1e6));
                }
            }
        }
        anchorNanos = nanos;
        anchorTimestamp = timestamp;
    }

    private void bucket(int millis) {
        if (buckets == null) {
            buckets = new int[BUCKETS_MILLIS.length];
        }
        int bucket = BUCKETS_MILLIS.length - 1;
        while (millis < BUCKETS_MILLIS[bucket]) {
            bucket--;
        }
        buckets[bucket]++;
    }

    private void detectFrame(long header, int number, int type, int timestamp, int clock) {
        int code = (int) header >>> 8 & 0xFF;
        int bytes = code < 128 ? code : code == 255 ? 0 : (code - 112) << 3;
        int millis = switch (map.duration(type)) {
            case PayloadMap.EIGHT_PER_MILLI -> (bytes & 7) == 0 ? bytes >> 3 : 0;
            case PayloadMap.ONE_PER_MILLI -> bytes <= 60 ? bytes : 0;
            case PayloadMap.G723 -> bytes % 24 == 0 ? bytes / 24 * 30 : 0;
            case PayloadMap.ILBC -> bytes == 50 ? 30 : bytes == 38 ? 20 : byTimestamp(number, timestamp, clock);
            case PayloadMap.GSM -> bytes == 33 ? 20 : byTimestamp(number, timestamp, clock);
            default -> byTimestamp(number, timestamp, clock);
        };
        if (millis == frameMillis) {
            frameCandidate = 0;
            frameKnown = true;
        } else if (isFrame(millis)) {
            if (!frameKnown || millis == frameCandidate) {
                frameMillis = millis;
                frameKnown = true;
                frameCandidate = 0;
            } else {
                frameCandidate = millis;
            }
        }
    }

    private int byTimestamp(int number, int timestamp, int clock) {
        if (clock != clockRateHz || timedSequence == NONE || (timedSequence + 1 & 0xFFFF) != number) {
            return 0;
        }
        long ticks = 1000L * (timestamp - anchorTimestamp);
        return ticks <= 0 || ticks > (long) MAX_FRAME_MILLIS * clock ? 0 : (int) (ticks / clock);
    }

    // ---- the end

    /** Ends the stream. */
    StreamRecord close() {
        drain();
        if (logging) {
            replayLog();
        }
        flushMainCount();
        int type = firstVoiceType != NONE ? firstVoiceType : firstType;
        if (playout != null) {
            playout.end(lastNanos, timed, batch.answeredNanos, g729);
        }
        Map<Integer, Long> types = new HashMap<>();
        for (int i = 0; i < typeCount; i++) {
            types.put((int) typeCounts[2 * i], typeCounts[2 * i + 1]);
        }
        boolean video = map.kind(type) == PayloadMap.VIDEO;
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < BUCKETS_MILLIS.length; i++) {
            delays.add(buckets == null ? 0L : buckets[i]);
        }
        return new StreamRecord(Endpoint.of(sourceHigh, sourceLow, ports >>> 16), Endpoint.of(destinationHigh, destinationLow, ports & 0xFFFF),
                ssrc, direction == 0, type, types, map.encoding(type), map.clockRateHz(type), video ? "video" : map.mediaKind(),
                instant(firstNanos), instant(lastNanos), packets(), sequence.lost(packets()), sequence.missing, sequence.duplicates,
                sequence.reordered, Arrays.asList(sequence.lossRuns()), jitter(video), delays,
                playoutRecords(type, video), frameCount == 0 ? 0 : (int) Math.round((double) frameSum / frameCount), sequence.first,
                sequence.last, markers, maxGapNanos / 1000, digits == null ? "" : digits.toString(), comfortNoise, joinedBy,
                details());
    }

    private StreamDetails details() {
        settleHops();
        Ttl ttl = hopsSettled == 0 ? Ttl.NONE : new Ttl(smallestHop, largestHop, (int) ((10 * hopSum + hopsSettled / 2) / hopsSettled));
        Set<StreamDetails.Trait> traits = EnumSet.noneOf(StreamDetails.Trait.class);
        if (formats.encrypted() && (senderFormats == MediaFormats.UNKNOWN || senderFormats.encrypted())) {
            traits.add(StreamDetails.Trait.SRTP);
        }
        if (playout != null && playout.isStopped()) {
            traits.add(StreamDetails.Trait.PLAYOUT_STOPPED);
        }
        if (isCodecChanged()) {
            traits.add(StreamDetails.Trait.CODEC_CHANGED);
        }
        if (ssrc == 0) {
            traits.add(StreamDetails.Trait.SSRC_ZERO);
        }
        if (fragmented) {
            traits.add(StreamDetails.Trait.FRAGMENTED);
        }
        return new StreamDetails(ttl, dscp, formats.packetTimeMillis(), digits == null ? List.of() : digits.list(), traits);
    }

    /** True if different codecs spoke; two payload types may be the same one. */
    private boolean isCodecChanged() {
        for (int i = 0; i < typeCount && firstVoiceType != NONE; i++) {
            int type = (int) typeCounts[2 * i];
            if (map.kind(type) == PayloadMap.VOICE && !map.encoding(type).equalsIgnoreCase(map.encoding(firstVoiceType))) {
                return true;
            }
        }
        return false;
    }

    private List<StreamRecord.Playout> playoutRecords(int type, boolean video) {
        if (video || firstVoiceType == NONE || map.clockRateHz(type) == 0) {
            return List.of();
        }
        return (playout != null ? playout : new Playout(settings)).records();
    }

    private StreamRecord.Jitter jitter(boolean video) {
        if (jitterCount == 0) {
            return new StreamRecord.Jitter(0, 0, 0, 0);
        }
        return new StreamRecord.Jitter(Math.round((video ? pictureJitter : jitterSum / jitterCount) / 1000), Math.round(jitterMax / 1000), Math.round(jitterMin / 1000),
                Math.round(jitterNanos / 1000));
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }
}
