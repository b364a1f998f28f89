package org.karavox.call;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Enough of a call to find its files.
 *
 * @param callId exactly as sent
 * @param start capture time of the first packet
 * @param sensorId {@code id_sensor}, 0 if none
 */
public record CallRef(String callId, Instant start, int sensorId) {

    public CallRef {
        requireNonNull(callId, "callId");
        requireNonNull(start, "start");
    }
}
