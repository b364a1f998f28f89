package org.karavox.config.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.karavox.config.ConfFile;
import org.karavox.config.Key;
import org.karavox.config.KeyCatalogue;
import org.karavox.config.KnownKeys;
import org.karavox.config.Settings;
import org.karavox.runtime.ConfigurationReport.Issue;
import org.karavox.runtime.ConfigurationReport.Value;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configurations of our bundles in Configuration Admin. Not thread-safe; the bridge has the lock. */
final class Configurations {

    private static final Logger LOGGER = LoggerFactory.getLogger(Configurations.class);
    private static final String CONSOLE = "overridden in console";

    private final ConfigurationAdmin admin;
    private final Applied applied;

    Configurations(ConfigurationAdmin admin, Applied applied) {
        this.admin = admin;
        this.applied = applied;
    }

    /**
     * Hands over what has changed. A property whose line is as it was when it was last handed over is left as it is, whoever
     * has edited it since.
     */
    void apply(Settings settings, KeyCatalogue catalogue) {
        for (Map.Entry<String, List<Key>> configuration : byPid(catalogue).entrySet()) {
            try {
                apply(configuration.getKey(), configuration.getValue(), settings.of(configuration.getKey()));
            } catch (IOException e) {
                LOGGER.error("Configuration {} cannot be changed, its bundle keeps its old settings", configuration.getKey(), e);
            }
        }
        applied.save();
    }

    private static Map<String, List<Key>> byPid(KeyCatalogue catalogue) {
        Map<String, List<Key>> byPid = new TreeMap<>();
        for (Key key : catalogue.keys()) {
            byPid.computeIfAbsent(key.pid(), pid -> new ArrayList<>()).add(key);
        }
        return byPid;
    }

    private void apply(String pid, List<Key> keys, Map<String, Object> wanted) throws IOException {
        Optional<Configuration> existing = find(pid);
        Dictionary<String, Object> properties = properties(existing);
        List<String> changed = new ArrayList<>();
        for (Key key : keys) {
            Object value = wanted.get(key.attribute());
            String text = value == null ? null : Settings.text(value);
            Object current = properties.get(key.attribute());
            if (applied.isSame(pid, key.attribute(), text) && (text == null || current != null)) {
                continue; // the line is as it was; what differs was edited elsewhere
            }
            if (value != null && !same(value, current)) {
                properties.put(key.attribute(), value);
                changed.add(key.name());
            } else if (value == null && properties.remove(key.attribute()) != null) {
                changed.add(key.name());
            }
            applied.put(pid, key.attribute(), text);
        }
        if (changed.isEmpty()) {
            return;
        }
        if (holdsNothing(properties)) {
            existing.get().delete();
        } else {
            Configuration configuration = existing.isPresent() ? existing.get() : admin.getConfiguration(pid, "?");
            configuration.update(properties);
        }
        LOGGER.info("Configuration {} changed: {}", pid, String.join(", ", changed));
    }

    private static boolean same(Object value, Object current) {
        return current != null && Settings.text(value).equals(Settings.text(current));
    }

    private static boolean holdsNothing(Dictionary<String, Object> properties) {
        for (String name : Collections.list(properties.keys())) {
            if (!name.startsWith("service.") && !name.startsWith("felix.")) {
                return false;
            }
        }
        return true;
    }

    private Optional<Configuration> find(String pid) throws IOException {
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + pid + ")");
            return found == null ? Optional.empty() : Optional.of(found[0]);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(pid + " is no PID", e);
        }
    }

    private static Dictionary<String, Object> properties(Optional<Configuration> configuration) {
        Dictionary<String, Object> properties = configuration.isPresent() ? configuration.get().getProperties() : null;
        return properties == null ? new Hashtable<>() : properties;
    }

    /** The value in effect of every key and where it comes from, sorted by key. */
    List<Value> values(Settings settings, KeyCatalogue catalogue, KnownKeys known) {
        Map<String, Dictionary<String, Object>> byPid = new TreeMap<>();
        List<Value> values = new ArrayList<>();
        for (Key key : catalogue.keys()) {
            Dictionary<String, Object> properties = byPid.computeIfAbsent(key.pid(), this::propertiesOf);
            Object current = properties.get(key.attribute());
            Object wanted = settings.of(key.pid()).get(key.attribute());
            String value = current == null ? defaultOf(key) : Settings.text(current);
            if (isTextOfTheConsole(key, current, wanted)) {
                Object understood = read(key, value, catalogue, known).of(key.pid()).get(key.attribute());
                value = understood == null ? defaultOf(key) : Settings.text(understood);
            }
            values.add(new Value(key.name(), key.shown(value), origin(key, current, wanted, settings), key.pid()));
        }
        return values;
    }

    /** What is wrong with texts that were edited in the console, which owners answer as the reader of the file would. */
    List<Issue> issues(Settings settings, KeyCatalogue catalogue, KnownKeys known) {
        Map<String, Dictionary<String, Object>> byPid = new TreeMap<>();
        List<Issue> issues = new ArrayList<>();
        for (Key key : catalogue.keys()) {
            Object current = byPid.computeIfAbsent(key.pid(), this::propertiesOf).get(key.attribute());
            if (isTextOfTheConsole(key, current, settings.of(key.pid()).get(key.attribute()))) {
                issues.addAll(read(key, Settings.text(current), catalogue, known).issues());
            }
        }
        return issues;
    }

    private static boolean isTextOfTheConsole(Key key, Object current, Object wanted) {
        return current != null && key.type() == Key.Type.STRING && !key.multiple() && (wanted == null || !same(wanted, current))
                && !Settings.text(current).isBlank();
    }

    private static Settings read(Key key, String text, KeyCatalogue catalogue, KnownKeys known) {
        return Settings.of(List.of(ConfFile.single(CONSOLE, key.name(), text.strip())), catalogue, known);
    }

    private Dictionary<String, Object> propertiesOf(String pid) {
        try {
            return properties(find(pid));
        } catch (IOException e) {
            LOGGER.warn("Configuration {} cannot be read", pid, e);
            return new Hashtable<>();
        }
    }

    private static String defaultOf(Key key) {
        return key.type() == Key.Type.BOOLEAN && !key.multiple() ? Settings.text(Boolean.valueOf(key.defaultValue()))
                : key.defaultValue();
    }

    private static String origin(Key key, Object current, Object wanted, Settings settings) {
        if (current == null) {
            return "default";
        }
        String line = settings.origin(key).map(Object::toString).orElse("");
        if (wanted != null && same(wanted, current)) {
            return line;
        }
        return line.isEmpty() ? CONSOLE : CONSOLE + " (" + line + ")";
    }
}
