package org.karavox.capture;

import static java.util.Objects.requireNonNull;

/**
 * Who delivers frames.
 *
 * @param name for people: a file name, an interface
 * @param sensorId {@code id_sensor} of whoever captured, 0 if it has none
 * @param live true if frames arrive as they happen and are lost when nobody takes them
 */
public record SourceInfo(String name, int sensorId, boolean live) {

    public SourceInfo {
        requireNonNull(name, "name");
    }
}
