package org.karavox.itests.traffic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Grows a byte string, big-endian. */
public final class Bytes {

    private byte[] content = new byte[256];
    private int length;

    /** Appends the low 8 bits. */
    public Bytes u8(int value) {
        return room(1).set(length++, value);
    }

    /** Appends the low 16 bits. */
    public Bytes u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    /** Appends the low 24 bits. */
    public Bytes u24(int value) {
        return u8(value >>> 16).u16(value);
    }

    /** Appends the low 32 bits. */
    public Bytes u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    /** Appends bytes as they are. */
    public Bytes raw(byte... bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, content, length, bytes.length);
        length += bytes.length;
        return this;
    }

    /** Appends bytes written as hexadecimal digits; blanks do not count. */
    public Bytes hex(String digits) {
        return raw(HexFormat.of().parseHex(digits.replace(" ", "")));
    }

    /** Appends text as UTF-8. */
    public Bytes text(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends {@code count} zeros. */
    public Bytes zeros(int count) {
        return raw(new byte[count]);
    }

    /** Overwrites 16 bits that are there already. */
    public Bytes patch16(int offset, int value) {
        return set(offset, value >>> 8).set(offset + 1, value);
    }

    /** Bytes so far. */
    public int length() {
        return length;
    }

    /** A copy of what was appended. */
    public byte[] toArray() {
        return Arrays.copyOf(content, length);
    }

    private Bytes set(int offset, int value) {
        content[offset] = (byte) value;
        return this;
    }

    private Bytes room(int more) {
        if (length + more > content.length) {
            content = Arrays.copyOf(content, Math.max(2 * content.length, length + more));
        }
        return this;
    }
}
