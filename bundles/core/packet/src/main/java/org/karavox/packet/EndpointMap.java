package org.karavox.packet;

/**
 * Addresses and ports to a {@code long}: open addressing over {@code long[]}, 32 bytes an entry, linear probing. Each
 * entry carries a second value that is rarely read, and the epoch in which it was last used.
 *
 * <p>Hot path. One owner, no locks. Memory is allocated only when the map grows. A <em>slot</em> is valid until the
 * next {@link #put}, {@link #remove} or {@link #forgetBefore}.
 */
public final class EndpointMap {

    /** {@link #find}: there is no such entry. */
    public static final int ABSENT = -1;

    private static final int STRIDE = 4;
    private static final int HIGH = 0;
    private static final int LOW = 1;
    /** Port in the low 16 bits, bit 16 set when the slot is taken, epoch in the upper 32 bits. */
    private static final int META = 2;
    private static final int VALUE = 3;
    private static final long TAKEN = 1L << 16;

    private long[] table;
    private long[] aux;
    private int mask;
    private int size;

    /** @param expected entries without growing */
    public EndpointMap(int expected) {
        int slots = Integer.highestOneBit(Math.max(8, expected) * 2 - 1) * 2;
        table = new long[slots * STRIDE];
        aux = new long[slots];
        mask = slots - 1;
    }

    /** Number of entries. */
    public int size() {
        return size;
    }

    /** Slot of an entry, or {@link #ABSENT}. */
    public int find(long high, long low, int port) {
        long[] t = table;
        int slot = (int) Hashing.endpoint(high, low, port) & mask;
        while (true) {
            int at = slot * STRIDE;
            long meta = t[at + META];
            if ((meta & TAKEN) == 0) {
                return ABSENT;
            }
            if ((meta & 0xFFFF) == port && t[at + LOW] == low && t[at + HIGH] == high) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
    }

    /** The entry's slot; a new entry has value and aux 0. */
    public int put(long high, long low, int port, int epoch) {
        int slot = find(high, low, port);
        if (slot >= 0) {
            touch(slot, epoch);
            return slot;
        }
        if (2 * (size + 1) > mask + 1) {
            rebuild((mask + 1) * 2, Integer.MIN_VALUE);
        }
        return insert(high, low, TAKEN | port | (long) epoch << 32, 0, 0);
    }

    private int insert(long high, long low, long meta, long value, long second) {
        int slot = (int) Hashing.endpoint(high, low, (int) meta & 0xFFFF) & mask;
        while ((table[slot * STRIDE + META] & TAKEN) != 0) {
            slot = slot + 1 & mask;
        }
        int at = slot * STRIDE;
        table[at + HIGH] = high;
        table[at + LOW] = low;
        table[at + META] = meta;
        table[at + VALUE] = value;
        aux[slot] = second;
        size++;
        return slot;
    }

    /** Value of an entry. */
    public long value(int slot) {
        return table[slot * STRIDE + VALUE];
    }

    /** Sets the value of an entry. */
    public void value(int slot, long value) {
        table[slot * STRIDE + VALUE] = value;
    }

    /** The rarely read second value. */
    public long aux(int slot) {
        return aux[slot];
    }

    /** Sets the second value. */
    public void aux(int slot, long value) {
        aux[slot] = value;
    }

    /** Epoch in which the entry was last used. */
    public int epoch(int slot) {
        return (int) (table[slot * STRIDE + META] >>> 32);
    }

    /** Notes that the entry was used in {@code epoch}; writes only when that is news. */
    public void touch(int slot, int epoch) {
        int at = slot * STRIDE + META;
        long meta = table[at];
        if ((int) (meta >>> 32) != epoch) {
            table[at] = meta & 0xFFFF_FFFFL | (long) epoch << 32;
        }
    }

    /** Removes an entry and closes the gap; false if there was none. */
    public boolean remove(long high, long low, int port) {
        int gap = find(high, low, port);
        if (gap < 0) {
            return false;
        }
        size--;
        int slot = gap;
        while (true) {
            slot = slot + 1 & mask;
            int at = slot * STRIDE;
            long meta = table[at + META];
            if ((meta & TAKEN) == 0) {
                break;
            }
            int home = (int) Hashing.endpoint(table[at + HIGH], table[at + LOW], (int) meta & 0xFFFF) & mask;
            // the entry may move into the gap unless its home lies behind the gap (cyclically)
            if ((slot - home & mask) >= (slot - gap & mask)) {
                System.arraycopy(table, at, table, gap * STRIDE, STRIDE);
                aux[gap] = aux[slot];
                gap = slot;
            }
        }
        table[gap * STRIDE + META] = 0;
        aux[gap] = 0;
        return true;
    }

    /** Forgets entries last used before {@code epoch}; returns how many. */
    public int forgetBefore(int epoch) {
        int before = size;
        rebuild(mask + 1, epoch);
        return before - size;
    }

    private void rebuild(int slots, int fromEpoch) {
        long[] old = table;
        long[] oldAux = aux;
        table = new long[slots * STRIDE];
        aux = new long[slots];
        mask = slots - 1;
        size = 0;
        for (int slot = 0; slot < oldAux.length; slot++) {
            int at = slot * STRIDE;
            long meta = old[at + META];
            if ((meta & TAKEN) != 0 && (int) (meta >>> 32) >= fromEpoch) {
                insert(old[at + HIGH], old[at + LOW], meta, old[at + VALUE], oldAux[slot]);
            }
        }
    }
}
