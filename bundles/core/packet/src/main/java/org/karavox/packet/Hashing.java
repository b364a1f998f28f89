package org.karavox.packet;

/** Hash functions of the hot path. Nothing allocates. */
public final class Hashing {

    private Hashing() {
    }

    /** Mixes all bits of {@code value} into all bits of the result (the finaliser of MurmurHash3). */
    public static long mix(long value) {
        long h = value;
        h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
        h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
        return h ^ h >>> 33;
    }

    /** Hash of an address and port; the same for every thread and run. */
    public static long endpoint(long addressHigh, long addressLow, int port) {
        long h = addressHigh * 0x9E3779B97F4A7C15L ^ (addressLow << 16 | port & 0xFFFF);
        h = (h ^ h >>> 32) * 0xff51afd7ed558ccdL;
        return h ^ h >>> 29;
    }

    /** Hash of {@code length} bytes of the window from {@code offset}; never 0. */
    public static long bytes(PacketCursor window, int offset, int length) {
        return bytes(window.bytes(), window.start() + offset, length);
    }

    /** Hash of {@code length} bytes from {@code offset}; never 0. */
    public static long bytes(byte[] bytes, int offset, int length) {
        long h = 0xcbf29ce484222325L ^ length;
        int i = offset;
        int end = offset + length;
        for (; i + 8 <= end; i += 8) {
            h = (h ^ Bytes.i64(bytes, i)) * 0x9E3779B97F4A7C15L;
            h ^= h >>> 32;
        }
        for (; i < end; i++) {
            h = (h ^ bytes[i] & 0xFF) * 0x100000001b3L;
        }
        h = mix(h);
        return h == 0 ? 1 : h;
    }
}
