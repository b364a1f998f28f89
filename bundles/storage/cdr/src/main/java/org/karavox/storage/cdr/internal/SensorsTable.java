package org.karavox.storage.cdr.internal;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.apache.aries.jpa.template.JpaTemplate;
import org.karavox.runtime.SensorIdentity;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the row of this sensor in {@code sensors}: its name and the clock its dates are in. A sensor without id has none. */
@Component(service = {}, immediate = true)
public final class SensorsTable {

    private static final Logger LOGGER = LoggerFactory.getLogger(SensorsTable.class);

    @Activate
    public SensorsTable(@Reference SensorIdentity sensor, @Reference(target = FilesTable.UNITS) JpaTemplate jpa) {
        try {
            enter(sensor, jpa, Clock.systemUTC());
        } catch (RuntimeException e) { // Aries wraps whatever the driver reported
            LOGGER.warn("Table sensors has no up to date row for id_sensor {}: {}", sensor.id(), e.getMessage());
        }
    }

    static void enter(SensorIdentity sensor, JpaTemplate jpa, Clock clock) {
        if (sensor.id() <= 0) {
            return;
        }
        ZoneId zone = sensor.zone();
        jpa.tx(em -> {
            Sensor row = em.find(Sensor.class, sensor.id());
            if (row == null) {
                row = new Sensor(sensor.id(), sensor.name().isEmpty() ? "sensor " + sensor.id() : sensor.name());
                em.persist(row);
            } else if (!sensor.name().isEmpty()) {
                row.rename(sensor.name());
            }
            row.clock(zone.getId(), zone.getRules().getOffset(clock.instant()).getTotalSeconds(),
                    LocalDateTime.now(clock.withZone(zone)).withNano(0));
        });
    }
}
