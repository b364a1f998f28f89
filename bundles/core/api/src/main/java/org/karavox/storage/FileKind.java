package org.karavox.storage;

/** Kinds of files of a call; the name is the folder of the spool. */
public enum FileKind {
    /** Signalling. */
    SIP,
    /** Media and media control. */
    RTP,
    /** Sound, made when the call has ended. Never a capture file. */
    AUDIO
}
