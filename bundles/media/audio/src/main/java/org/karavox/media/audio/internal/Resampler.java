package org.karavox.media.audio.internal;

/** Changes the rate of one stream of samples: a low-pass filter, one phase for each place between two samples. One thread. */
final class Resampler {

    private static final int HALF = 8; // samples on each side that a new one is made of

    private final int up;
    private final int down;
    private final float[][] phases;
    private final short[] history = new short[2 * HALF];
    private long phase;

    Resampler(int fromHz, int toHz) {
        int divisor = divisor(fromHz, toHz);
        up = toHz / divisor;
        down = fromHz / divisor;
        phases = new float[up][2 * HALF];
        double cut = Math.min(1, (double) toHz / fromHz);
        for (int p = 0; p < up; p++) {
            double sum = 0;
            for (int tap = 0; tap < 2 * HALF; tap++) {
                double distance = tap - (HALF - 1) - (double) p / up;
                double window = 0.5 + 0.5 * Math.cos(Math.PI * distance / (HALF + 0.5));
                double value = distance == 0 ? cut : Math.sin(Math.PI * cut * distance) / (Math.PI * distance);
                phases[p][tap] = (float) (value * window);
                sum += value * window;
            }
            for (int tap = 0; tap < 2 * HALF; tap++) {
                phases[p][tap] /= (float) sum;
            }
        }
    }

    private static int divisor(int a, int b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    /** How much later than its input a sample comes out, in samples of the new rate. */
    int delay() {
        return up == down ? 0 : HALF * up / down;
    }

    /** Room that {@code count} samples need at most. */
    int room(int count) {
        return (int) ((long) count * up / down) + 2;
    }

    /** Forgets what came before. */
    void reset() {
        java.util.Arrays.fill(history, (short) 0);
        phase = 0;
    }

    /** Writes to {@code target}, answers how many. */
    int resample(short[] samples, int count, short[] target) {
        if (up == down) {
            System.arraycopy(samples, 0, target, 0, count);
            return count;
        }
        int written = 0;
        for (int i = 0; i < count; i++) {
            System.arraycopy(history, 1, history, 0, history.length - 1);
            history[history.length - 1] = samples[i];
            for (; phase < up; phase += down) {
                float[] taps = phases[(int) phase];
                float sum = 0;
                for (int tap = 0; tap < taps.length; tap++) {
                    sum += taps[tap] * history[tap];
                }
                target[written++] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sum)));
            }
            phase -= up;
        }
        return written;
    }
}
