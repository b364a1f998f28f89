package org.karavox.storage.cdr.internal;

import java.time.Instant;

/**
 * Takes rows of one table cell by cell, always in the same order of columns. What the database does not have is left out by
 * the receiver, so the one that makes the rows needs not ask. One thread.
 */
abstract class Cells {

    /** Not measured, not applicable. */
    static final long NULL = Long.MIN_VALUE;

    private static final int TINY = 255;
    private static final int SMALL = 65_535;
    private static final int MEDIUM = 16_777_215;
    private static final long UNSIGNED = 4_294_967_295L;

    /** Ends the row. */
    abstract void end();

    abstract void nul(String column);

    /** An integer that fits its column. */
    abstract void number(String column, long value);

    /** A duration: seconds with three decimals, or whole seconds where the table has those. */
    abstract void seconds(String column, long micros);

    /** A duration in seconds with three decimals, whatever the table has. */
    abstract void fraction(String column, long micros);

    /** A point in time. */
    abstract void time(String column, Instant at);

    /** Text of any length and content; null is NULL. */
    abstract void text(String column, String text);

    /** The same text from its end to its beginning. */
    abstract void reversed(String column, String text);

    /** An address as literal; NULL if it is null, none, or does not fit the column. */
    abstract void address(String column, String literal);

    /** {@code tinyint unsigned}. */
    final void tiny(String column, long value) {
        within(column, value, 0, TINY);
    }

    /** {@code smallint unsigned}. */
    final void small(String column, long value) {
        within(column, value, 0, SMALL);
    }

    /** {@code mediumint unsigned}. */
    final void medium(String column, long value) {
        within(column, value, 0, MEDIUM);
    }

    /** {@code int unsigned}. */
    final void unsigned(String column, long value) {
        within(column, value, 0, UNSIGNED);
    }

    /** Clipped to its limits; {@link #NULL} is NULL. */
    final void within(String column, long value, long min, long max) {
        if (value == NULL) {
            nul(column);
        } else {
            number(column, Math.max(min, Math.min(max, value)));
        }
    }

    /** A duration that is never negative; {@link #NULL} is NULL. */
    final void duration(String column, long micros) {
        if (micros == NULL) {
            nul(column);
        } else {
            seconds(column, Math.max(0, micros));
        }
    }

    /** Text, NULL if it is empty. */
    final void textOrNull(String column, String text) {
        text(column, text == null || text.isEmpty() ? null : text);
    }
}
