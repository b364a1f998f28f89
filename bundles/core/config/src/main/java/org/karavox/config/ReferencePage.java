package org.karavox.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What people read about the keys, made from the same metatype that the bundles are configured with. */
public final class ReferencePage {

    private ReferencePage() {
    }

    /**
     * The reference of all keys as Markdown, a table per configuration.
     *
     * @param howToRenew command that makes the page anew, for its first lines
     */
    public static String markdown(KeyCatalogue catalogue, KnownKeys known, String howToRenew) {
        Map<String, List<Key>> byPid = new TreeMap<>();
        for (Key key : catalogue.keys()) {
            byPid.computeIfAbsent(key.pid(), pid -> new ArrayList<>()).add(key);
        }
        StringBuilder page = new StringBuilder(1 << 14);
        page.append("# Keys of voipmonitor.conf\n\n");
        page.append("Generated from the bundles; do not edit. To renew it: `").append(howToRenew).append("`\n\n");
        page.append("One line per key: `key = value`. A key belongs to exactly one bundle and takes effect once that bundle's feature is\n");
        page.append("installed; a changed value takes effect a few seconds after the file has been saved. `voip:config` shows the value in\n");
        page.append("effect and where it comes from, `voip:config --issues` what was wrong with the file.\n\n");
        page.append("yes/no: what begins with `y`, `Y` or `1` is yes, all else is no. A key with words of its own takes no others. Numbers:\n");
        page.append("leading digits count. A value that is not accepted is reported with its line and changes nothing; of a list of ports or\n");
        page.append("status codes the parts that fit count. Lists: every occurrence of the key counts; of all other keys the first in a file\n");
        page.append("counts. A file in `conf.d` overrides the main file, and the table `sensor_config`, where there is one, overrides both.\n");
        for (Map.Entry<String, List<Key>> configuration : byPid.entrySet()) {
            List<Key> keys = configuration.getValue();
            page.append("\n## ").append(keys.get(0).topic()).append("\n\n");
            page.append("Feature `").append(Key.featureOf(configuration.getKey())).append("`, configuration `")
                    .append(configuration.getKey()).append("`.\n\n");
            page.append("| key | values | default | meaning |\n|---|---|---|---|\n");
            for (Key key : keys) {
                page.append("| `").append(key.name()).append("` | ").append(cell(values(key, known))).append(" | ")
                        .append(cell(defaultOf(key))).append(" | ").append(cell(key.description())).append(" |\n");
            }
        }
        return page.toString();
    }

    /** {@link KnownKeys#OWNED} for all keys. */
    public static String ownedKeys(KeyCatalogue catalogue) {
        StringBuilder lines = new StringBuilder();
        for (Key key : catalogue.keys()) {
            lines.append(key.name()).append(' ').append(key.pid()).append('\n');
        }
        return lines.toString();
    }

    private static String values(Key key, KnownKeys known) {
        boolean list = key.multiple() || key.type() == Key.Type.STRING && known.accumulates(key.name());
        return (list ? "list of " : "") + single(key);
    }

    private static String single(Key key) {
        switch (key.type()) {
            case BOOLEAN:
                return "yes / no";
            case STRING:
                return !key.options().isEmpty() ? String.join(" / ", key.options()) : key.syntax().map(Syntaxes::nameOf).orElse("text");
            default:
                String kind = key.type() == Key.Type.DOUBLE ? "number" : "integer";
                if (key.min().isEmpty() && key.max().isEmpty()) {
                    return kind;
                }
                return kind + " " + (key.max().isEmpty() ? "from " + key.min() : key.min().isEmpty() ? "up to " + key.max()
                        : key.min() + " to " + key.max());
        }
    }

    private static String defaultOf(Key key) {
        if (key.defaultValue().isEmpty()) {
            return "";
        }
        String value = key.type() == Key.Type.BOOLEAN && !key.multiple() ? Settings.text(Boolean.valueOf(key.defaultValue()))
                : key.defaultValue();
        return "`" + value + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\r", "").replace("\n", " ");
    }
}
