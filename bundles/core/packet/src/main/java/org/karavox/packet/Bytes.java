package org.karavox.packet;

/**
 * Numbers in byte arrays, big-endian. Hot path. Plain shifts on purpose: they are compiled in no time, which a program
 * that runs for a second notices more than the last nanosecond (decision record 0003).
 */
public final class Bytes {

    private Bytes() {
    }

    /** Unsigned 16 bit at {@code offset}. */
    public static int u16(byte[] bytes, int offset) {
        return (bytes[offset] & 0xFF) << 8 | bytes[offset + 1] & 0xFF;
    }

    /** 32 bit at {@code offset}. */
    public static int i32(byte[] bytes, int offset) {
        return bytes[offset] << 24 | (bytes[offset + 1] & 0xFF) << 16 | (bytes[offset + 2] & 0xFF) << 8 | bytes[offset + 3] & 0xFF;
    }

    /** 64 bit at {@code offset}. */
    public static long i64(byte[] bytes, int offset) {
        return (long) i32(bytes, offset) << 32 | i32(bytes, offset + 4) & 0xFFFF_FFFFL;
    }

    /** Writes 16 bit at {@code offset}. */
    public static void put16(byte[] bytes, int offset, int value) {
        bytes[offset] = (byte) (value >> 8);
        bytes[offset + 1] = (byte) value;
    }

    /** Writes 32 bit at {@code offset}. */
    public static void put32(byte[] bytes, int offset, int value) {
        put16(bytes, offset, value >>> 16);
        put16(bytes, offset + 2, value);
    }

    /** Writes 64 bit at {@code offset}. */
    public static void put64(byte[] bytes, int offset, long value) {
        put32(bytes, offset, (int) (value >>> 32));
        put32(bytes, offset + 4, (int) value);
    }
}
