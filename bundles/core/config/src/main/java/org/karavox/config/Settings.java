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

    /** Characters of a value that a message shows. */
    private static final int LONGEST = 120;

    private final Map<String, Map<String, Object>> byPid = new TreeMap<>();
    private final Map<String, Origin> origins = new HashMap<>();
    private final List<Told> told = new ArrayList<>();

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

    /**
     * Something to tell, as far as it is known when its line is read.
     *
     * @param refused key whose value was not accepted: the sentence ends with what is used instead, which later lines decide;
     *     null otherwise
     */
    private record Told(Level level, Origin origin, Optional<String> key, String text, Key refused) {
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

    /**
     * Reads settings that stand in no file, but in a table with a column per key.
     *
     * @param origin for messages, in place of file and line
     * @param values by key, as the file would have them; several values of one key in one text, separated by semicolons
     */
    public static Settings of(String origin, Map<String, String> values, KeyCatalogue catalogue, KnownKeys known) {
        Settings settings = new Settings();
        for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
            String name = entry.getKey();
            String value = entry.getValue() == null ? "" : entry.getValue().trim();
            Key key = catalogue.find(name);
            if (value.isEmpty()) {
                continue; // sets nothing
            }
            if (known.isOnlyInFiles(key == null ? name : key.name())) {
                settings.tell(Level.WARNING, new Origin(origin, 0), name, "counts in files only, ignored");
                continue;
            }
            for (String part : key != null && key.multiple() ? value.split(";") : new String[] {value}) {
                settings.read(ConfFile.single(origin, name, part.trim()), catalogue, known);
            }
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
            both.told.addAll(part.told);
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
        List<Issue> issues = new ArrayList<>(told.size());
        for (Told one : told) {
            String text = one.refused == null ? one.text : one.text + ", using " + inEffect(one.refused);
            issues.add(new Issue(one.level, one.origin.file(), one.origin.line(), one.key, text));
        }
        return Collections.unmodifiableList(issues);
    }

    private String inEffect(Key key) {
        Object set = of(key.pid()).get(key.attribute());
        String text = set == null ? inWords(key, key.defaultValue()) : text(set);
        if (text.isEmpty()) {
            return key.syntax().map(Syntaxes::withoutValue).orElse("no value");
        }
        return printable(key.shown(text));
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
                    tell(Level.WARNING, file, line, quoted(line.value()) + " taken as empty");
                    break;
                case NEITHER:
                    told.add(new Told(Level.WARNING, new Origin(file.name(), line.number()), Optional.empty(),
                            file.name() + ":" + line.number() + ": expected key = value", null));
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
        told.add(new Told(Level.INFO, new Origin(file.name(), section.number()), Optional.empty(), file.name() + ":"
                + section.number() + ": [" + printable(section.key()) + "]: recognised, several receivers are not supported yet, "
                + keys + (keys == 1 ? " key ignored" : " keys ignored"), null));
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
            tell(Level.WARNING, file, line, "already set to " + printable(key.shown(earlier.value())) + " in line "
                    + earlier.number() + ", ignored");
            return;
        }
        Conversion conversion = Conversion.of(key, line.value());
        Map<String, Object> values = byPid.get(key.pid());
        Object before = values == null ? null : values.get(key.attribute());
        if (!conversion.refusal().isEmpty()) {
            Origin origin = new Origin(file.name(), line.number());
            told.add(new Told(Level.ERROR, origin, Optional.of(line.key()), origin + ": "
                    + printable(line.key()) + ": " + quoted(key.shown(line.value())) + " is not accepted ("
                    + printable(conversion.refusal()) + ")", key));
        } else if (!conversion.remark().isEmpty()) {
            tell(Level.WARNING, file, line, quoted(key.shown(line.value())) + " " + conversion.remark());
        }
        if (conversion.value() == null) {
            return;
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
            tell(Level.INFO, file, line, "waits for feature " + feature.get());
        } else if (known.isDocumented(line.key())) {
            tell(Level.INFO, file, line, "recognised, not supported");
        } else {
            Optional<String> nearest = known.nearest(line.key(), catalogue);
            tell(Level.WARNING, file, line, "no such key" + (nearest.isPresent() ? "; did you mean " + nearest.get() + "?"
                    : ""));
        }
    }

    private void tell(Level level, ConfFile file, ConfFile.Line line, String what) {
        tell(level, new Origin(file.name(), line.number()), line.key(), what);
    }

    private void tell(Level level, Origin origin, String key, String what) {
        told.add(new Told(level, origin, Optional.of(key), origin + ": " + printable(key) + ": " + what, null));
    }

    private static String quoted(String value) {
        return "'" + printable(value) + "'";
    }

    /** What a file says must neither fill a log nor move its cursor. */
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...");
        for (int i = 0; i < shown.length(); i++) {
            if (Character.isISOControl(shown.charAt(i))) {
                shown.setCharAt(i, '?');
            }
        }
        return shown.toString();
    }
}
