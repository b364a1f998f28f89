package org.karavox.storage.cdr.internal;

import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;

/** Row of {@code system}, read only: what is counted in it must be locked, see {@link SystemRows}. */
@Entity
@Table(name = "system")
public class SystemEntry {

    @Id
    @Column(name = "id")
    private long id;

    @Column(name = "type")
    private String type;

    @Column(name = "content")
    private String content;

    /** For JPA. */
    protected SystemEntry() {
    }

    String type() {
        return type;
    }

    String content() {
        return content;
    }
}
