package org.karavox.manage.shell.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as operators type it. */
final class Moment {

    /** What can be written, for messages. */
    static final String FORMS = "2026-11-24, 2026-11-24T14:30, 14:30, -2h, -1d12h, now";

    private static final Pattern AGO = Pattern.compile("-(?=.)(?:(\\d{1,6})w)?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");
    private static final int[] SECONDS = {7 * 86_400, 86_400, 3600, 60, 1};

    private Moment() {
    }

    /**
     * ISO date, ISO date and time (in {@code zone} unless it names an offset), a time of day (the last one that was), a span
     * before now.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Instant parse(String text, Instant now, ZoneId zone) {
        if (text.equals("now")) {
            return now;
        }
        if (text.startsWith("-")) {
            return ago(text, now);
        }
        try {
            if (text.matches("\\d{1,2}:\\d{2}(:\\d{2})?")) {
                return lastTime(LocalTime.parse(text.indexOf(':') == 1 ? "0" + text : text), now, zone);
            }
            if (text.matches("\\d{4}-\\d{2}-\\d{2}")) {
                return LocalDate.parse(text).atStartOfDay(zone).toInstant();
            }
            String iso = text.replace(' ', 'T');
            return iso.matches(".*(Z|[+-]\\d{2}:?\\d{2})") && iso.indexOf('T') > 0
                    ? OffsetDateTime.parse(iso).toInstant() : LocalDateTime.parse(iso).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static Instant ago(String text, Instant now) {
        Matcher parts = AGO.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text);
        }
        long seconds = 0;
        for (int i = 0; i < SECONDS.length; i++) {
            seconds += parts.group(i + 1) == null ? 0 : Long.parseLong(parts.group(i + 1)) * SECONDS[i];
        }
        return now.minus(Duration.ofSeconds(seconds));
    }

    private static Instant lastTime(LocalTime time, Instant now, ZoneId zone) {
        ZonedDateTime today = now.atZone(zone).with(time);
        return (today.toInstant().isAfter(now) ? today.minusDays(1) : today).toInstant();
    }
}
