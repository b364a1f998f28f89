package org.karavox.media.rtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MosTest {

    /** Ten single losses in 988 packets: p 0.010121, b 1 (known answer B3). */
    @Test
    void fallsWithLoss() {
        assertEquals(4.090825, Mos.of(10, 10, 988, true, false), 1e-6);
    }

    @Test
    void doesNotHearFourLostFrames() {
        assertEquals(4.5, Mos.of(4, 4, 500, true, false));
    }

    @Test
    void isWorstWhenMoreThanHalfIsLost() {
        assertEquals(1, Mos.of(600, 10, 1000, true, false));
    }

    @Test
    void isWorstWhenNothingButLossIsLeft() {
        assertEquals(1, Mos.of(600, 10, 0, true, false));
    }

    @Test
    void forgivesTheBeginningOfAnUnansweredCall() {
        assertEquals(4.5, Mos.of(50, 10, 99, false, false));
        assertEquals(1, Mos.of(50, 10, 100, false, false)); // half of it is lost
    }

    @Test
    void followsTheCurveOfG729AtItsSamples() {
        assertEquals(3.92, Mos.of(0, 0, 1000, true, true));
        assertEquals(3.4441, Mos.of(10, 10, 1000, true, true), 1e-4); // 1 %, single
        assertEquals(1.0004, Mos.of(600, 600, 1000, true, true), 1e-4); // 60 %, single
        assertEquals(2.6699, Mos.of(2000, 225, 20_000, true, true), 1e-4); // 10 %, b = 2000/225*0.9 = 8
    }

    /** Evaluations at 10.4 s (45), 20.8 s (39) and 26 s (41) give 45, 42 and 41.8. */
    @Test
    void averagesIntervalsByTheirLength() {
        Score score = new Score();
        LossRuns runs = new LossRuns();
        score.evaluate(runs, 500, true, false, 0, 10_400);
        book(runs, 20, 1); // 20 single losses of 978: 39
        score.evaluate(runs, 978, true, false, 10_400, 20_800);
        book(runs, 5, 1); // 5 of 500: 41
        score.evaluate(runs, 500, true, false, 20_800, 26_000);
        assertEquals(41.8, score.average(), 1e-9);
        assertEquals(39, score.smallest());
    }

    private static void book(LossRuns runs, int count, int length) {
        for (int i = 0; i < count; i++) {
            runs.open = length;
            runs.played(true, 1024);
        }
    }
}
