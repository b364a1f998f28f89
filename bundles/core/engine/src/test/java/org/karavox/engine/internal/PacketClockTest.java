package org.karavox.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.karavox.engine.internal.Frames.T0;

import org.junit.jupiter.api.Test;

class PacketClockTest {

    private static final long SECOND = 1_000_000_000L;

    private final PacketClock clock = new PacketClock();

    PacketClockTest() {
        assertEquals(PacketClock.TICK, clock.advance(T0));
    }

    @Test
    void ticksTenTimesASecond() {
        int ticks = 0;
        for (long at = T0; at < T0 + SECOND; at += 1_000_000) {
            ticks += clock.advance(at);
        }
        assertEquals(9, ticks); // the tenth boundary is the next second
    }

    @Test
    void doesNotGoBackForPacketsOutOfOrder() {
        clock.advance(T0 + 5 * SECOND);
        assertEquals(PacketClock.QUIET, clock.advance(T0));
        assertEquals(T0 + 5 * SECOND, clock.nanos());
    }

    @Test
    void doesNotBelieveASingleWildTimeStamp() {
        clock.advance(T0 + 20 * 365 * 86_400 * SECOND);
        assertEquals(T0, clock.nanos());
        clock.advance(T0 + SECOND);
        assertEquals(T0 + SECOND, clock.nanos());
    }

    @Test
    void believesAJumpThatLasts() {
        long later = T0 + 3 * 3600 * SECOND;
        for (int i = 0; i < PacketClock.CONFIRMATIONS; i++) {
            assertEquals(T0, clock.nanos());
            clock.advance(later + i);
        }
        assertEquals(later + PacketClock.CONFIRMATIONS - 1, clock.nanos());
    }

    @Test
    void goesBackWhenTimeGoesBackForGood() {
        long earlier = T0 - 3 * 3600 * SECOND;
        int last = PacketClock.QUIET;
        for (int i = 0; i < PacketClock.CONFIRMATIONS; i++) {
            last = clock.advance(earlier + i);
        }
        assertEquals(PacketClock.BACK, last);
        assertTrue(clock.nanos() < T0);
    }

    @Test
    void goesOnWhileTheLineIsSilent() {
        assertFalse(clock.idle(50_000));
        assertTrue(clock.idle(3 * SECOND));
        assertEquals(T0 + 3 * SECOND, clock.nanos());
        assertTrue(clock.idle(4 * SECOND));
        assertEquals(T0 + 4 * SECOND, clock.nanos());
    }
}
