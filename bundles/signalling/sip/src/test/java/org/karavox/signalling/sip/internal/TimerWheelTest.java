package org.karavox.signalling.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimerWheelTest {

    private static final long START = Line.START_NANOS;
    private static final long SECOND = 1_000_000_000L;

    private final TimerWheel wheel = new TimerWheel();
    private final List<Integer> fired = new ArrayList<>();

    private CallSlot slot(int name) {
        return new CallSlot(name, new byte[0]);
    }

    private void advance(double seconds) {
        wheel.advance(START + (long) (seconds * SECOND), slot -> fired.add((int) slot.hash));
    }

    @Test
    void firesAtOrBehindTheDeadlineNeverBefore() {
        wheel.schedule(slot(1), START + SECOND / 2 + 1, START);
        advance(0.5);
        assertEquals(List.of(), fired);
        advance(0.6);
        assertEquals(List.of(1), fired);
        advance(1000);
        assertEquals(List.of(1), fired, "once");
    }

    @Test
    void laterDeadlinesStayForAnotherTurn() {
        wheel.schedule(slot(1), START + 14_400 * SECOND, START);
        for (int second = 0; second < 14_400; second++) {
            advance(second);
        }
        assertEquals(List.of(), fired);
        advance(14_400);
        assertEquals(List.of(1), fired);
    }

    @Test
    void survivesJumpsOfYearsAndTimeThatStandsStill() {
        wheel.schedule(slot(1), START + 5 * SECOND, START);
        wheel.schedule(slot(2), START + 100_000_000 * SECOND, START);
        advance(90_000_000);
        assertEquals(List.of(1), fired);
        advance(1);
        wheel.schedule(slot(3), START + 2 * SECOND, START);
        advance(1);
        assertEquals(List.of(1), fired, "a deadline in the past waits for the next tick");
        advance(90_000_000.1);
        assertEquals(List.of(1, 3), fired);
        advance(100_000_000);
        assertEquals(List.of(1, 3, 2), fired);
    }

    @Test
    void anEarlierDeadlineMovesALaterOneDoesNot() {
        CallSlot slot = slot(1);
        wheel.schedule(slot, START + 10 * SECOND, START);
        wheel.schedule(slot, START + 20 * SECOND, START);
        wheel.schedule(slot, START + 5 * SECOND, START);
        advance(5);
        assertEquals(List.of(1), fired);
        advance(30);
        assertEquals(List.of(1), fired);
    }

    @Test
    void cancelledSlotsDoNotFire() {
        List<CallSlot> slots = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            slots.add(slot(i));
            wheel.schedule(slots.get(i), START + SECOND, START);
        }
        wheel.cancel(slots.get(0));
        wheel.cancel(slots.get(2));
        wheel.cancel(slots.get(4));
        wheel.cancel(slots.get(4));
        advance(2);
        assertEquals(List.of(3, 1), fired);
    }

    @Test
    void aSlotMayBeScheduledAgainWhileItFires() {
        CallSlot slot = slot(1);
        wheel.schedule(slot, START + SECOND, START);
        wheel.advance(START + SECOND, due -> wheel.schedule(due, START + SECOND, START + SECOND));
        assertEquals(List.of(), fired);
        advance(1.1);
        assertEquals(List.of(1), fired);
    }
}
