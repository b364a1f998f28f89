package org.karavox.call.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.karavox.call.Endpoint;
import org.karavox.packet.Addresses;

/** Writes fields into an array that grows. The form of a field stands in {@link CallRecordWriter}. One thread. */
final class FieldWriter {

    /** Longest text, characters; the rest is cut off. */
    static final int TEXT_LIMIT = 16_384;

    static final int NUMBER = 0;
    static final int BYTES = 1;
    static final int UTF16 = 2;

    static final int ADDRESS_TEXT = 0;
    static final int ADDRESS_IPV4 = 4;
    static final int ADDRESS_IPV6 = 6;

    private static final int SMALLEST = 4_096;
    private static final int VARINT_LIMIT = 10;

    private final long[] halves = new long[2];
    private byte[] bytes = new byte[SMALLEST];
    private int size;

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Starts again; an array that one large record made is given back. */
    void clear() {
        size = 0;
        if (bytes.length > SMALLEST << 4) {
            bytes = new byte[SMALLEST];
        }
    }

    void octet(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    /** A field with a number that is not {@code absent}. */
    void number(int field, long value, long absent) {
        if (value != absent) {
            tag(field, NUMBER);
            signed(value);
        }
    }

    void number(int field, long value) {
        number(field, value, 0);
    }

    /** A field with a text that is not empty. */
    void text(int field, String text) {
        if (text == null || text.isEmpty()) {
            return;
        }
        String kept = text.length() <= TEXT_LIMIT ? text : text.substring(0, TEXT_LIMIT);
        if (hasLoneSurrogate(kept)) { // UTF-8 has no form for it
            tag(field, UTF16);
            unsigned(2L * kept.length());
            for (int i = 0; i < kept.length(); i++) {
                bigEndian(kept.charAt(i), 2);
            }
            return;
        }
        tag(field, BYTES);
        byte[] encoded = kept.getBytes(StandardCharsets.UTF_8);
        unsigned(encoded.length);
        raw(encoded);
    }

    /** A moment, relative to {@code base}. */
    void instant(int field, Instant at, Instant base) {
        int mark = begin(field);
        signed(at.getEpochSecond() - base.getEpochSecond());
        unsigned(at.getNano());
        end(mark);
    }

    void endpoint(int field, Endpoint endpoint) {
        if (endpoint == null) {
            return;
        }
        int mark = begin(field);
        String address = endpoint.address();
        int port = endpoint.port();
        if (port == (port & 0xFFFF) && Addresses.parse(address, halves) && Addresses.format(halves[0], halves[1]).equals(address)) {
            boolean ipv4 = Addresses.isIpv4(halves[0], halves[1]);
            octet(ipv4 ? ADDRESS_IPV4 : ADDRESS_IPV6);
            if (!ipv4) {
                bigEndian(halves[0], 8);
            }
            bigEndian(halves[1], ipv4 ? 4 : 8);
            bigEndian(port, 2);
        } else {
            octet(ADDRESS_TEXT);
            signed(port);
            raw((address.length() <= TEXT_LIMIT ? address : address.substring(0, TEXT_LIMIT)).getBytes(StandardCharsets.UTF_8));
        }
        end(mark);
    }

    /** Numbers that are mostly 0: how many, then for each other one how many zeros go before it, and itself. */
    void numbers(int field, List<? extends Number> values) {
        if (values.isEmpty()) {
            return;
        }
        int mark = begin(field);
        unsigned(values.size());
        int zeros = 0;
        for (Number value : values) {
            long number = value.longValue();
            if (number == 0) {
                zeros++;
            } else {
                unsigned(zeros);
                signed(number);
                zeros = 0;
            }
        }
        end(mark);
    }

    /** Begins a field that consists of others; the answer is for {@link #end}. */
    int begin(int field) {
        tag(field, BYTES);
        return open();
    }

    /** As {@link #begin}, without a tag in front. */
    int open() {
        octet(0);
        return size;
    }

    void end(int mark) {
        int length = size - mark;
        int more = varintLength(length) - 1;
        if (more > 0) {
            reserve(more);
            System.arraycopy(bytes, mark, bytes, mark + more, length);
        }
        size = mark - 1;
        unsigned(length);
        size += length;
    }

    void unsigned(long value) {
        reserve(VARINT_LIMIT);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void signed(long value) {
        unsigned(value << 1 ^ value >> 63);
    }

    private void tag(int field, int kind) {
        unsigned((long) field << 2 | kind);
    }

    private void bigEndian(long value, int octets) {
        for (int shift = (octets - 1) * 8; shift >= 0; shift -= 8) {
            octet((int) (value >>> shift));
        }
    }

    private void raw(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    private static int varintLength(int value) {
        return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c) || i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
