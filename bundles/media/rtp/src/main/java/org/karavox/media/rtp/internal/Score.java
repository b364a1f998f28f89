package org.karavox.media.rtp.internal;

/** MOS of one simulated receiver over the evaluation intervals of a stream. Control path: once in ten seconds. */
final class Score {

    private int lostBefore;
    private int runsBefore;
    private boolean evaluated;
    private double average;
    private int smallest;

    void evaluate(LossRuns losses, long received, boolean connected, boolean g729, double millisBefore, double millisNow) {
        int mos = Mos.times10(losses.lost - lostBefore, losses.runs - runsBefore, received, connected, g729);
        lostBefore = losses.lost;
        runsBefore = losses.runs;
        if (!evaluated || millisNow <= 0) {
            average = evaluated ? average : mos;
            smallest = evaluated ? Math.min(smallest, mos) : mos;
        } else {
            average += (mos - average) * ((millisNow - millisBefore) / millisNow); // equal scores stay what they are
            smallest = Math.min(smallest, mos);
        }
        evaluated = true;
    }

    void take(Score other) {
        lostBefore = other.lostBefore;
        runsBefore = other.runsBefore;
        evaluated = other.evaluated;
        average = other.average;
        smallest = other.smallest;
    }

    /** Average times ten. */
    double average() {
        return average;
    }

    /** Worst interval times ten. */
    int smallest() {
        return smallest;
    }
}
