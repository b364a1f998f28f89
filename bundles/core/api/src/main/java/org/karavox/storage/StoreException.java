package org.karavox.storage;

/** A batch of call records was not stored. */
public class StoreException extends Exception {

    private static final long serialVersionUID = 1L;

    /** One sentence: what was not stored, what to do. */
    public StoreException(String message) {
        super(message);
    }

    /** One sentence: what was not stored, what to do. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
