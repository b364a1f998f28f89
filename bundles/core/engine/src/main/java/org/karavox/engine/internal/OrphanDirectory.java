package org.karavox.engine.internal;

import org.karavox.packet.EndpointMap;
import org.karavox.packet.Hashing;
import org.karavox.packet.PacketCursor;

/**
 * Which pairs of addresses send media that no call has announced: each has a number by which its shard knows it.
 * Bounded. Hot path, one owner, the dispatcher.
 */
final class OrphanDirectory {

    /** Pairs at one time. */
    static final int MAX_PAIRS = 16_384;
    /** A pair that is silent for longer is forgotten. */
    static final long SILENCE_NANOS = 300_000_000_000L;

    /** {@link #number}: no room for another pair. */
    static final int FULL = -1;

    private static final int SLOTS = MAX_PAIRS * 2;
    private static final int STRIDE = 8;
    private static final int SOURCE_HIGH = 0;
    private static final int SOURCE_LOW = 1;
    private static final int DESTINATION_HIGH = 2;
    private static final int DESTINATION_LOW = 3;
    /** Source port in the upper 16 of the lower 32 bits, destination port in the lower; number in the upper 32; 0 = free. */
    private static final int PORTS = 4;
    private static final int LAST_NANOS = 5;
    private static final int HASH = 6;

    /** Takes what is removed. */
    interface Removed {
        void pair(int number, long hash, boolean toEndpoint);
    }

    private long[] table;
    private int size;
    private int numbers;
    private EndpointMap perEndpoint = new EndpointMap(64);

    /** Pairs at present. */
    int size() {
        return size;
    }

    /** Number of the packet's pair, a new one if it is new; {@link #FULL} if there is no room. */
    int number(PacketCursor packet) {
        if (table == null) {
            table = new long[SLOTS * STRIDE];
        }
        int ports = packet.sourcePort() << 16 | packet.destinationPort();
        int slot = (int) hash(packet) & SLOTS - 1;
        while (true) {
            int at = slot * STRIDE;
            long taken = table[at + PORTS];
            if (taken == 0) {
                break;
            }
            if ((int) taken == ports && table[at + SOURCE_LOW] == packet.sourceLow()
                    && table[at + DESTINATION_LOW] == packet.destinationLow() && table[at + SOURCE_HIGH] == packet.sourceHigh()
                    && table[at + DESTINATION_HIGH] == packet.destinationHigh()) {
                table[at + LAST_NANOS] = packet.timestampNanos();
                return (int) (taken >>> 32);
            }
            slot = slot + 1 & SLOTS - 1;
        }
        if (size >= MAX_PAIRS) {
            return FULL;
        }
        numbers = numbers == Integer.MAX_VALUE ? 1 : numbers + 1;
        int at = slot * STRIDE;
        table[at + SOURCE_HIGH] = packet.sourceHigh();
        table[at + SOURCE_LOW] = packet.sourceLow();
        table[at + DESTINATION_HIGH] = packet.destinationHigh();
        table[at + DESTINATION_LOW] = packet.destinationLow();
        table[at + PORTS] = (long) numbers << 32 | ports & 0xFFFF_FFFFL;
        table[at + LAST_NANOS] = packet.timestampNanos();
        table[at + HASH] = hash(packet);
        size++;
        count(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort(), 1);
        count(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort(), 1);
        return numbers;
    }

    /** Hash of the pair, by which its shard is chosen; the same in every run. */
    static long hash(PacketCursor packet) {
        return Hashing.mix(Hashing.endpoint(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort()) * 31
                + Hashing.endpoint(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort()));
    }

    /** True if some orphan was sent to or from this address. */
    boolean concerns(long high, long low, int port) {
        if (size == 0) {
            return false;
        }
        int slot = perEndpoint.find(high, low, port);
        return slot >= 0 && perEndpoint.value(slot) > 0;
    }

    /** Removes the pairs with this address and tells them, in the order in which they came. Rare. */
    void removeAll(long high, long low, int port, Removed removed) {
        int found = 0;
        long[][] pairs = new long[16][];
        for (int slot = 0; slot < SLOTS; slot++) {
            int at = slot * STRIDE;
            long taken = table[at + PORTS];
            if (taken == 0) {
                continue;
            }
            boolean to = (taken & 0xFFFF) == port && table[at + DESTINATION_LOW] == low && table[at + DESTINATION_HIGH] == high;
            boolean from = (taken >>> 16 & 0xFFFF) == port && table[at + SOURCE_LOW] == low && table[at + SOURCE_HIGH] == high;
            if (to || from) {
                if (found == pairs.length) {
                    pairs = java.util.Arrays.copyOf(pairs, found * 2);
                }
                pairs[found++] = new long[] {taken >>> 32, table[at + HASH], to ? 1 : 0};
            }
        }
        java.util.Arrays.sort(pairs, 0, found, (a, b) -> Long.compare(a[0], b[0]));
        rebuild((number, at) -> {
            long taken = table[at + PORTS];
            boolean to = (taken & 0xFFFF) == port && table[at + DESTINATION_LOW] == low && table[at + DESTINATION_HIGH] == high;
            boolean from = (taken >>> 16 & 0xFFFF) == port && table[at + SOURCE_LOW] == low && table[at + SOURCE_HIGH] == high;
            return !to && !from;
        });
        for (int i = 0; i < found; i++) {
            removed.pair((int) pairs[i][0], pairs[i][1], pairs[i][2] != 0);
        }
    }

    /** Removes the pairs that have been silent for too long, all of them at {@link Long#MAX_VALUE}, and tells them, in the order in which they came. */
    void removeSilent(long nowNanos, Removed removed) {
        if (size == 0) {
            return;
        }
        java.util.List<long[]> gone = new java.util.ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            int at = slot * STRIDE;
            if (table[at + PORTS] != 0 && isSilent(nowNanos, at)) {
                gone.add(new long[] {table[at + PORTS] >>> 32, table[at + HASH]});
            }
        }
        if (gone.isEmpty()) {
            return;
        }
        gone.sort((a, b) -> Long.compare(a[0], b[0]));
        rebuild((number, at) -> !isSilent(nowNanos, at));
        gone.forEach(pair -> removed.pair((int) pair[0], pair[1], false));
    }

    private boolean isSilent(long nowNanos, int at) {
        return nowNanos == Long.MAX_VALUE || nowNanos - table[at + LAST_NANOS] > SILENCE_NANOS;
    }

    private interface Keep {
        boolean test(int number, int at);
    }

    private void rebuild(Keep keep) {
        long[] old = table;
        long[] fresh = new long[SLOTS * STRIDE];
        perEndpoint = new EndpointMap(64);
        size = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            int at = slot * STRIDE;
            if (old[at + PORTS] == 0 || !keep.test((int) (old[at + PORTS] >>> 32), at)) {
                continue;
            }
            int target = (int) old[at + HASH] & SLOTS - 1;
            while (fresh[target * STRIDE + PORTS] != 0) {
                target = target + 1 & SLOTS - 1;
            }
            System.arraycopy(old, at, fresh, target * STRIDE, STRIDE);
            size++;
            count(old[at + SOURCE_HIGH], old[at + SOURCE_LOW], (int) (old[at + PORTS] >>> 16) & 0xFFFF, 1);
            count(old[at + DESTINATION_HIGH], old[at + DESTINATION_LOW], (int) old[at + PORTS] & 0xFFFF, 1);
        }
        table = fresh;
    }

    private void count(long high, long low, int port, int change) {
        int slot = perEndpoint.put(high, low, port, 0);
        perEndpoint.value(slot, perEndpoint.value(slot) + change);
    }
}
