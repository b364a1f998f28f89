package org.karavox.signalling.sip.internal;

import org.karavox.media.MediaSession;

/** The two parties of a call. */
enum Party {
    CALLER(MediaSession.FROM_CALLER),
    CALLED(MediaSession.FROM_CALLED);

    /** Direction of media that this party sends, as {@link MediaSession} numbers it. */
    final int sending;

    Party(int sending) {
        this.sending = sending;
    }

    /** The other one. */
    Party other() {
        return this == CALLER ? CALLED : CALLER;
    }
}
