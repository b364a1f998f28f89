package org.karavox.signalling.sip.internal;

/** A small set of longs that grows up to a limit; what comes behind the limit counts as not contained. */
final class LongSet {

    private static final int MOST = 1 << 16;

    private long[] cells;
    private int size;
    private boolean hasZero;

    /** True if {@code value} was not contained. */
    boolean add(long value) {
        if (value == 0) {
            boolean added = !hasZero;
            hasZero = true;
            return added;
        }
        if (cells == null) {
            cells = new long[8];
        } else if (size * 2 >= cells.length && cells.length < MOST) {
            grow();
        }
        int at = find(value);
        if (cells[at] == value) {
            return false;
        }
        if (size + 1 < cells.length) {
            cells[at] = value;
            size++;
        }
        return true;
    }

    boolean contains(long value) {
        return value == 0 ? hasZero : cells != null && cells[find(value)] == value;
    }

    /** Number of values. */
    int size() {
        return size + (hasZero ? 1 : 0);
    }

    private int find(long value) {
        int mask = cells.length - 1;
        int at = (int) (value * 0x9E3779B97F4A7C15L >>> 40) & mask;
        while (cells[at] != 0 && cells[at] != value) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        long[] old = cells;
        cells = new long[old.length * 2];
        for (long value : old) {
            if (value != 0) {
                cells[find(value)] = value;
            }
        }
    }

}
