package org.karavox.runtime;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What {@code voipmonitor.conf} said and what came of it. Any thread. */
@ProviderType
public interface ConfigurationReport {

    /** Every key of every installed bundle with the value in effect, sorted by key. */
    List<Value> values();

    /** What was wrong or noteworthy in the last load, in file order. */
    List<Issue> issues();

    /** Reads the files again now. */
    void reload();

    /**
     * @param key as written in the file
     * @param value in effect; secrets are masked
     * @param origin {@code default}, {@code voipmonitor.conf:12}, ...
     * @param owner PID of the bundle that owns the key
     */
    record Value(String key, String value, String origin, String owner) {
    }

    /** How serious an issue is. */
    enum Level {
        /** For information. */
        INFO,
        /** Something was ignored. */
        WARNING,
        /** Somebody must act. */
        ERROR
    }

    /**
     * @param line from 1; 0 if the file as a whole is meant
     * @param text the whole sentence, beginning with {@code file:line:}
     */
    record Issue(Level level, String file, int line, Optional<String> key, String text) {
    }
}
