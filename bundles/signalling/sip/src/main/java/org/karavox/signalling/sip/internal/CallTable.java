package org.karavox.signalling.sip.internal;

import java.util.ArrayList;
import java.util.List;
import org.karavox.codec.sip.SipMessage;

/** Call-IDs of one shard. The hash only finds the bucket; the bytes decide. */
final class CallTable {

    private CallSlot[] buckets = new CallSlot[1 << 10];
    private int size;

    /** The slot of the message's Call-ID, null if there is none. */
    CallSlot find(long hash, SipMessage message) {
        for (CallSlot slot = buckets[bucket(hash)]; slot != null; slot = slot.nextInBucket) {
            if (slot.hash == hash && message.hasCallId(slot.callId)) {
                return slot;
            }
        }
        return null;
    }

    /** Adds a slot whose Call-ID is not in the table. */
    void add(CallSlot slot) {
        if (size >= buckets.length) {
            grow();
        }
        link(slot);
        size++;
    }

    /** Removes a slot that is in the table. */
    void remove(CallSlot slot) {
        int bucket = bucket(slot.hash);
        CallSlot before = null;
        for (CallSlot at = buckets[bucket]; at != null; before = at, at = at.nextInBucket) {
            if (at == slot) {
                if (before == null) {
                    buckets[bucket] = slot.nextInBucket;
                } else {
                    before.nextInBucket = slot.nextInBucket;
                }
                size--;
                return;
            }
        }
    }

    /** All slots, in no particular order. */
    List<CallSlot> all() {
        List<CallSlot> all = new ArrayList<>(size);
        for (CallSlot slot : buckets) {
            for (CallSlot at = slot; at != null; at = at.nextInBucket) {
                all.add(at);
            }
        }
        return all;
    }

    private void grow() {
        List<CallSlot> all = all();
        buckets = new CallSlot[buckets.length * 2];
        all.forEach(this::link);
    }

    private void link(CallSlot slot) {
        int bucket = bucket(slot.hash);
        slot.nextInBucket = buckets[bucket];
        buckets[bucket] = slot;
    }

    private int bucket(long hash) {
        return (int) (hash ^ hash >>> 32) & buckets.length - 1;
    }
}
