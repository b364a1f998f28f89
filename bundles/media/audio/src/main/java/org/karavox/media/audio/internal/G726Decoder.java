package org.karavox.media.audio.internal;

/**
 * G.726 at 16, 24, 32 and 40 kbit/s, ITU-T G.726: adaptive differences with two, three, four or five bits. RFC 3551 packs the
 * first code into the lowest bits of a byte, AAL2 (I.366.2) into the highest.
 */
final class G726Decoder implements Decoder {

    private static final int RATE = 8000;

    /** By number of bits: logarithm of the difference, weight for the scale, weight for its speed; first half of the codes. */
    private static final int[][] LOGS = {{116, 365}, {-2048, 135, 273, 373}, {-2048, 4, 135, 213, 273, 323, 373, 425},
        {-2048, -66, 28, 104, 169, 224, 274, 318, 358, 395, 429, 459, 488, 514, 539, 566}};
    private static final int[][] WEIGHTS = {{-704, 14048}, {-128, 960, 4384, 18624}, {-384, 576, 1312, 2048, 3584, 6336, 11360, 35904},
        {448, 448, 768, 1248, 1280, 1312, 1856, 3200, 4512, 5728, 7008, 8960, 11456, 14080, 16928, 22272}};
    private static final int[][] SPEEDS = {{0, 0xE00}, {0, 0x200, 0x400, 0xE00}, {0, 0, 0, 0x200, 0x200, 0x200, 0x600, 0xE00},
        {0, 0, 0, 0, 0, 0x200, 0x200, 0x200, 0x200, 0x200, 0x400, 0x600, 0x800, 0xA00, 0xC00, 0xC00}};

    private final int bits;
    private final boolean highFirst;

    private int slow = 34816; // yl
    private int fast = 544; // yu
    private int shortMean; // dms
    private int longMean; // dml
    private int speed; // ap
    private boolean tone; // td
    private final int[] a = new int[2];
    private final int[] b = new int[6];
    private final boolean[] signs = new boolean[2]; // pk
    private final int[] differences = {32, 32, 32, 32, 32, 32}; // dq, as floating point numbers of 11 bits
    private final int[] signal = {32, 32}; // sr, the same

    /**
     * @param bits per sample, 2 to 5
     * @param highFirst packed as in AAL2
     */
    G726Decoder(int bits, boolean highFirst) {
        this.bits = bits;
        this.highFirst = highFirst;
    }

    @Override
    public int rateHz() {
        return RATE;
    }

    @Override
    public int decode(byte[] payload, int offset, int length, short[] target) {
        int count = length * 8 / bits;
        int held = 0;
        int heldBits = 0;
        int at = offset;
        int mask = (1 << bits) - 1;
        for (int i = 0; i < count; i++) {
            if (heldBits < bits) {
                int next = payload[at++] & 0xFF;
                held = highFirst ? held << 8 | next : held | next << heldBits;
                heldBits += 8;
            }
            int code;
            if (highFirst) {
                code = held >> heldBits - bits & mask;
            } else {
                code = held & mask;
                held >>= bits;
            }
            heldBits -= bits;
            target[i] = sample(code);
        }
        return count;
    }

