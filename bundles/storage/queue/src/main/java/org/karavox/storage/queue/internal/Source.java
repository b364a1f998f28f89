package org.karavox.storage.queue.internal;

import java.util.Optional;

/** Where the writers of stores get records from. Any thread. */
interface Source {

    /** It can be read. */
    boolean isOpen();

    /** Id of the journal, as stores know it. */
    String journalId();

    /** The journal on disk; empty if there is memory only. */
    Optional<Journal> journal();

    /** The newest records, and the place to wait for more. */
    Recent recent();

    /** Notes that a store is about to get records up to {@code number}. */
    void offered(String store, long number);

    /** Highest number that a store of that name was offered since the start, 0 if none. */
    long lastOffered(String store);
}
