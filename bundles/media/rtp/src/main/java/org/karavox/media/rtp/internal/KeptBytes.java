package org.karavox.media.rtp.internal;

/** The share of one orphan in what the orphans of its workshop keep together. */
final class KeptBytes {

    private final KeptPool pool;
    private long taken;

    KeptBytes(KeptPool pool) {
        this.pool = pool;
    }

    /** False if there is not so much left. */
    boolean take(int bytes) {
        if (!pool.take(bytes)) {
            return false;
        }
        taken += bytes;
        return true;
    }

    long taken() {
        return taken;
    }
}
