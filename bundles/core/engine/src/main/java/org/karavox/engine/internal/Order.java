package org.karavox.engine.internal;

import org.karavox.call.CallNote;

/** What the dispatcher tells a shard between packets, at an exact place in the order of capture. */
sealed interface Order {

    /** From now on other plug-ins are in use. */
    record UseTable(PluginTable table) implements Order {
    }

    /** Another call has announced this address. */
    record AnnouncedElsewhere(long high, long low, int port, long nanos, Sharing sharing) implements Order {
    }

    /** The message that follows announces an address that other calls have announced before. */
    record AnnouncedBefore(long high, long low, int port, Sharing sharing) implements Order {
    }

    /** Put the orphan with this number into the handover, and forget it. */
    record GiveOrphan(int number, Handover handover) implements Order {
    }

    /** The message that follows announces an address of this orphan. */
    record OfferOrphan(Handover handover) implements Order {
    }

    /** The orphan with this number has been silent for too long. */
    record ForgetOrphan(int number) implements Order {
    }

    /** Time has gone back for good, to {@code nanos}. */
    record TimeBack(long nanos) implements Order {
    }

    /** Something about a call of the signalling with this number. */
    record Note(int protocol, CallNote note) implements Order {
    }

    /** A source lost frames before it could deliver them. */
    record SourceLoss(long nanos) implements Order {
    }
}
