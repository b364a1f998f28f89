package org.karavox.storage.cdr.internal;

import java.time.Instant;
import org.karavox.packet.Addresses;
import org.karavox.storage.cdr.internal.Layout.Column;

/** Cells that know their {@link Layout}: leaves out what the table does not have, fits text, decides forms. One thread. */
abstract class PlacedCells extends Cells {

    final Layout layout;
    private final LocalTimes times;
    private final long[] halves = new long[2];
    private int cell;
    private int rows;

    PlacedCells(Layout layout, LocalTimes times) {
        this.layout = layout;
        this.times = times;
    }

    /** Rows so far. */
    final int rows() {
        return rows;
    }

    /** Forgets all rows. */
    void clear() {
        rows = 0;
        cell = 0;
    }

    /** The row is complete. */
    abstract void ended();

    abstract void putNull();

    abstract void putNumber(long value);

    /** @param millis a number with three decimals, as thousandths */
    abstract void putDecimal(long millis);

    /** @param ascii text without quotes or control characters, {@code length} bytes of it */
    abstract void putPlain(byte[] ascii, int length);

    abstract void putText(String text);

    /** @param low the IPv4 address in its last four bytes if {@code length} is 4 */
    abstract void putBinary(long high, long low, int length);

    private Column place() {
        return layout.column(cell++);
    }

    @Override
    final void end() {
        cell = 0;
        if (layout.exists()) {
            rows++;
            ended();
        }
    }

    @Override
    final void nul(String column) {
        if (place() != null) {
            putNull();
        }
    }

    @Override
    final void number(String column, long value) {
        if (place() != null) {
            putNumber(value);
        }
    }

    @Override
    final void seconds(String column, long micros) {
        if (place() == null) {
            return;
        }
        if (layout.milliseconds()) {
            putDecimal(millis(micros));
        } else {
            putNumber(Math.floorDiv(micros + 500_000, 1_000_000));
        }
    }

    @Override
    final void fraction(String column, long micros) {
        if (place() != null) {
            putDecimal(millis(micros));
        }
    }

    /** Within {@code decimal(9,3)}. */
    private static long millis(long micros) {
        return Math.max(-999_999_999, Math.min(999_999_999, Math.floorDiv(micros + 500, 1_000)));
    }

    @Override
    final void time(String column, Instant at) {
        if (place() != null) {
            putPlain(times.format(at), LocalTimes.length(layout.milliseconds()));
        }
    }

    @Override
    final void text(String column, String text) {
        Column place = place();
        if (place == null) {
            return;
        }
        if (text == null) {
            putNull();
        } else {
            putText(Texts.fit(text, place.width(), place.charset()));
        }
    }

    @Override
    final void reversed(String column, String text) {
        Column place = place();
        if (place != null) {
            putText(Texts.reversed(Texts.fit(text, place.width(), place.charset())));
        }
    }

    @Override
    final void address(String column, String literal) {
        if (place() == null) {
            return;
        }
        if (literal == null || !Addresses.parse(literal, halves)) {
            putNull();
            return;
        }
        boolean four = Addresses.isIpv4(halves[0], halves[1]);
        if (layout.binaryAddresses()) {
            putBinary(halves[0], halves[1], four ? 4 : 16);
        } else if (four) {
            putNumber(halves[1] & 0xFFFF_FFFFL);
        } else {
            putNull(); // an integer cannot hold it
        }
    }
}
