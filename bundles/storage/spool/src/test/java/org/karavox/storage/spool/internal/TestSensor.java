package org.karavox.storage.spool.internal;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.karavox.runtime.SensorIdentity;

/** A sensor without number or name. */
record TestSensor(ZoneId zone) implements SensorIdentity {

    static final TestSensor UTC = new TestSensor(ZoneOffset.UTC);

    @Override
    public int id() {
        return 0;
    }

    @Override
    public String name() {
        return "";
    }
}
