package org.karavox.media.audio.internal;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Encodings by payload number that {@code a=rtpmap} lines announce, wherever they stand in a frame. The last one counts. */
final class AnnouncedFormats {

    /** A line's content. */
    record Format(String encoding, int clockRateHz, int channels) {
    }

    private static final byte[] BEGIN = "a=rtpmap:".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern LINE = Pattern.compile("a=rtpmap:(\\d{1,3})[ \\t]+([A-Za-z0-9._-]{1,40})/(\\d{1,6})(?:/(\\d))?.*", Pattern.DOTALL);
    private static final int LONGEST = 100;

    private final Map<Integer, Format> formats = new HashMap<>();

    /** Takes what is announced in that frame. */
    void add(byte[] bytes, int length) {
        for (int at = 0; at + BEGIN.length < length; at++) {
            if (bytes[at] != 'a' || !java.util.Arrays.equals(bytes, at, at + BEGIN.length, BEGIN, 0, BEGIN.length)) {
                continue;
            }
            Matcher matcher = LINE.matcher(new String(bytes, at, Math.min(LONGEST, length - at), StandardCharsets.ISO_8859_1));
            if (matcher.matches()) {
                int number = Integer.parseInt(matcher.group(1));
                if (number < 128) {
                    formats.put(number, new Format(matcher.group(2), Integer.parseInt(matcher.group(3)),
                            matcher.group(4) == null ? 1 : Integer.parseInt(matcher.group(4))));
                }
            }
        }
    }

    Optional<Format> of(int payloadType) {
        return Optional.ofNullable(formats.get(payloadType));
    }
}
