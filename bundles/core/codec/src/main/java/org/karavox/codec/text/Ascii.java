package org.karavox.codec.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reading protocol text from bytes. A range is an offset and the offset behind it. Nothing allocates, except {@link #text}.
 */
public final class Ascii {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LINE_FEEDS = ONES * '\n';

    private Ascii() {
    }

    /** Offset of the first line feed in the range, {@code end} if there is none. */
    public static int lineFeed(byte[] bytes, int from, int end) {
        int i = from;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long x = (long) LONGS.get(bytes, i) ^ LINE_FEEDS;
            long found = x - ONES & ~x & HIGH_BITS; // the lowest set bit is exact, higher ones may be borrowed
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; i < end; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return end;
    }

    /** Offset behind the last byte of the line that ends at {@code lineFeed}, without its carriage return. */
    public static int lineEnd(byte[] bytes, int from, int lineFeed) {
        return lineFeed > from && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    }

    /** Offset of {@code wanted} in the range, {@code end} if it is not there. */
    public static int find(byte[] bytes, int from, int end, int wanted) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return end;
    }

    /** True for space, tab, CR and LF: what may stand between tokens of a folded header. */
    public static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    /** Offset of the first byte in the range that is no {@link #isSpace space}, {@code end} if there is none. */
    public static int skipSpace(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && isSpace(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Offset behind the last byte in the range that is no {@link #isSpace space}, {@code from} if there is none. */
    public static int trimEnd(byte[] bytes, int from, int end) {
        int i = end;
        while (i > from && isSpace(bytes[i - 1])) {
            i--;
        }
        return i;
    }

    /** Offset of the first {@link #isSpace space} in the range, {@code end} if there is none. */
    public static int tokenEnd(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && !isSpace(bytes[i])) {
            i++;
        }
        return i;
    }

    /** ASCII letter to its lower case; everything else stays. */
    public static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    }

    /**
     * True if the range begins with {@code prefix}, letters compared without regard to case.
     *
     * @param prefix lower case
     */
    public static boolean startsWith(byte[] bytes, int from, int end, String prefix) {
        if (end - from < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (lower(bytes[from + i]) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * True if the range is {@code text}, letters compared without regard to case.
     *
     * @param text lower case
     */
    public static boolean equalsIgnoreCase(byte[] bytes, int from, int end, String text) {
        return end - from == text.length() && startsWith(bytes, from, end, text);
    }

    /**
     * True if {@code name} stands at {@code from}, letters compared without regard to case; as many bytes must be there.
     *
     * @param name lower case letters and hyphens
     */
    public static boolean isName(byte[] bytes, int from, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            int wanted = name[i];
            int there = bytes[from + i];
            if (there != wanted && (wanted == '-' || (there | 0x20) != wanted)) {
                return false;
            }
        }
        return true;
    }

    /** True if the range is exactly {@code text}. */
    public static boolean equals(byte[] bytes, int from, int end, String text) {
        if (end - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The decimal number that fills the range.
     *
     * @return -1 if the range is empty, holds anything but digits, or the number exceeds 2^32 - 1
     */
    public static long number(byte[] bytes, int from, int end) {
        if (from >= end) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
            if (value > 0xFFFF_FFFFL) {
                return -1;
            }
        }
        return value;
    }

    /** 64-bit hash of the range, never 0 unless the range is empty. */
    public static long hash(byte[] bytes, int from, int end) {
        if (from >= end) {
            return 0;
        }
        long h = 0xcbf29ce484222325L;
        for (int i = from; i < end; i++) {
            h = (h ^ bytes[i] & 0xFF) * 0x100000001b3L;
        }
        h ^= h >>> 32;
        return h == 0 ? 1 : h;
    }

    /** The range as text: UTF-8 if it is that, else ISO 8859-1, so no byte is lost. */
    public static String text(byte[] bytes, int from, int end) {
        if (from >= end) {
            return "";
        }
        String text = new String(bytes, from, end - from, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    }
}
