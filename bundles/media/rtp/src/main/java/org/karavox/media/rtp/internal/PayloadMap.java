package org.karavox.media.rtp.internal;

import java.util.Locale;
import org.karavox.codec.rtp.PayloadTypes;
import org.karavox.media.MediaFormats;

/** What the payload types of one stream mean: the announcement of the receiver, then the sender's, then the static table. Immutable. */
final class PayloadMap {

    /** Nobody said what it is: no clock. */
    static final byte UNKNOWN = 0;
    static final byte VOICE = 1;
    /** RFC 4733 telephone event. */
    static final byte EVENT = 2;
    /** Comfort noise. */
    static final byte NOISE = 3;
    static final byte VIDEO = 4;
    /** Repair packets: they have a clock, but are not what is played. */
    static final byte REPAIR = 5;

    /** How the payload says the duration of a packet: not at all, timestamps do. */
    static final byte BY_TIMESTAMP = 0;
    /** Eight bytes are a millisecond. */
    static final byte EIGHT_PER_MILLI = 1;
    /** One byte is a millisecond. */
    static final byte ONE_PER_MILLI = 2;
    /** 24 bytes are 30 ms. */
    static final byte G723 = 3;
    /** 50 bytes are 30 ms, 38 bytes 20 ms. */
    static final byte ILBC = 4;
    /** 33 bytes are 20 ms. */
    static final byte GSM = 5;

    private final byte[] kinds = new byte[PayloadTypes.COUNT];
    private final byte[] durations = new byte[PayloadTypes.COUNT];
    private final int[] clockRatesHz = new int[PayloadTypes.COUNT];
    private final String[] encodings = new String[PayloadTypes.COUNT];
    private final String kind;
    private final int packetTimeMillis;

    PayloadMap(MediaFormats formats, MediaFormats senderFormats) {
        kind = formats.formats().isEmpty() && !senderFormats.formats().isEmpty() ? senderFormats.kind() : formats.kind();
        packetTimeMillis = formats.packetTimeMillis() > 0 ? formats.packetTimeMillis() : senderFormats.packetTimeMillis();
        for (int type = 0; type < PayloadTypes.COUNT; type++) {
            MediaFormats.Format format = formats.formats().get(type);
            if (format == null) {
                format = senderFormats.formats().get(type);
            }
            if (format == null) {
                define(type, PayloadTypes.encoding(type), PayloadTypes.clockRateHz(type), PayloadTypes.isVideo(type));
            } else {
                define(type, format.encoding(), PayloadTypes.clockRateHz(format.encoding(), format.clockRateHz()), kind.equals("video"));
            }
        }
    }

    private void define(int type, String encoding, int clockRateHz, boolean video) {
        String name = encoding.toUpperCase(Locale.ROOT);
        encodings[type] = encoding;
        clockRatesHz[type] = clockRateHz;
        if (clockRateHz == 0) {
            kinds[type] = name.equals("TELEPHONE-EVENT") ? EVENT : UNKNOWN;
            return;
        }
        kinds[type] = switch (name) {
            case "TELEPHONE-EVENT" -> EVENT;
            case "CN" -> NOISE;
            case "ULPFEC", "FLEXFEC", "PARITYFEC", "RTX" -> REPAIR;
            default -> video ? VIDEO : VOICE;
        };
        durations[type] = switch (name) {
            case "PCMU", "PCMA", "G722" -> EIGHT_PER_MILLI;
            case "G729" -> ONE_PER_MILLI;
            case "G723" -> G723;
            case "ILBC" -> ILBC;
            case "GSM" -> GSM;
            default -> BY_TIMESTAMP;
        };
    }

    /** One of {@link #UNKNOWN} and its neighbours. */
    byte kind(int payloadType) {
        return kinds[payloadType];
    }

    /** One of {@link #BY_TIMESTAMP} and its neighbours. */
    byte duration(int payloadType) {
        return durations[payloadType];
    }

    /** 0 if unknown. */
    int clockRateHz(int payloadType) {
        return clockRatesHz[payloadType];
    }

    String encoding(int payloadType) {
        return encodings[payloadType];
    }

    /** Kind of the media description. */
    String mediaKind() {
        return kind;
    }

    /** {@code a=ptime}, 0 if not given. */
    int packetTimeMillis() {
        return packetTimeMillis;
    }
}
