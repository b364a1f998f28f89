package org.karavox.config.internal;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.karavox.config.TimeZones;
import org.karavox.runtime.SensorIdentity;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** The sensor as {@code voipmonitor.conf} describes it. */
@Component(service = SensorIdentity.class, configurationPid = "karavox.config")
@Designate(ocd = SensorConfig.class)
public final class ConfiguredSensor implements SensorIdentity {

    private final int id;
    private final String name;
    private final ZoneId zone;

    @Activate
    public ConfiguredSensor(SensorConfig config) {
        id = config.id_sensor();
        name = config.name_sensor();
        zone = config.utc() ? ZoneOffset.UTC : zone(config.timezone().trim());
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ZoneId zone() {
        return zone;
    }

    /** The zone of the system if there is no such zone, which the reader of the file has told then. */
    private static ZoneId zone(String text) {
        return TimeZones.find(text).orElseGet(ZoneId::systemDefault);
    }
}
