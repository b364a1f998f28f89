package org.karavox.storage.cdr.internal;

import java.io.Serializable;
import java.util.Objects;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.IdClass;
import javax.persistence.Table;

/** Row of {@code files}: bytes in the spool by hour, spool and sensor. */
@Entity
@Table(name = "files")
@IdClass(FilesHour.Key.class)
public class FilesHour {

    @Id
    @Column(name = "datehour")
    private int dateHour;

    @Id
    @Column(name = "spool_index")
    private int spoolIndex;

    @Id
    @Column(name = "id_sensor")
    private int sensorId;

    @Column(name = "sipsize")
    private long sip;

    @Column(name = "rtpsize")
    private long rtp;

    @Column(name = "audiosize")
    private long audio;

    /** For JPA. */
    protected FilesHour() {
    }

    FilesHour(Key key) {
        dateHour = key.dateHour;
        spoolIndex = key.spoolIndex;
        sensorId = key.sensorId;
    }

    /** Primary key. */
    public static final class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        private int dateHour;
        private int spoolIndex;
        private int sensorId;

        /** For JPA. */
        public Key() {
        }

        Key(int dateHour, int spoolIndex, int sensorId) {
            this.dateHour = dateHour;
            this.spoolIndex = spoolIndex;
            this.sensorId = sensorId;
        }

        int dateHour() {
            return dateHour;
        }

        int spoolIndex() {
            return spoolIndex;
        }

        int sensorId() {
            return sensorId;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key && dateHour == ((Key) other).dateHour && spoolIndex == ((Key) other).spoolIndex
                    && sensorId == ((Key) other).sensorId;
        }

        @Override
        public int hashCode() {
            return Objects.hash(dateHour, spoolIndex, sensorId);
        }
    }
}
