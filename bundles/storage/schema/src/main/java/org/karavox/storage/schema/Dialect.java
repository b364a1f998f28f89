package org.karavox.storage.schema;

/** SQL dialects. */
public enum Dialect {
    /** Embedded H2. */
    H2,
    /** MySQL and MariaDB. */
    MYSQL
}
