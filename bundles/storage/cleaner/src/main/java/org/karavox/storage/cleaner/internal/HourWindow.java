package org.karavox.storage.cleaner.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours of a day, both included, over midnight if the first is later.
 *
 * @param from 0..23
 * @param to 0..23
 */
record HourWindow(int from, int to) {

    /** The whole day. */
    static final HourWindow ALWAYS = new HourWindow(0, 23);

    private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,2})\\s*-\\s*(\\d{1,2})\\s*");

    /** Reads {@code from-to}; empty if it is not of that form. */
    static Optional<HourWindow> parse(String text) {
        if (text.isBlank()) {
            return Optional.of(ALWAYS);
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        HourWindow window = new HourWindow(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        return window.from < 24 && window.to < 24 ? Optional.of(window) : Optional.empty();
    }

    boolean contains(int hour) {
        return from <= to ? from <= hour && hour <= to : hour >= from || hour <= to;
    }
}
