package org.karavox.codec.rtp;

import java.util.Locale;
import java.util.Map;

/** Payload types with a fixed meaning (RFC 3551 section 6) and the clocks that encodings have by definition. Immutable. */
public final class PayloadTypes {

    /** Number of payload types: 0..127. */
    public static final int COUNT = 128;
    /** First number without a meaning of its own. */
    public static final int FIRST_DYNAMIC = 96;

    private static final String[] ENCODINGS = new String[COUNT];
    private static final int[] CLOCK_RATES_HZ = new int[COUNT];

    static {
        define(0, "PCMU", 8000);
        define(3, "GSM", 8000);
        define(4, "G723", 8000);
        define(5, "DVI4", 8000);
        define(6, "DVI4", 16000);
        define(7, "LPC", 8000);
        define(8, "PCMA", 8000);
        define(9, "G722", 8000); // samples at 16 kHz, but its clock is 8000 (RFC 3551 section 4.5.2)
        define(10, "L16", 44100);
        define(11, "L16", 44100);
        define(12, "QCELP", 8000);
        define(13, "CN", 8000);
        define(14, "MPA", 90000);
        define(15, "G728", 8000);
        define(16, "DVI4", 11025);
        define(17, "DVI4", 22050);
        define(18, "G729", 8000);
        define(19, "CN", 8000); // reserved today, comfort noise in old devices
        define(25, "CelB", 90000);
        define(26, "JPEG", 90000);
        define(28, "nv", 90000);
        define(31, "H261", 90000);
        define(32, "MPV", 90000);
        define(33, "MP2T", 90000);
        define(34, "H263", 90000);
    }

    private static final Map<String, Integer> FIXED_CLOCKS = Map.ofEntries(Map.entry("G722", 8000), Map.entry("OPUS", 48000),
            Map.entry("PCMU", 8000), Map.entry("PCMA", 8000), Map.entry("GSM", 8000), Map.entry("G723", 8000),
            Map.entry("G728", 8000), Map.entry("G729", 8000), Map.entry("G729D", 8000), Map.entry("G729E", 8000),
            Map.entry("ILBC", 8000), Map.entry("AMR", 8000), Map.entry("AMR-WB", 16000));

    private PayloadTypes() {
    }

    private static void define(int payloadType, String encoding, int clockRateHz) {
        ENCODINGS[payloadType] = encoding;
        CLOCK_RATES_HZ[payloadType] = clockRateHz;
    }

    /** Name of a static payload type, empty if the number has no meaning of its own. */
    public static String encoding(int payloadType) {
        String encoding = ENCODINGS[payloadType];
        return encoding == null ? "" : encoding;
    }

    /** RTP clock of a static payload type, 0 if the number has no meaning of its own. */
    public static int clockRateHz(int payloadType) {
        return CLOCK_RATES_HZ[payloadType];
    }

    /** True for the static payload types that carry pictures. */
    public static boolean isVideo(int payloadType) {
        return payloadType >= 25 && payloadType <= 34 && CLOCK_RATES_HZ[payloadType] == 90000;
    }

    /**
     * The RTP clock of an announced encoding: what its definition says where it leaves no choice (senders announce
     * {@code G722/16000} or {@code opus/16000} and count 8000 and 48000 nevertheless), the announced value otherwise.
     *
     * @param encoding name in any case
     * @param announcedHz from {@code a=rtpmap}, 0 if absent
     */
    public static int clockRateHz(String encoding, int announcedHz) {
        Integer fixed = FIXED_CLOCKS.get(encoding.toUpperCase(Locale.ROOT));
        return fixed != null ? fixed : Math.max(0, announcedHz);
    }
}
