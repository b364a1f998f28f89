package org.karavox.media.audio.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.karavox.call.StreamRecord;
import org.karavox.codec.rtp.RtpHeader;
import org.karavox.packet.PacketCursor;

/**
 * One RTP stream on its way to sound: sorted, decoded, put where it belongs. All its packets are shown twice in the same order:
 * first {@link #survey}, then {@link #play}. One thread.
 */
final class Voice {

    private static final int WAIT_PACKETS = 40;
    private static final long WAIT_NANOS = 400_000_000L;
    private static final int RESTART = 3000; // a step of sequence numbers that no loss explains
    private static final long SAME_PLACE_PER_SECOND = 500; // 2 ms

    /** What a payload type is; empty codec = silence or not to be decoded. */
    record Type(String encoding, int clockRateHz, Optional<Codecs.Codec> codec) {
    }

    /** Where the sound goes. */
    record Stage(Mixdown mixdown, int rateHz, long beginNanos, long lastPosition) {
    }

    private record Held(Type type, int number, byte[] payload, long positionNanos, long arrivalNanos) {
    }

    private final StreamRecord stream;
    private final int side;
    private final IntFunction<Type> types;
    private final Map<Integer, Type> known = new HashMap<>();
    private final Map<Integer, Timeline> timelines = new HashMap<>();
    private final Map<Integer, Decoder> decoders = new HashMap<>();
    private final Map<Integer, Resampler> resamplers = new HashMap<>();
    private final TreeMap<Long, Held> waiting = new TreeMap<>();
    private final short[] decoded = new short[Codecs.MAX_SAMPLES];
    private short[] resampled = {};
    private int singleSteps; // of G.722, by its clock of 8000
    private int doubleSteps; // by a clock of 16000, which some senders take
    private int lastTimestamp;
    private int lastStepSequence = -1;
    private long firstArrivalNanos = Long.MAX_VALUE;
    private boolean started;
    private int lastSequence;
    private long lastExtended;
    private long next;
    private boolean playing;
    private long nextPosition; // behind what has been played, if anything has

    /**
     * @param side 0 = caller, 1 = called
     * @param types of its payload numbers
     */
    Voice(StreamRecord stream, int side, IntFunction<Type> types) {
        this.stream = stream;
        this.side = side;
        this.types = types;
    }

    StreamRecord stream() {
        return stream;
    }

    private Type type(int number) {
        return known.computeIfAbsent(number, types::apply);
    }

    /** First showing. */
    void survey(PacketCursor rtp, int payloadLength) {
        Type type = type(RtpHeader.payloadType(rtp));
        if (type.codec.isEmpty() || payloadLength == 0) {
            return;
        }
        firstArrivalNanos = Math.min(firstArrivalNanos, rtp.timestampNanos());
        int timestamp = RtpHeader.timestamp(rtp);
        timeline(type.clockRateHz).survey(rtp.timestampNanos(), timestamp);
        if (type.encoding.equalsIgnoreCase("G722")) {
            timeline(2 * type.clockRateHz).survey(rtp.timestampNanos(), timestamp);
            if (lastStepSequence >= 0 && RtpHeader.sequence(rtp) == (lastStepSequence + 1 & 0xFFFF)) {
                singleSteps += timestamp - lastTimestamp == payloadLength ? 1 : 0;
                doubleSteps += timestamp - lastTimestamp == 2 * payloadLength ? 1 : 0;
            }
            lastStepSequence = RtpHeader.sequence(rtp);
            lastTimestamp = timestamp;
        }
    }

    private Timeline timeline(int clockRateHz) {
        return timelines.computeIfAbsent(clockRateHz, Timeline::new);
    }

    /** Highest rate of what was surveyed, 0 if nothing can be decoded. */
    int rateHz() {
        return firstArrivalNanos == Long.MAX_VALUE ? 0
                : known.values().stream().flatMap(type -> type.codec.stream()).mapToInt(Codecs.Codec::rateHz).max().orElse(0);
    }

    /** Arrival of the first packet that can be decoded. */
    long firstArrivalNanos() {
        return firstArrivalNanos;
    }

