package org.karavox.config.internal;

import org.karavox.runtime.Syntax;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code voipmonitor.conf} that this bundle owns. A method is named exactly like its key. */
@ObjectClassDefinition(name = "Sensor", description = "Who this sensor is and which clock its dates are in.")
@interface SensorConfig {

    @AttributeDefinition(name = "Number of the sensor", description = "Stands in every record of this sensor. 0 = none.", min = "0",
            max = "65535")
    int id_sensor() default 0;

    @AttributeDefinition(name = "Name of the sensor", description = "For people.", required = false)
    String name_sensor() default "";

    @AttributeDefinition(name = "UTC", description = "Dates in the database and folders of the spool are UTC instead of local time.")
    boolean utc() default false;

    @AttributeDefinition(name = "Time zone", description = "Zone of dates in the database and of folders of the spool, for example "
            + "Europe/Prague. Empty = zone of the system. utc goes first.", required = false)
    @Syntax(Syntax.Kind.TIME_ZONE)
    String timezone() default "";
}
