package org.karavox.config.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.annotation.Annotation;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ConfiguredSensorTest {

    private record Config(int id_sensor, String name_sensor, boolean utc, String timezone) implements SensorConfig {
        @Override
        public Class<? extends Annotation> annotationType() {
            return SensorConfig.class;
        }
    }

    @Test
    void numberAndNameAreTheConfiguredOnes() {
        ConfiguredSensor sensor = new ConfiguredSensor(new Config(7, "lab", false, ""));
        assertEquals(7, sensor.id());
        assertEquals("lab", sensor.name());
        assertEquals(ZoneId.systemDefault(), sensor.zone());
    }

    @Test
    void timezoneMayBeAPathOfTheZoneinfoDatabase() {
        assertEquals(ZoneId.of("Asia/Tokyo"), zone(false, ":/usr/share/zoneinfo/Asia/Tokyo"));
        assertEquals(ZoneId.of("Europe/Prague"), zone(false, "Europe/Prague"));
    }

    @Test
    void utcGoesFirst() {
        assertEquals(ZoneOffset.UTC, zone(true, "Europe/Prague"));
    }

    @Test
    void unknownZoneIsThatOfTheSystem() {
        assertEquals(ZoneId.systemDefault(), zone(false, "Mars/Olympus"));
    }

    private static ZoneId zone(boolean utc, String timezone) {
        return new ConfiguredSensor(new Config(0, "", utc, timezone)).zone();
    }
}
