package org.karavox.signalling.sip.internal;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.karavox.runtime.SensorIdentity;

/** A sensor that has a number and nothing else. */
record Sensor(int id) implements SensorIdentity {

    @Override
    public String name() {
        return "";
    }

    @Override
    public ZoneId zone() {
        return ZoneOffset.UTC;
    }
}
