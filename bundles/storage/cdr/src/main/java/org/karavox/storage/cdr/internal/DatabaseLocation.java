package org.karavox.storage.cdr.internal;

/** Where the calls are stored, for people. Any thread. */
interface DatabaseLocation {

    /** {@code mysql://host:3306/voipmonitor} or the file of the embedded database; without user and password. */
    String location();

    /** {@code 'voipmonitor'}. */
    String user();

    /** Lets connections that were opened before go: a server tells them of new grants only after that. */
    void renew();
}
