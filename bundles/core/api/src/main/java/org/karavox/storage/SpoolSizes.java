package org.karavox.storage;

import org.osgi.annotation.versioning.ConsumerType;

/** Keeps the sums of bytes in the spool per hour: the table {@code files}. Any thread; does not block. */
@ConsumerType
public interface SpoolSizes {

    /**
     * Bytes were written or, negative, removed.
     *
     * @param dateHour {@code YYYYMMDDHH} of the directory
     * @param spoolIndex number of the spool, 0 = main
     * @param sensorId 0 = none
     */
    void changed(int dateHour, int spoolIndex, int sensorId, FileKind kind, long bytes);
}