    private short sample(int code) {
        boolean negative = code >> bits - 1 != 0;
        int row = negative ? (1 << bits) - 1 - code : code;
        int zeros = 0;
        for (int i = 0; i < 6; i++) {
            zeros += multiply(b[i] >> 2, differences[i]);
        }
        int poles = multiply(a[1] >> 2, signal[1]) + multiply(a[0] >> 2, signal[0]);
        int estimate = zeros + poles >> 1;
        int scale = scale();
        int magnitude = magnitude(LOGS[bits - 2][row] + (scale >> 2));
        int reconstructed = negative ? estimate - magnitude : estimate + magnitude;
        adapt(scale, WEIGHTS[bits - 2][row], SPEEDS[bits - 2][row], magnitude, negative, reconstructed,
                reconstructed - estimate + (zeros >> 1));
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, reconstructed * 4));
    }

    /** Mixture of the two scales. */
    private int scale() {
        if (speed >= 256) {
            return fast;
        }
        int scale = slow >> 6;
        int difference = fast - scale;
        int part = speed >> 2;
        return difference > 0 ? scale + (difference * part >> 6) : difference < 0 ? scale + (difference * part + 63 >> 6) : scale;
    }

    /** Out of the logarithm. */
    private static int magnitude(int logarithm) {
        return logarithm < 0 ? 0 : 128 + (logarithm & 127) << 7 >> 14 - (logarithm >> 7 & 15);
    }

    /** Multiplies a coefficient with a floating point number of 11 bits: sign, four of exponent, six of mantissa. */
    private static int multiply(int coefficient, int number) {
        int magnitude = coefficient > 0 ? coefficient : -coefficient & 0x1FFF;
        int exponent = width(magnitude) - 6;
        int mantissa = magnitude == 0 ? 32 : exponent >= 0 ? magnitude >> exponent : magnitude << -exponent;
        int productExponent = exponent + (number >> 6 & 15) - 13;
        int product = mantissa * (number & 63) + 48 >> 4;
        int value = productExponent >= 0 ? product << productExponent & 0x7FFF : product >> -productExponent;
        return (coefficient ^ number) < 0 ? -value : value;
    }

    private static int width(int magnitude) {
        return Math.min(15, 32 - Integer.numberOfLeadingZeros(magnitude));
    }

    private static int floating(int magnitude, boolean negative) {
        if (magnitude == 0) {
            return negative ? -992 : 32;
        }
        int exponent = width(magnitude);
        int number = (exponent << 6) + (magnitude << 6 >> exponent);
        return negative ? number - 0x400 : number;
    }

    private void adapt(int scale, int weight, int speedWeight, int magnitude, boolean negative, int reconstructed, int partial) {
        boolean sign = partial < 0;
        boolean transition = tone && magnitude > threshold();
        fast = Math.max(544, Math.min(5120, scale + (weight - scale >> 5)));
        slow += fast + (-slow >> 6);
        int second = 0;
        if (transition) {
            a[0] = 0;
            a[1] = 0;
            java.util.Arrays.fill(b, 0);
        } else {
            second = adaptPoles(sign, partial);
            int leak = bits == 5 ? 9 : 8;
            for (int i = 0; i < 6; i++) {
                b[i] -= b[i] >> leak;
                if (magnitude != 0) {
                    b[i] += differences[i] < 0 == negative ? 128 : -128;
                }
            }
        }
        System.arraycopy(differences, 0, differences, 1, 5);
        differences[0] = floating(magnitude, negative);
        signal[1] = signal[0];
        signal[0] = reconstructed == 0 ? 32 : reconstructed <= -32768 ? -992 : floating(Math.abs(reconstructed), reconstructed < 0);
        signs[1] = signs[0];
        signs[0] = sign;
        tone = !transition && second < -11776;
        shortMean += speedWeight - shortMean >> 5;
        longMean += (speedWeight << 2) - longMean >> 7;
        if (transition) {
            speed = 256;
        } else if (scale < 1536 || tone || Math.abs((shortMean << 2) - longMean) >= longMean >> 3) {
            speed += 0x200 - speed >> 4;
        } else {
            speed += -speed >> 4;
        }
    }

    /** Above which a tone counts as interrupted. */
    private int threshold() {
        int whole = slow >> 15;
        int value = whole > 9 ? 31 << 10 : 32 + (slow >> 10 & 31) << whole;
        return value + (value >> 1) >> 1;
    }

    private int adaptPoles(boolean sign, int partial) {
        boolean changed = sign != signs[0];
        int second = a[1] - (a[1] >> 7);
        if (partial != 0) {
            int first = changed ? a[0] : -a[0];
            second += first < -8191 ? -0x100 : first > 8191 ? 0xFF : first >> 5;
            second += sign != signs[1] ? -0x80 : 0x80;
            second = Math.max(-12288, Math.min(12288, second));
        }
        a[1] = second;
        a[0] -= a[0] >> 8;
        if (partial != 0) {
            a[0] += changed ? -192 : 192;
        }
        int limit = 15360 - second;
        a[0] = Math.max(-limit, Math.min(limit, a[0]));
        return second;
    }
}
