package org.karavox.media.audio.internal;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The encodings that can be made audible. */
final class Codecs {

    /** Longest payload that is decoded, bytes. */
    static final int MAX_PAYLOAD = 4096;
    /** Samples that it can become: four to a byte with G.726 at 16 kbit/s. */
    static final int MAX_SAMPLES = 4 * MAX_PAYLOAD;

    /**
     * How an encoding is decoded.
     *
     * @param rateHz samples per second that come out
     */
    record Codec(String name, int rateHz, Supplier<Decoder> decoder) {
    }

    private Codecs() {
    }

    /**
     * The codec of that name; empty if it cannot be decoded.
     *
     * @param encoding in any case
     * @param clockRateHz of RTP, tells the rate of L16
     * @param channels of L16
     */
    static Optional<Codec> of(String encoding, int clockRateHz, int channels) {
        String name = encoding.toUpperCase(Locale.ROOT);
        return switch (name) {
            case "PCMA" -> codec(name, 8000, G711Decoder::aLaw);
            case "PCMU" -> codec(name, 8000, G711Decoder::uLaw);
            case "G722" -> codec(name, 16000, G722Decoder::new);
            case "G726-16" -> codec(name, 8000, () -> new G726Decoder(2, false));
            case "G726-24" -> codec(name, 8000, () -> new G726Decoder(3, false));
            case "G726-32", "G721" -> codec(name, 8000, () -> new G726Decoder(4, false));
            case "G726-40" -> codec(name, 8000, () -> new G726Decoder(5, false));
            case "AAL2-G726-16" -> codec(name, 8000, () -> new G726Decoder(2, true));
            case "AAL2-G726-24" -> codec(name, 8000, () -> new G726Decoder(3, true));
            case "AAL2-G726-32" -> codec(name, 8000, () -> new G726Decoder(4, true));
            case "AAL2-G726-40" -> codec(name, 8000, () -> new G726Decoder(5, true));
            case "OPUS" -> codec(name, OpusPayloadDecoder.RATE, OpusPayloadDecoder::new);
            case "L16" -> clockRateHz < 8000 || clockRateHz > 48000 || channels < 1 || channels > 8 ? Optional.empty()
                    : codec(name, clockRateHz, () -> new L16Decoder(clockRateHz, channels));
            default -> Optional.empty();
        };
    }

    private static Optional<Codec> codec(String name, int rateHz, Supplier<Decoder> decoder) {
        return Optional.of(new Codec(name, rateHz, decoder));
    }

    /** Packets of these are no sound but belong to it: digits, comfort noise. */
    static boolean isSilence(String encoding) {
        String name = encoding.toUpperCase(Locale.ROOT);
        return name.equals("CN") || name.equals("TELEPHONE-EVENT");
    }
}
