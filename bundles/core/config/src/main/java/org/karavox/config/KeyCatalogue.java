package org.karavox.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.karavox.runtime.Syntax;

/** Which configuration owns which key, learned from the metatype of bundles. Immutable. */
public final class KeyCatalogue {

    /** Folder of a bundle in which its metatype files lie. */
    public static final String FOLDER = "OSGI-INF/metatype";

    /** File of a bundle with other spellings of its keys, {@code alias = key} a line. */
    public static final String ALIASES = "OSGI-INF/karavox/aliases.properties";

    private static final String OURS = "karavox.";

    private final Map<String, Key> keys = new TreeMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final List<String> clashes = new ArrayList<>();

    /**
     * @param keys of all bundles; of two owners of one key the first counts, see {@link #clashes()}
     * @param aliases other spellings, by alias
     */
    public KeyCatalogue(Collection<Key> keys, Map<String, String> aliases) {
        for (Key key : keys) {
            Key owner = this.keys.putIfAbsent(key.name().toLowerCase(Locale.ROOT), key);
            if (owner != null && !owner.pid().equals(key.pid())) {
                clashes.add(key.name() + " is owned by " + owner.pid() + " and by " + key.pid());
            }
        }
        for (Map.Entry<String, String> alias : aliases.entrySet()) {
            this.aliases.put(alias.getKey().toLowerCase(Locale.ROOT), alias.getValue().toLowerCase(Locale.ROOT));
        }
    }

    /** The key of that name or alias, without regard to case; null if nobody owns it. */
    public Key find(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        Key key = keys.get(lower);
        return key != null ? key : keys.get(aliases.getOrDefault(lower, ""));
    }

    /** All keys, sorted by name. */
    public Collection<Key> keys() {
        return Collections.unmodifiableCollection(keys.values());
    }

    /** One sentence for every key that has more than one owner. */
    public List<String> clashes() {
        return Collections.unmodifiableList(clashes);
    }

    /**
     * The keys that a metatype file declares. Attributes that are no keys (of configurations that are not ours, of
     * factories) are left out.
     *
     * @param metatype text of a file in {@link #FOLDER}
     */
    public static List<Key> keysOf(String metatype) {
        List<Key> declared = new ArrayList<>();
        Map<String, String> pidOfDefinition = new HashMap<>();
        XmlTags tags = new XmlTags(metatype);
        String definition = "";
        String topic = "";
        String pid = "";
        List<String> options = new ArrayList<>();
        while (tags.next()) {
            switch (tags.name()) {
                case "OCD":
                    definition = tags.isEnd() ? "" : orEmpty(tags.attribute("id"));
                    topic = tags.isEnd() ? "" : orEmpty(tags.attribute("name"));
                    break;
                case "AD":
                    if (!tags.isEnd()) {
                        options = new ArrayList<>();
                        declared.add(key(tags, definition, topic));
                    }
                    break;
                case "Option":
                    if (!tags.isEnd() && !declared.isEmpty()) {
                        options.add(orEmpty(tags.attribute("value")));
                        int last = declared.size() - 1;
                        declared.set(last, with(declared.get(last), declared.get(last).pid(), options));
                    }
                    break;
                case "Designate":
                    pid = tags.isEnd() ? "" : orEmpty(tags.attribute("pid"));
                    break;
                case "Object":
                    if (!tags.isEnd() && pid.startsWith(OURS)) {
                        pidOfDefinition.put(orEmpty(tags.attribute("ocdref")), pid);
                    }
                    break;
                default:
                    break;
            }
        }
        List<Key> keys = new ArrayList<>(declared.size());
        for (Key key : declared) {
            String owner = pidOfDefinition.get(key.pid());
            if (owner != null) {
                keys.add(with(key, owner, key.options()));
            }
        }
        return keys;
    }

    /** Reads the lines of an {@link #ALIASES} file into {@code aliases}. */
    public static void readAliases(String text, Map<String, String> aliases) {
        for (ConfFile.Line line : ConfFile.parse(ALIASES, text).lines()) {
            if (line.kind() == ConfFile.Kind.ENTRY) {
                aliases.put(line.key(), line.value());
            }
        }
    }

    /** With the definition's id where the PID belongs, until the designation is read. */
    private static Key key(XmlTags tags, String definition, String topic) {
        String attribute = orEmpty(tags.attribute("id"));
        String cardinality = orEmpty(tags.attribute("cardinality"));
        boolean multiple = !cardinality.isEmpty() && !cardinality.equals("0");
        return new Key(Key.nameOf(attribute), definition, attribute, type(orEmpty(tags.attribute("type"))), multiple,
                orEmpty(tags.attribute("default")), orEmpty(tags.attribute("min")), orEmpty(tags.attribute("max")), List.of(),
                syntax(tags.attribute(Syntax.ATTRIBUTE)), topic, orEmpty(tags.attribute("name")),
                orEmpty(tags.attribute("description")));
    }

    private static Key with(Key key, String pid, List<String> options) {
        return new Key(key.name(), pid, key.attribute(), key.type(), key.multiple(), key.defaultValue(), key.min(), key.max(),
                options, key.syntax(), key.topic(), key.title(), key.description());
    }

    /** A syntax this version does not know accepts everything: the bundle is newer and looks itself. */
    private static Optional<Syntax.Kind> syntax(String name) {
        for (Syntax.Kind syntax : Syntax.Kind.values()) {
            if (syntax.name().equals(name)) {
                return Optional.of(syntax);
            }
        }
        return Optional.empty();
    }

    private static Key.Type type(String metatype) {
        switch (metatype) {
            case "Boolean":
                return Key.Type.BOOLEAN;
            case "Integer":
            case "Short":
            case "Byte":
                return Key.Type.INTEGER;
            case "Long":
                return Key.Type.LONG;
            case "Double":
            case "Float":
                return Key.Type.DOUBLE;
            default:
                return Key.Type.STRING;
        }
    }

    private static String orEmpty(String value) {
        return value == null ? "" : value;
    }
}
