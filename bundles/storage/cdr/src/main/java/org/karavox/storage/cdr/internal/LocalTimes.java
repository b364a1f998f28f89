package org.karavox.storage.cdr.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneRules;

/** Dates as text in the zone of the sensor, {@code 2026-11-24 09:05:01.250}. One thread. */
final class LocalTimes {

    private static final int SECONDS_PER_DAY = 86_400;

    private final ZoneRules rules;
    private final byte[] text = "0000-00-00 00:00:00.000".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private long day = Long.MIN_VALUE;
    private long offsetQuarter = Long.MIN_VALUE;
    private int offset;

    LocalTimes(ZoneId zone) {
        rules = zone.getRules();
    }

    /** Length of the text with and without milliseconds. */
    static int length(boolean milliseconds) {
        return milliseconds ? 23 : 19;
    }

    /** The text, its own until the next call; the first {@link #length} bytes count. Parts of a unit are cut off. */
    byte[] format(Instant at) {
        long epoch = at.getEpochSecond();
        long quarter = Math.floorDiv(epoch, 900); // zones change their offset at full quarters of an hour
        if (quarter != offsetQuarter) {
            offset = rules.getOffset(at).getTotalSeconds();
            offsetQuarter = quarter;
        }
        long local = epoch + offset;
        long today = Math.floorDiv(local, SECONDS_PER_DAY);
        if (today != day) {
            LocalDate date = LocalDate.ofEpochDay(today);
            put(0, date.getYear() / 100);
            put(2, date.getYear() % 100);
            put(5, date.getMonthValue());
            put(8, date.getDayOfMonth());
            day = today;
        }
        int second = (int) Math.floorMod(local, (long) SECONDS_PER_DAY);
        put(11, second / 3600);
        put(14, second / 60 % 60);
        put(17, second % 60);
        int millis = at.getNano() / 1_000_000;
        text[20] = (byte) ('0' + millis / 100);
        put(21, millis % 100);
        return text;
    }

    private void put(int at, int twoDigits) {
        text[at] = (byte) ('0' + twoDigits / 10);
        text[at + 1] = (byte) ('0' + twoDigits % 10);
    }

    @SuppressWarnings("deprecation") // the bytes are ASCII
    String text(Instant at, boolean milliseconds) {
        return new String(format(at), 0, 0, length(milliseconds));
    }
}
