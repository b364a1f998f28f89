package org.karavox.media.audio.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.codec.rtp.PayloadTypes;
import org.karavox.storage.FileKind;

/** Makes the sound of one call out of its packets, which it reads twice. One thread. */
final class CallSound {

    /** What is wanted. */
    record Wishes(boolean ogg, int bitsPerSecond, Mixdown.Layout layout, boolean fromFirstInvite, boolean afterConnect,
            boolean onlySignallingAddresses, boolean choosesStreams) {
    }

    /**
     * @param samples in each channel, 0 if there is no sound
     * @param packets of RTP that were found
     * @param expected as many should be there
     * @param undecodable encodings that were met, encrypted ones included
     */
    record Outcome(long samples, int rateHz, long packets, long expected, Set<String> undecodable) {
    }

    /** Opens the packets of the call; empty if there are none. */
    interface Packets {
        Optional<InputStream> open(Set<FileKind> kinds) throws IOException;
    }

    /** Sees what the first reading found, and may refuse to go on. */
    interface Check {
        void surveyed(Outcome survey) throws IOException;
    }

    /** Opens the file when it is sure that there is sound. */
    interface Target {
        FileChannel open() throws IOException;
    }

    private static final int[] OPUS_RATES = {8000, 12000, 16000, 24000, 48000};
    /** Packets of an unknown number; fewer are digits. */
    static final long WORTH_ASKING = 50;

    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final CallRecord call;
    private final Wishes wishes;
    private final AnnouncedFormats announced = new AnnouncedFormats();
    private final Set<String> undecodable = new TreeSet<>();

    CallSound(CallRecord call, Wishes wishes) {
        this.call = call;
        this.wishes = wishes;
    }

    /** Writes the file, unless there is nothing to be heard. */
    Outcome make(Packets packets, Check check, Target target) throws IOException {
        List<StreamRecord> streams = streams();
        long expected = streams.stream().mapToLong(StreamRecord::packets).sum();
        if (streams.isEmpty()) {
            return new Outcome(0, 0, 0, 0, undecodable);
        }
        if (streams.stream().anyMatch(this::hasUnknownType)) {
            readAnnouncements(packets);
        }
        List<Voice> voices = streams.stream().map(stream -> new Voice(stream, stream.fromCaller() ? 0 : 1, number -> type(stream, number))).toList();
        long found = survey(packets, streams, voices);
        check.surveyed(new Outcome(0, 0, found, expected, undecodable));
        voices.stream().flatMap(Voice::undecodable).forEach(undecodable::add);
        int rateHz = voices.stream().mapToInt(Voice::rateHz).max().orElse(0);
        if (rateHz == 0) {
            return new Outcome(0, 0, found, expected, undecodable);
        }
        int fileRate = wishes.ogg ? opusRate(rateHz) : rateHz;
        try (FileChannel file = target.open()) {
            return new Outcome(play(packets, streams, voices, file, fileRate), fileRate, found, expected, undecodable);
        }
    }

    private static int opusRate(int rateHz) {
        for (int rate : OPUS_RATES) {
            if (rate >= rateHz) {
                return rate;
            }
        }
        return OPUS_RATES[OPUS_RATES.length - 1];
    }

    // ---- which streams

    private List<StreamRecord> streams() {
        List<StreamRecord> chosen = new ArrayList<>();
        List<StreamRecord> largestFirst = call.streams().stream().sorted(Comparator.comparing(StreamRecord::packets).reversed()).toList();
        for (StreamRecord stream : largestFirst) {
            if (stream.kind().equals("video") || stream.kind().equals("image") || wishes.onlySignallingAddresses && !touchesSignalling(stream)) {
                continue;
            }
            if (stream.details().traits().contains(StreamDetails.Trait.SRTP)) {
                undecodable.add("SRTP");
                continue;
            }
            if (!wishes.choosesStreams || chosen.stream().noneMatch(other -> isSameSound(stream, other))) {
                chosen.add(stream);
            }
        }
        return chosen;
    }

    private boolean touchesSignalling(StreamRecord stream) {
        return Stream.concat(Stream.of(call.callerAddress(), call.calledAddress()), call.proxies().stream()).map(Endpoint::address)
                .anyMatch(address -> address.equals(stream.source().address()) || address.equals(stream.destination().address()));
    }

    /** Seen in two places: a relay that leaves the SSRC as it is sends what it gets. */
    private static boolean isSameSound(StreamRecord stream, StreamRecord other) {
        if (stream.ssrc() != other.ssrc() || stream.fromCaller() != other.fromCaller() || stream.payloadType() != other.payloadType()) {
            return false;
        }
        Instant begin = stream.start().isAfter(other.start()) ? stream.start() : other.start();
        Instant end = stream.end().isBefore(other.end()) ? stream.end() : other.end();
        return Duration.between(begin, end).multipliedBy(2).compareTo(Duration.between(stream.start(), stream.end())) >= 0;
    }

