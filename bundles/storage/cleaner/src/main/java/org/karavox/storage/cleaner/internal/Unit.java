package org.karavox.storage.cleaner.internal;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Comparator;

/**
 * What is deleted as one: the folder of one kind and minute.
 *
 * @param spool 0 = main, 1 = second
 * @param sensor folder of the sensor, empty if there is none
 * @param minute that the folder is named after, local time
 * @param bytes on disk
 * @param written when its youngest file was last written
 */
record Unit(Path root, int spool, String sensor, LocalDateTime minute, String folder, Group group, long bytes, long files,
        Instant written) {

    /** Oldest first. */
    static final Comparator<Unit> ORDER = Comparator.comparing(Unit::minute).thenComparing(Unit::folder).thenComparing(Unit::sensor)
            .thenComparing(Unit::root);

    /** Below the root. */
    String path() {
        return String.format("%s%04d-%02d-%02d/%02d/%02d/%s", sensor.isEmpty() ? "" : sensor + "/", minute.getYear(),
                minute.getMonthValue(), minute.getDayOfMonth(), minute.getHour(), minute.getMinute(), folder);
    }

    /** {@code YYYYMMDDHH}. */
    int dateHour() {
        return ((minute.getYear() * 100 + minute.getMonthValue()) * 100 + minute.getDayOfMonth()) * 100 + minute.getHour();
    }

    /** Number of the sensor, 0 if its folder is no number. */
    int sensorId() {
        try {
            return sensor.isEmpty() ? 0 : Math.max(0, Integer.parseInt(sensor));
        } catch (NumberFormatException e) {
            return 0; // named after name_sensor
        }
    }
}
