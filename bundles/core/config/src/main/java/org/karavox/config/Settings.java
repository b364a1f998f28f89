package org.karavox.config;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.karavox.runtime.ConfigurationReport.Issue;
import org.karavox.runtime.ConfigurationReport.Level;

/**
 * What a set of configuration files comes to, given who owns which key: the values per configuration, and everything that
 * should be told about the files. Immutable.
 *
 * <p>Within a file the first occurrence of a key counts, a later file overrides an earlier one; of keys with several values
 * every occurrence counts. A value that is not accepted changes nothing.
 */
public final class Settings {

    private final Map<String, Map<String, Object>> byPid = new TreeMap<>();
    private final Map<String, Origin> origins = new HashMap<>();
    private final List<Issue> issues = new ArrayList<>();

    /**
     * Where a value comes from.
     *
     * @param file for messages
     * @param line from 1; 0 if it is no line of a file
     */
    public record Origin(String file, int line) {

        /** {@code file:line}. */
        @Override
        public String toString() {
            return line == 0 ? file : file + ":" + line;
        }
    }

    private Settings() {
    }

    /**
     * Reads {@code files}, a later one over an earlier one.
     *
     * @param known asked about keys that {@code catalogue} does not have
     */
    public static Settings of(List<ConfFile> files, KeyCatalogue catalogue, KnownKeys known) {
        Settings settings = new Settings();
        for (ConfFile file : files) {
            settings.read(file, catalogue, known);
        }
        return settings;
    }

    /** These settings with everything that {@code higher} sets in their place; several values are replaced, not joined. */
    public Settings overriddenBy(Settings higher) {
        Settings both = new Settings();
        for (Settings part : List.of(this, higher)) {
            for (Map.Entry<String, Map<String, Object>> configuration : part.byPid.entrySet()) {
                Map<String, Object> values = both.byPid.get(configuration.getKey());
                if (values == null) {
                    values = new TreeMap<>();
                    both.byPid.put(configuration.getKey(), values);
                }
                values.putAll(configuration.getValue());
            }
            both.origins.putAll(part.origins);
            both.issues.addAll(part.issues);
        }
        return both;
    }

    /** Values by property name, by PID; of a PID nobody set anything of there is nothing. */
    public Map<String, Map<String, Object>> byPid() {
        return Collections.unmodifiableMap(byPid);
    }

    /** Values of one configuration by property name; empty if nothing was set. */
    public Map<String, Object> of(String pid) {
        return Collections.unmodifiableMap(byPid.getOrDefault(pid, Map.of()));
    }

    /** Where the value of that key comes from; empty if the files do not set it. Of several occurrences the last. */
    public Optional<Origin> origin(Key key) {
        return Optional.ofNullable(origins.get(key.name()));
    }

    /** Everything that should be told about the files, in file order. */
    public List<Issue> issues() {
        return Collections.unmodifiableList(issues);
    }

