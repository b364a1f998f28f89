package org.karavox.config.internal;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.karavox.config.KeyCatalogue;
import org.karavox.config.KnownKeys;
import org.karavox.config.Settings;
import org.karavox.runtime.SettingsSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings from elsewhere than the file, as each source gave them last. Not thread-safe; the bridge has the lock. */
final class Sources {

    private static final Logger LOGGER = LoggerFactory.getLogger(Sources.class);

    private final Map<SettingsSource, Given> given = new IdentityHashMap<>();

    private record Given(String name, Map<String, String> values) {
    }

    /** Asks {@code source}, which is new or has changed. One that fails keeps what it gave before. */
    void ask(SettingsSource source) {
        try {
            given.put(source, new Given(source.name(), copy(source.settings())));
        } catch (RuntimeException e) {
            LOGGER.error("Settings source {} failed, its last settings stay in effect", source.getClass().getName(), e);
        }
    }

    private static Map<String, String> copy(Map<String, String> settings) {
        return new TreeMap<>(settings); // which may hold null for what is not set
    }

    void remove(SettingsSource source) {
        given.remove(source);
    }

    /** {@code files} with everything over it; of several sources the one whose name comes later goes first. */
    Settings over(Settings files, KeyCatalogue catalogue, KnownKeys known) {
        Map<String, Given> byName = new TreeMap<>();
        for (Given one : given.values()) {
            byName.put(one.name, one);
        }
        Settings all = files;
        for (Given one : byName.values()) {
            all = all.overriddenBy(Settings.of(one.name, one.values, catalogue, known));
        }
        return all;
    }
}
