package org.karavox.storage;

/** A batch was not stored. The message is one sentence for the operator: what is wrong and what to do. */
public class StoreException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What offering the batch again can bring. */
    public enum Kind {
        /** The store cannot be reached or lacks something: everything waits and is offered again. */
        UNAVAILABLE,
        /** The store refuses the content: the batch is divided until the record is found, which is then set aside. */
        REFUSED
    }

    private final Kind kind;

    /** @param message one sentence, never with a secret in it */
    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What offering it again can bring. */
    public Kind kind() {
        return kind;
    }
}