    // ---- which encodings

    private boolean hasUnknownType(StreamRecord stream) {
        return stream.payloadTypes().entrySet().stream()
                .anyMatch(entry -> entry.getValue() >= WORTH_ASKING && type(stream, entry.getKey()).encoding().isEmpty());
    }

    private void readAnnouncements(Packets packets) throws IOException {
        Optional<InputStream> opened = packets.open(Set.of(FileKind.SIP));
        if (opened.isPresent()) {
            try (InputStream in = opened.get()) {
                CaptureReader.read(in, (bytes, length, nanos, linkType) -> announced.add(bytes, length));
            }
        }
    }

    private Voice.Type type(StreamRecord stream, int number) {
        if (number == stream.payloadType() && !stream.encoding().isEmpty()) {
            return type(stream.encoding(), stream.clockRateHz(), announced.of(number).map(AnnouncedFormats.Format::channels).orElse(1));
        }
        Optional<AnnouncedFormats.Format> format = announced.of(number);
        if (format.isPresent()) {
            return type(format.get().encoding(), format.get().clockRateHz(), format.get().channels());
        }
        if (number < PayloadTypes.FIRST_DYNAMIC) {
            return type(PayloadTypes.encoding(number), PayloadTypes.clockRateHz(number), number == 10 ? 2 : 1);
        }
        return call.streams().stream().filter(other -> other.payloadType() == number && !other.encoding().isEmpty()).findFirst()
                .map(other -> type(other.encoding(), other.clockRateHz(), 1)).orElseGet(() -> new Voice.Type("", 0, Optional.empty()));
    }

    private static Voice.Type type(String encoding, int announcedHz, int channels) {
        int clock = PayloadTypes.clockRateHz(encoding, announcedHz);
        String name = encoding.toUpperCase(Locale.ROOT);
        int used = clock > 0 ? clock : 8000;
        return new Voice.Type(name, used, Codecs.of(name, used, channels));
    }

    // ---- the two readings

    private long survey(Packets packets, List<StreamRecord> streams, List<Voice> voices) throws IOException {
        long[] found = {0};
        read(packets, streams, (stream, finder) -> {
            found[0]++;
            voices.get(stream).survey(finder.packet(), finder.payloadLength());
        });
        return found[0];
    }

    private long play(Packets packets, List<StreamRecord> streams, List<Voice> voices, FileChannel file, int rateHz) throws IOException {
        long begin = nanos(wishes.afterConnect ? call.answered().orElse(call.start()) : call.start());
        if (!wishes.fromFirstInvite && !wishes.afterConnect) {
            begin = voices.stream().mapToLong(Voice::firstArrivalNanos).min().orElse(begin);
        }
        long from = begin;
        try (SoundWriter writer = wishes.ogg ? new OggOpusWriter(file, rateHz, wishes.layout.channels(), wishes.bitsPerSecond)
                : new WavWriter(file, rateHz, wishes.layout.channels())) {
            Mixdown mixdown = new Mixdown(writer, wishes.layout, rateHz);
            Voice.Stage stage = new Voice.Stage(mixdown, rateHz, from,
                    Math.min(Voice.frames(nanos(call.end().plus(GRACE)) - from, rateHz), LONGEST.toSeconds() * rateHz));
            read(packets, streams, (stream, finder) -> {
                voices.get(stream).play(finder.packet(), finder.payloadStart(), finder.payloadLength(), stage);
                mixdown.reached(Math.min(stage.lastPosition(), Voice.frames(finder.packet().timestampNanos() - from, rateHz)));
            });
            for (Voice voice : voices) {
                voice.finish(stage);
            }
            return mixdown.finish();
        }
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    private interface Found {
        void packet(int stream, StreamFinder finder) throws IOException;
    }

    private static void read(Packets packets, List<StreamRecord> streams, Found found) throws IOException {
        Optional<InputStream> opened = packets.open(Set.of(FileKind.RTP));
        if (opened.isEmpty()) {
            return;
        }
        StreamFinder finder = new StreamFinder(streams);
        try (InputStream in = opened.get()) {
            CaptureReader.read(in, (bytes, length, nanos, linkType) -> {
                int stream = finder.find(bytes, length, nanos, linkType);
                if (stream >= 0) {
                    found.packet(stream, finder);
                }
            });
        }
    }
}
