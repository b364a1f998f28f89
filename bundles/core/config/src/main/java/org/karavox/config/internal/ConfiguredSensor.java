package org.karavox.config.internal;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.karavox.runtime.SensorIdentity;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sensor as {@code voipmonitor.conf} describes it. */
@Component(service = SensorIdentity.class, configurationPid = "karavox.config")
@Designate(ocd = SensorConfig.class)
public final class ConfiguredSensor implements SensorIdentity {

    private static final Logger LOGGER = LoggerFactory.getLogger(ConfiguredSensor.class);
    private static final String ZONEINFO = "zoneinfo/";

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

    /** A path of the zoneinfo database is as good as the name of the zone. */
    private static ZoneId zone(String text) {
        if (text.isEmpty()) {
            return ZoneId.systemDefault();
        }
        String path = text.startsWith(":") ? text.substring(1) : text; // as in TZ
        int database = path.lastIndexOf(ZONEINFO);
        try {
            return ZoneId.of(database < 0 ? path : path.substring(database + ZONEINFO.length()));
        } catch (DateTimeException e) {
            ZoneId system = ZoneId.systemDefault();
            LOGGER.warn("timezone: '{}' is not accepted (no such zone), using {}", text, system);
            return system;
        }
    }
}
