package org.karavox.storage.cdr.internal;

import java.time.LocalDateTime;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** Row of {@code sensors}: a sensor that writes into this database. Its host and port belong to the server that accepts it. */
@Entity
@Table(name = "sensors")
public class Sensor {

    @Id
    @Column(name = "id_sensor")
    private int id;

    @Column(name = "name")
    private String name;

    @Column(name = "timezone_name")
    private String zone;

    @Column(name = "timezone_offset")
    private Integer zoneOffsetSeconds;

    @Column(name = "timezone_save_at")
    private LocalDateTime zoneSavedAt;

    /** For JPA. */
    protected Sensor() {
    }

    Sensor(int id, String name) {
        this.id = id;
        this.name = name;
    }

    void rename(String to) {
        name = to;
    }

    void clock(String zoneName, int offsetSeconds, LocalDateTime now) {
        zone = zoneName;
        zoneOffsetSeconds = offsetSeconds;
        zoneSavedAt = now;
    }
}