    /** A value as {@code voipmonitor.conf} would write it. */
    public static String text(Object value) {
        if (value instanceof Boolean) {
            return (Boolean) value ? "yes" : "no";
        }
        if (value instanceof Collection) {
            return text(((Collection<?>) value).toArray());
        }
        if (value.getClass().isArray()) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < Array.getLength(value); i++) {
                text.append(i == 0 ? "" : "; ").append(text(Array.get(value, i)));
            }
            return text.toString();
        }
        return value.toString();
    }

    private void read(ConfFile file, KeyCatalogue catalogue, KnownKeys known) {
        Map<String, ConfFile.Line> first = new HashMap<>();
        List<ConfFile.Line> lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            ConfFile.Line line = lines.get(i);
            if (!line.isGeneral()) {
                if (line.kind() == ConfFile.Kind.SECTION) {
                    otherSection(file, lines, i);
                }
                continue;
            }
            switch (line.kind()) {
                case ENTRY:
                    entry(file, line, first, catalogue, known);
                    break;
                case COMMENT_AS_VALUE:
                    tell(Level.WARNING, file, line, line.key(), "'" + line.value() + "' taken as empty");
                    break;
                case NEITHER:
                    issues.add(new Issue(Level.WARNING, file.name(), line.number(), Optional.empty(),
                            file.name() + ":" + line.number() + ": expected key = value"));
                    break;
                default:
                    break;
            }
        }
    }

    private void otherSection(ConfFile file, List<ConfFile.Line> lines, int header) {
        ConfFile.Line section = lines.get(header);
        int keys = 0;
        for (int i = header + 1; i < lines.size() && lines.get(i).kind() != ConfFile.Kind.SECTION; i++) {
            keys += lines.get(i).kind() == ConfFile.Kind.ENTRY ? 1 : 0;
        }
        issues.add(new Issue(Level.INFO, file.name(), section.number(), Optional.empty(), file.name() + ":" + section.number()
                + ": [" + section.key() + "]: recognised, several receivers are not supported yet, " + keys
                + (keys == 1 ? " key ignored" : " keys ignored")));
    }

    private void entry(ConfFile file, ConfFile.Line line, Map<String, ConfFile.Line> first, KeyCatalogue catalogue,
            KnownKeys known) {
        Key key = catalogue.find(line.key());
        if (key == null) {
            nobodysKey(file, line, catalogue, known);
            return;
        }
        if (line.value().isEmpty()) {
            return; // "key =" sets nothing
        }
        ConfFile.Line earlier = first.putIfAbsent(key.name(), line);
        boolean accumulates = key.multiple();
        if (!accumulates && key.type() == Key.Type.STRING && (earlier != null || origins.containsKey(key.name()))) {
            accumulates = known.accumulates(key.name());
        }
        if (earlier != null && !accumulates) {
            tell(Level.WARNING, file, line, line.key(), "already set to " + key.shown(earlier.value()) + " in line "
                    + earlier.number() + ", ignored");
            return;
        }
        Conversion conversion = Conversion.of(key, line.value());
        Map<String, Object> values = byPid.get(key.pid());
        Object before = values == null ? null : values.get(key.attribute());
        if (conversion.value() == null) {
            String instead = before == null ? key.defaultValue() : text(before);
            tell(Level.ERROR, file, line, line.key(), "'" + key.shown(line.value()) + "' is not accepted (" + conversion.remark()
                    + "), using " + (instead.isEmpty() ? "no value" : key.shown(inWords(key, instead))));
            return;
        }
        if (!conversion.remark().isEmpty()) {
            tell(Level.WARNING, file, line, line.key(), "'" + key.shown(line.value()) + "' " + conversion.remark());
        }
        if (values == null) {
            values = new TreeMap<>();
            byPid.put(key.pid(), values);
        }
        values.put(key.attribute(), accumulates || key.multiple() ? joined(key, before, conversion.value()) : conversion.value());
        origins.put(key.name(), new Origin(file.name(), line.number()));
    }

    private static String inWords(Key key, String metatypeDefault) {
        if (key.type() != Key.Type.BOOLEAN) {
            return metatypeDefault;
        }
        return metatypeDefault.equals("true") ? "yes" : metatypeDefault.equals("false") ? "no" : metatypeDefault;
    }

    /** Several values: one more element of the array, or one more part of a text whose parts are separated by semicolons. */
    private static Object joined(Key key, Object before, Object value) {
        if (!key.multiple()) {
            return before == null ? value : before + ";" + value;
        }
        int length = before == null ? 0 : Array.getLength(before);
        Object array = Array.newInstance(value.getClass(), length + 1);
        for (int i = 0; i < length; i++) {
            Array.set(array, i, Array.get(before, i));
        }
        Array.set(array, length, value);
        return array;
    }

    private void nobodysKey(ConfFile file, ConfFile.Line line, KeyCatalogue catalogue, KnownKeys known) {
        Optional<String> feature = known.featureOf(line.key());
        if (feature.isPresent()) {
            tell(Level.INFO, file, line, line.key(), "waits for feature " + feature.get());
        } else if (known.isDocumented(line.key())) {
            tell(Level.INFO, file, line, line.key(), "recognised, not supported");
        } else {
            Optional<String> nearest = known.nearest(line.key(), catalogue);
            tell(Level.WARNING, file, line, line.key(), "no such key" + (nearest.isPresent() ? "; did you mean " + nearest.get() + "?"
                    : ""));
        }
    }

    private void tell(Level level, ConfFile file, ConfFile.Line line, String key, String what) {
        issues.add(new Issue(level, file.name(), line.number(), Optional.of(key),
                new Origin(file.name(), line.number()) + ": " + key + ": " + what));
    }
}
