package org.karavox.storage.cleaner.internal;

import java.time.Duration;

/**
 * How fast everything goes.
 *
 * @param look between two looks at a root, and between two rounds because a disk is nearly full
 * @param silence after which a look counts as not answered
 * @param call after which a call into a root's file system is no longer waited for
 * @param round between two rounds
 * @param retry until a round that could not help a disk that is nearly full is tried again
 */
record Pace(Duration look, Duration silence, Duration call, Duration round, Duration retry) {

    private static final int ROUND_SECONDS = 300;

    /** @param interval of {@code cleanspool_interval} */
    static Pace of(int interval) {
        return new Pace(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(60),
                Duration.ofSeconds(interval > 0 ? interval : ROUND_SECONDS), Duration.ofSeconds(60));
    }
}
