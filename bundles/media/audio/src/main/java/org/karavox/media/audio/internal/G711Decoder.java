package org.karavox.media.audio.internal;

/** G.711: a logarithmic sample per byte, A-law or u-law. */
final class G711Decoder implements Decoder {

    private static final int RATE = 8000;
    private static final short[] A_LAW = new short[256];
    private static final short[] U_LAW = new short[256];

    static {
        for (int code = 0; code < 256; code++) {
            A_LAW[code] = aLaw(code);
            U_LAW[code] = uLaw(code);
        }
    }

    private final short[] table;

    private G711Decoder(short[] table) {
        this.table = table;
    }

    static G711Decoder aLaw() {
        return new G711Decoder(A_LAW);
    }

    static G711Decoder uLaw() {
        return new G711Decoder(U_LAW);
    }

    /** Sign, three bits of exponent, four of mantissa; every second bit is sent inverted. */
    private static short aLaw(int code) {
        int value = code ^ 0x55;
        int exponent = value >> 4 & 7;
        int magnitude = (value & 15) << 4 | 8;
        if (exponent > 0) {
            magnitude = magnitude + 0x100 << exponent - 1;
        }
        return (short) ((value & 0x80) != 0 ? magnitude : -magnitude);
    }

    /** The same, with a bias of 33 (here times four) and all bits inverted. */
    private static short uLaw(int code) {
        int value = ~code;
        int magnitude = ((value & 15) << 3) + 0x84 << (value >> 4 & 7);
        return (short) ((value & 0x80) != 0 ? 0x84 - magnitude : magnitude - 0x84);
    }

    @Override
    public int rateHz() {
        return RATE;
    }

    @Override
    public int decode(byte[] payload, int offset, int length, short[] target) {
        for (int i = 0; i < length; i++) {
            target[i] = table[payload[offset + i] & 0xFF];
        }
        return length;
    }
}
