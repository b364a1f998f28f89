package org.karavox.media.audio.internal;

/**
 * G.722 at 64 kbit/s, ITU-T G.722 section 6: two bands of adaptive PCM, six bits for the lower one and two for the upper one,
 * and the filter that puts them together. Names of blocks as in the recommendation.
 */
final class G722Decoder implements Decoder {

    private static final int RATE = 16000;

    private static final int[] QM2 = {-7408, -1616, 7408, 1616};
    private static final int[] QM4 =
            {0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0};
    private static final int[] QM6 = {-136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232,
        -9360, -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040,
        -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008,
        3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136};
    private static final int[] WL = {-60, -30, 58, 172, 334, 538, 1198, 3042};
    private static final int[] RL42 = {0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0};
    private static final int[] WH = {0, -214, 798};
    private static final int[] RH2 = {2, 1, 2, 1};
    private static final int[] ILB = {2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
        2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008};
    private static final int[] QMF = {3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11};

    private final Band low = new Band(32);
    private final Band high = new Band(8);
    private final int[] history = new int[24];

    @Override
    public int rateHz() {
        return RATE;
    }

    @Override
    public int decode(byte[] payload, int offset, int length, short[] target) {
        for (int i = 0; i < length; i++) {
            int code = payload[offset + i] & 0xFF;
            int lower = low(code & 0x3F);
            int upper = high(code >> 6);
            System.arraycopy(history, 2, history, 0, history.length - 2);
            history[22] = lower + upper;
            history[23] = lower - upper;
            int even = 0;
            int odd = 0;
            for (int tap = 0; tap < QMF.length; tap++) {
                odd += history[2 * tap] * QMF[tap];
                even += history[2 * tap + 1] * QMF[QMF.length - 1 - tap];
            }
            target[2 * i] = (short) saturate(even >> 11);
            target[2 * i + 1] = (short) saturate(odd >> 11);
        }
        return 2 * length;
    }

    private int low(int code) {
        int output = clamp(low.s + (low.det * QM6[code] >> 15), 16383);
        int four = code >> 2;
        int difference = low.det * QM4[four] >> 15;
        low.scale(WL[RL42[four]], 18432, 8);
        low.adapt(difference);
        return output;
    }

    private int high(int code) {
        int difference = high.det * QM2[code] >> 15;
        int output = clamp(high.s + difference, 16383);
        high.scale(WH[RH2[code]], 22528, 10);
        high.adapt(difference);
        return output;
    }

    private static int clamp(int value, int limit) {
        return Math.max(-limit - 1, Math.min(limit, value));
    }

    private static int saturate(int value) {
        return clamp(value, Short.MAX_VALUE);
    }

    /** Quantizer scale and predictor of one band. */
    private static final class Band {
        private int s; // prediction
        private int zeros; // part of the zero section in it
        private int nb; // logarithmic scale
        private int det; // scale
        private final int[] r = new int[3]; // reconstructed signal
        private final int[] p = new int[3]; // partially reconstructed signal
        private final int[] a = new int[3]; // coefficients of poles, 1 and 2
        private final int[] d = new int[7]; // differences
        private final int[] b = new int[7]; // coefficients of zeros, 1 to 6

        Band(int det) {
            this.det = det;
        }

        /** LOGSCL, SCALEL and their twins. */
        void scale(int weight, int most, int shift) {
            nb = Math.max(0, Math.min(most, (nb * 127 >> 7) + weight));
            int mantissa = ILB[nb >> 6 & 31];
            int down = shift - (nb >> 11);
            det = (down < 0 ? mantissa << -down : mantissa >> down) << 2;
        }

        /** Block 4: RECONS to PREDIC. */
        void adapt(int difference) {
            d[0] = difference;
            r[0] = saturate(s + difference);
            p[0] = saturate(zeros + difference);
            int newA2 = pole2();
            int newA1 = pole1(newA2);
            for (int i = 6; i >= 1; i--) {
                int step = difference == 0 ? 0 : d[i] >> 15 == difference >> 15 ? 128 : -128;
                b[i] = saturate(step + (b[i] * 32640 >> 15));
            }
            a[1] = newA1;
            a[2] = newA2;
            System.arraycopy(d, 0, d, 1, 6);
            System.arraycopy(r, 0, r, 1, 2);
            System.arraycopy(p, 0, p, 1, 2);
            int poles = saturate((a[1] * saturate(2 * r[1]) >> 15) + (a[2] * saturate(2 * r[2]) >> 15));
            int sum = 0;
            for (int i = 6; i >= 1; i--) {
                sum += b[i] * saturate(2 * d[i]) >> 15;
            }
            zeros = saturate(sum);
            s = saturate(poles + zeros);
        }

        /** UPPOL2. */
        private int pole2() {
            int four = saturate(a[1] << 2);
            int signed = p[0] >> 15 == p[1] >> 15 ? Math.min(-four, Short.MAX_VALUE) : four;
            int step = p[0] >> 15 == p[2] >> 15 ? 128 : -128;
            return Math.max(-12288, Math.min(12288, (signed >> 7) + step + (a[2] * 32512 >> 15)));
        }

        /** UPPOL1. */
        private int pole1(int newA2) {
            int step = p[0] >> 15 == p[1] >> 15 ? 192 : -192;
            int limit = saturate(15360 - newA2);
            return Math.max(-limit, Math.min(limit, saturate(step + (a[1] * 32640 >> 15))));
        }
    }
}
