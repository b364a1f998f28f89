package org.karavox.signalling.sip.internal;

/** One Call-ID in the table: its call, or for a while after the end the memory that there was one. */
final class CallSlot {

    final long hash;
    final byte[] callId;

    /** The call, null once it has ended. */
    Call call;
    /** From tag of the caller and highest CSeq of an INVITE: tells a late repetition from a new call. */
    long callerTag;
    long lastSequence;

    // owned by CallTable
    CallSlot nextInBucket;

    // owned by TimerWheel
    CallSlot previousInTick;
    CallSlot nextInTick;
    int tickIndex = TimerWheel.NOT_SCHEDULED;
    long deadlineNanos;

    CallSlot(long hash, byte[] callId) {
        this.hash = hash;
        this.callId = callId;
    }
}
