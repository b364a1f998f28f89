package org.karavox.storage.cdr.internal;

import java.util.List;

/** What the store has to say beside its rows. Any thread. */
interface StoreNotes {

    /** A sentence each. */
    List<String> notes();
}
