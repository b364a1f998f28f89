package org.karavox.signalling.sip.internal;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.karavox.call.CallEnd;
import org.karavox.codec.sdp.SdpParser;
import org.karavox.codec.sip.SipMessage;
import org.karavox.codec.sip.SipMethod;
import org.karavox.packet.Counter;
import org.karavox.packet.Hashing;
import org.karavox.packet.PacketCursor;
import org.karavox.signalling.Shard;
import org.karavox.signalling.Signalling;

/**
 * The calls of one shard by Call-ID. An INVITE, or a response to one, begins a call; messages of other methods belong
 * to the call that has their Call-ID or to none.
 */
final class SipCorrelator implements Signalling.Correlator {

    /** Twice the time after which transactions give up (64 * T1, RFC 3261 17.1.1.2): so long a Call-ID is remembered. */
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(64);

    private final SipSettings settings;
    private final Shard shard;
    private final PacketClock clock = new PacketClock();
    private final CallTable table = new CallTable();
    private final TimerWheel timers = new TimerWheel();
    private final SipMessage message = new SipMessage();
    private final SdpParser sdpParser = new SdpParser();
    private final Words words = new Words();
    private final Counter begun = new Counter();
    private final Counter ended = new Counter();
    private final Counter ignored = new Counter();
    private long nowNanos;

    SipCorrelator(SipSettings settings, Shard shard) {
        this.settings = settings;
        this.shard = shard;
    }

    @Override
    public void onMessage(PacketCursor payload) {
        if (!message.read(payload) || message.callIdLength() == 0) {
            return;
        }
        long hash = Hashing.bytes(payload, message.callIdOffset(), message.callIdLength());
        long now = clock.at(payload.timestampNanos());
        CallSlot slot = table.find(hash, message);
        if (slot != null && slot.call != null) {
            CallEnd end = now >= slot.call.ending().deadline() ? slot.call.ending().at(now) : null;
            if (end != null) {
                finish(slot, end, false);
                remember(slot, now);
            }
        }
        if (slot == null || slot.call == null) {
            if (!beginsCall(slot)) {
                ignored.increment();
                return;
            }
            if (slot == null) {
                slot = new CallSlot(hash, message.callId());
                table.add(slot);
            }
            timers.cancel(slot);
            slot.call = new Call(settings, shard, clock, sdpParser, words, message, payload);
            begun.increment();
        }
        slot.call.onMessage(message, payload);
        timers.schedule(slot, slot.call.ending().deadline(), now);
    }

    private boolean beginsCall(CallSlot remembered) {
        if (message.method() != SipMethod.INVITE) {
            return false;
        }
        if (remembered == null) {
            return true;
        }
        // the call that ended a moment ago: only an INVITE that it did not have begins another one
        return message.isRequest() && message.toTag() == 0
                && (message.fromTag() != remembered.callerTag || message.sequence() > remembered.lastSequence);
    }

    @Override
    public void onTime(long packetNanos) {
        clock.reached(packetNanos);
        nowNanos = clock.now();
        timers.advance(nowNanos, this::due);
    }

    @Override
    public void onTimeBack(long packetNanos) {
        clock.back(packetNanos);
    }

    private void due(CallSlot slot) {
        if (slot.call == null) {
            table.remove(slot);
            return;
        }
        CallEnd end = slot.call.ending().at(nowNanos);
        if (end != null) {
            finish(slot, end, false);
            remember(slot, nowNanos);
        } else {
            timers.schedule(slot, slot.call.ending().deadline(), nowNanos);
        }
    }

    private void finish(CallSlot slot, CallEnd cause, boolean cutOff) {
        Call call = slot.call;
        slot.call = null;
        slot.callerTag = call.callerTag();
        slot.lastSequence = call.initialSequence();
        ended.increment();
        shard.finished(call.finish(cause, cutOff));
    }

    private void remember(CallSlot slot, long now) {
        timers.cancel(slot);
        timers.schedule(slot, now + REMEMBERED_NANOS, now);
    }

    @Override
    public void onMediaChanged() {
        for (CallSlot slot : table.all()) {
            if (slot.call != null) {
                slot.call.media().dropFlows();
            }
        }
    }

    @Override
    public int activeCalls() {
        return (int) (begun.get() - ended.get());
    }

    /** Messages that belonged to no call. Any thread. */
    long ignoredMessages() {
        return ignored.get();
    }

    @Override
    public void close() {
        List<CallSlot> slots = table.all();
        slots.removeIf(slot -> slot.call == null);
        slots.sort(Comparator.comparingLong(slot -> slot.call.firstFrame()));
        for (CallSlot slot : slots) {
            boolean over = slot.call.ending().isRunningOut();
            finish(slot, over ? CallEnd.NOT_ANSWERED : CallEnd.FORCED, !over);
        }
        slots.forEach(timers::cancel);
        slots.forEach(table::remove);
    }
}
