package org.karavox.media.rtp.internal;

/** Mean opinion score from the runs of frames that a simulated receiver could not play. */
final class Mos {

    private static final double BEST = 4.5;
    private static final double BEST_G729 = 3.92;
    /** Fewer lost frames than these are not heard. */
    private static final int AUDIBLE_LOSS = 5;
    private static final double DEFAULT_R = 93.2062077233;
    private static final double LOSS_ROBUSTNESS = 17.2647;

    private static final double[] G729_LOSS_PERCENT = {0.1, 0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 60};
    private static final double[] G729_BURST = {1, 1.5, 2, 3, 5, 8, 12, 20, 30};
    /** Rows: loss in percent, columns: burst ratio. */
    private static final double[][] G729 = {
        {3.7340, 3.7337, 3.7390, 3.7456, 3.7528, 3.7597, 3.7594, 3.7675, 3.7371},
        {3.5930, 3.6030, 3.6182, 3.6400, 3.6625, 3.6828, 3.6977, 3.7132, 3.7121},
        {3.4441, 3.4621, 3.4858, 3.5217, 3.5608, 3.5967, 3.6251, 3.6500, 3.6731},
        {3.2116, 3.2348, 3.2669, 3.3203, 3.3856, 3.4473, 3.4923, 3.5355, 3.5804},
        {3.0364, 3.0567, 3.0906, 3.1528, 3.2374, 3.3177, 3.3732, 3.4321, 3.4821},
        {2.7800, 2.7851, 2.8150, 2.8838, 2.9924, 3.0942, 3.1667, 3.2470, 3.3021},
        {2.5910, 2.5786, 2.6019, 2.6715, 2.7926, 2.9049, 2.9920, 3.0839, 3.1518},
        {2.3744, 2.3390, 2.3529, 2.4196, 2.5476, 2.6699, 2.7695, 2.8723, 2.9543},
        {2.1097, 2.0477, 2.0496, 2.1069, 2.2288, 2.3589, 2.4623, 2.5800, 2.6679},
        {1.9125, 1.8329, 1.8245, 1.8693, 1.9785, 2.1061, 2.2130, 2.3369, 2.4400},
        {1.6049, 1.5185, 1.4993, 1.5230, 1.6103, 1.7226, 1.8280, 1.9477, 2.0412},
        {1.3697, 1.2893, 1.2674, 1.2789, 1.3402, 1.4381, 1.5312, 1.6514, 1.7487},
        {1.1715, 1.1082, 1.0878, 1.0934, 1.1468, 1.2269, 1.3180, 1.4264, 1.5179},
        {1.0004, 0.9625, 0.9507, 0.9610, 1.0098, 1.1030, 1.1573, 1.2623, 1.3270},
    };

    private Mos() {
    }

    /**
     * The score of one interval.
     *
     * @param lost frames that could not be played
     * @param runs of consecutive ones
     * @param received packets of the interval
     * @param connected false while the call is not answered
     * @param g729 use the curve of G.729
     */
    static double of(long lost, long runs, long received, boolean connected, boolean g729) {
        double best = g729 ? BEST_G729 : BEST;
        if (lost < AUDIBLE_LOSS || !connected && received < 100) {
            return best;
        }
        if (received <= 0) {
            return 1;
        }
        double ratio = (double) lost / received;
        double burst = (double) lost / runs * (1 - ratio);
        if (burst < 0) {
            burst = -burst;
        } else if (burst < 1) {
            burst = 1;
        }
        if (g729) {
            return g729(100 * ratio, burst);
        }
        if (ratio > 0.5) {
            return 1;
        }
        double percent = 100 * ratio;
        double r = DEFAULT_R - 95 * percent / (percent / burst + LOSS_ROBUSTNESS);
        double mos = 2.06405 + r * (0.031738 + r * (-0.000356641 + r * 2.93143e-6));
        return Math.max(1, Math.min(BEST, mos));
    }

    /** {@link #of} as columns hold it. */
    static int times10(long lost, long runs, long received, boolean connected, boolean g729) {
        return (int) Math.round(10 * of(lost, runs, received, connected, g729));
    }

    private static double g729(double lossPercent, double burstRatio) {
        double loss = Math.min(lossPercent, 60);
        double burst = Math.max(1, Math.min(burstRatio, 30));
        int column = 0;
        while (column < G729_BURST.length - 2 && burst > G729_BURST[column + 1]) {
            column++;
        }
        double across = (burst - G729_BURST[column]) / (G729_BURST[column + 1] - G729_BURST[column]);
        int row = 0;
        while (row < G729_LOSS_PERCENT.length - 1 && loss > G729_LOSS_PERCENT[row]) {
            row++;
        }
        double below = row(row, column, across);
        double above = row == 0 ? BEST_G729 : row(row - 1, column, across);
        double from = row == 0 ? 0 : G729_LOSS_PERCENT[row - 1];
        double down = (loss - from) / (G729_LOSS_PERCENT[row] - from);
        return Math.max(1, above + (below - above) * down);
    }

    private static double row(int row, int column, double across) {
        return G729[row][column] + (G729[row][column + 1] - G729[row][column]) * across;
    }
}
