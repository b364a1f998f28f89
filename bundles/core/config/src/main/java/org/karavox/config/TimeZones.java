package org.karavox.config;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;

/** Reads what {@code timezone} may be: the name of a zone, or a path of the zoneinfo database, as in the variable TZ. */
public final class TimeZones {

    private static final String ZONEINFO = "zoneinfo/";

    private TimeZones() {
    }

    /** The zone that {@code text} names; empty if there is none. */
    public static Optional<ZoneId> find(String text) {
        String path = text.startsWith(":") ? text.substring(1) : text;
        int database = path.lastIndexOf(ZONEINFO);
        try {
            return Optional.of(ZoneId.of(database < 0 ? path : path.substring(database + ZONEINFO.length())));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
