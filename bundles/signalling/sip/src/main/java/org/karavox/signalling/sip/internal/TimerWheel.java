package org.karavox.signalling.sip.internal;

import java.util.function.Consumer;

/**
 * Deadlines of call slots in packet time, as a wheel of ticks; a tick lasts 100 ms. Setting and moving a deadline costs
 * the same however many there are. A deadline fires at the first tick at or behind it.
 */
final class TimerWheel {

    static final int NOT_SCHEDULED = -1;

    private static final long TICK_NANOS = 100_000_000L;
    private static final int TICKS = 1 << 12; // one turn is about 410 s; later deadlines stay for another turn

    private final CallSlot[] ticks = new CallSlot[TICKS];
    private boolean started;
    private long lastTick;

    /**
     * Makes sure that {@code slot} fires at {@code deadlineNanos} or earlier. A slot that is scheduled earlier already
     * stays there and has to be scheduled again when it fires: so a deadline that moves with every packet costs nothing.
     */
    void schedule(CallSlot slot, long deadlineNanos, long nowNanos) {
        if (slot.tickIndex != NOT_SCHEDULED) {
            if (slot.deadlineNanos <= deadlineNanos) {
                return;
            }
            cancel(slot);
        }
        start(nowNanos);
        long tick = Math.max(Math.floorDiv(deadlineNanos - 1, TICK_NANOS) + 1, lastTick + 1);
        int index = (int) (tick & TICKS - 1);
        slot.deadlineNanos = tick * TICK_NANOS;
        slot.tickIndex = index;
        slot.previousInTick = null;
        slot.nextInTick = ticks[index];
        if (slot.nextInTick != null) {
            slot.nextInTick.previousInTick = slot;
        }
        ticks[index] = slot;
    }

    /** Takes {@code slot} out; one that is not in is ignored. */
    void cancel(CallSlot slot) {
        if (slot.tickIndex == NOT_SCHEDULED) {
            return;
        }
        if (slot.previousInTick == null) {
            ticks[slot.tickIndex] = slot.nextInTick;
        } else {
            slot.previousInTick.nextInTick = slot.nextInTick;
        }
        if (slot.nextInTick != null) {
            slot.nextInTick.previousInTick = slot.previousInTick;
        }
        slot.previousInTick = null;
        slot.nextInTick = null;
        slot.tickIndex = NOT_SCHEDULED;
    }

    /** Fires what is due. {@code expired} gets each slot after it was taken out and may schedule it again. */
    void advance(long nowNanos, Consumer<CallSlot> expired) {
        start(nowNanos);
        long target = Math.floorDiv(nowNanos, TICK_NANOS);
        long from = Math.max(lastTick + 1, target - TICKS + 1);
        if (target > lastTick) {
            lastTick = target;
        }
        for (long tick = from; tick <= target; tick++) {
            CallSlot next;
            for (CallSlot slot = ticks[(int) (tick & TICKS - 1)]; slot != null; slot = next) {
                next = slot.nextInTick;
                if (slot.deadlineNanos <= nowNanos) {
                    cancel(slot);
                    expired.accept(slot);
                }
            }
        }
    }

    private void start(long nowNanos) {
        if (!started) {
            started = true;
            lastTick = Math.floorDiv(nowNanos, TICK_NANOS) - 1;
        }
    }
}