    /** Encodings that were met and cannot be decoded, neither silence. A few packets of an unknown number are digits. */
    java.util.stream.Stream<String> undecodable() {
        return known.entrySet().stream().filter(entry -> entry.getValue().codec.isEmpty() && !Codecs.isSilence(entry.getValue().encoding))
                .filter(entry -> !entry.getValue().encoding.isEmpty()
                        || stream.payloadTypes().getOrDefault(entry.getKey(), 0L) >= CallSound.WORTH_ASKING)
                .map(entry -> entry.getValue().encoding.isEmpty() ? "payload type " + entry.getKey() : entry.getValue().encoding);
    }

    /** Second showing. */
    void play(PacketCursor rtp, int payloadStart, int payloadLength, Stage stage) throws IOException {
        int number = RtpHeader.payloadType(rtp);
        Type type = type(number);
        boolean audible = type.codec.isPresent() && payloadLength > 0;
        long arrival = rtp.timestampNanos();
        long position = 0;
        if (audible) {
            boolean fast = type.encoding.equalsIgnoreCase("G722") && doubleSteps > singleSteps;
            position = timeline(fast ? 2 * type.clockRateHz : type.clockRateHz).positionNanos(arrival, RtpHeader.timestamp(rtp));
        }
        long extended = extend(RtpHeader.sequence(rtp), stage);
        if (extended < next || waiting.containsKey(extended)) {
            return; // seen before, or too late
        }
        byte[] payload = audible ? Arrays.copyOfRange(rtp.bytes(), payloadStart, payloadStart + Math.min(payloadLength, Codecs.MAX_PAYLOAD))
                : new byte[0];
        waiting.put(extended, new Held(type, number, payload, position, arrival));
        while (!waiting.isEmpty() && (waiting.firstKey() == next || waiting.size() > WAIT_PACKETS
                || arrival - waiting.firstEntry().getValue().arrivalNanos > WAIT_NANOS)) {
            release(stage);
        }
    }

    private long extend(int sequence, Stage stage) throws IOException {
        int step = (short) (sequence - lastSequence);
        lastSequence = sequence;
        if (!started) {
            started = true;
            next = -3; // the first one may have overtaken others
            lastExtended = 0;
        } else if (Math.abs(step) > RESTART) {
            finish(stage);
            lastExtended = next;
        } else {
            lastExtended += step;
        }
        return lastExtended;
    }

    /** Plays what still waits. */
    void finish(Stage stage) throws IOException {
        while (!waiting.isEmpty()) {
            release(stage);
        }
    }

    private void release(Stage stage) throws IOException {
        Map.Entry<Long, Held> first = waiting.pollFirstEntry();
        next = first.getKey() + 1;
        Held held = first.getValue();
        if (held.payload.length == 0 || held.type.codec.isEmpty()) {
            return;
        }
        Codecs.Codec codec = held.type.codec.get();
        Decoder decoder = decoders.computeIfAbsent(held.number, any -> codec.decoder().get());
        int count = decoder.decode(held.payload, 0, held.payload.length, decoded);
        if (count > 0) {
            place(count, decoder.rateHz(), held.positionNanos, stage);
        }
    }

    private void place(int count, int rateHz, long positionNanos, Stage stage) throws IOException {
        Resampler resampler = resamplers.computeIfAbsent(rateHz, from -> new Resampler(from, stage.rateHz));
        long position = frames(positionNanos - stage.beginNanos, stage.rateHz) - resampler.delay();
        if (position > stage.lastPosition || position < -stage.lastPosition) {
            return; // far from the call: a wrong time in the capture
        }
        if (!playing) {
            nextPosition = position;
            playing = true;
        }
        if (Math.abs(position - nextPosition) <= stage.rateHz / SAME_PLACE_PER_SECOND) {
            position = nextPosition;
        } else {
            resampler.reset();
        }
        if (resampled.length < resampler.room(count)) {
            resampled = new short[resampler.room(count)];
        }
        int made = resampler.resample(decoded, count, resampled);
        int overlap = (int) Math.max(0, Math.min(made, nextPosition - position)); // with what this stream has played already
        stage.mixdown.put(side, position + overlap, resampled, overlap, made - overlap);
        nextPosition = Math.max(nextPosition, position + made);
    }

    /** Nanoseconds as samples. */
    static long frames(long nanos, int rateHz) {
        long seconds = Math.floorDiv(nanos, 1_000_000_000L);
        return seconds * rateHz + (Math.floorMod(nanos, 1_000_000_000L) * rateHz + 500_000_000L) / 1_000_000_000L;
    }
}
