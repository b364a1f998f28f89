package org.karavox.storage;

/** Kinds of packet files of a call; the name is the folder of the spool. */
public enum FileKind {
    /** Signalling. */
    SIP,
    /** Media and media control. */
    RTP
}
