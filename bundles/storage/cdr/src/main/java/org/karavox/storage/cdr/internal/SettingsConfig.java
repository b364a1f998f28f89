package org.karavox.storage.cdr.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Key of {@code voipmonitor.conf} about settings in the database. */
@ObjectClassDefinition(name = "Settings in the database", description = "Settings that stand in the table sensor_config.")
@interface SettingsConfig {

    @AttributeDefinition(name = "Load settings", description = "The row of this sensor in table sensor_config goes over the file, and "
            + "is followed while the sensor runs.")
    boolean mysqlloadconfig() default true;
}
