package org.karavox.runtime;

import java.time.ZoneId;
import org.osgi.annotation.versioning.ProviderType;

/** Who this sensor is and which clock its dates are in: {@code id_sensor}, {@code name_sensor}, {@code utc}, {@code timezone}. */
@ProviderType
public interface SensorIdentity {

    /** {@code id_sensor}, 0 if it has none. */
    int id();

    /** {@code name_sensor}, empty if it has none. */
    String name();

    /** Zone of dates in the database and of the folders of the spool. */
    ZoneId zone();
}
