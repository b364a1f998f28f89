package org.karavox.itests.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.karavox.config.Key;
import org.karavox.config.KeyCatalogue;
import org.karavox.config.KnownKeys;
import org.karavox.manage.analyze.Standalone;

/**
 * {@code docs/compatibility.md} says of every documented key and every column what became of it: done, later or never, with the
 * reason. The first comes from the metatype of the bundles and from what storage/cdr offers, the others from the lists in
 * {@code docs/compatibility}. With
 * {@code -Dkaravox.renew=true} the page is written instead of compared.
 */
class CompatibilityTest {

    private static final String RENEW = "mvn -pl itests -am test -Dtest=CompatibilityTest "
            + "-Dsurefire.failIfNoSpecifiedTests=false -Dkaravox.renew=true";
    private static final Path DOCS = Path.of(System.getProperty("basedir", "."), "../docs").normalize();

    /** What becomes of a key that no bundle owns. */
    private record Fate(String status, String reason) {
    }

    @Test
    void pageIsUpToDate() throws IOException {
        Path page = DOCS.resolve("compatibility.md");
        String now = page();
        if (Boolean.getBoolean("karavox.renew")) {
            Files.writeString(page, now);
        }
        assertEquals(now, Files.exists(page) ? Files.readString(page) : "", () -> page + " is out of date; renew it: " + RENEW);
    }

    @Test
    void everyDocumentedKeyHasAFate() throws IOException {
        Map<String, Fate> fates = fates();
        KnownKeys known = KnownKeys.load();
        List<String> strangers = fates.keySet().stream().filter(key -> !known.isDocumented(key)).toList();
        assertEquals(List.of(), strangers, "Keys in keys.tsv that the documentation does not know");
        assertEquals(known.size(), fates.size(), "Keys in keys.tsv");
    }

    private static Map<String, Fate> fates() throws IOException {
        Map<String, Fate> fates = new TreeMap<>();
        for (String line : Files.readAllLines(DOCS.resolve("compatibility/keys.tsv"))) {
            if (!line.startsWith("#")) {
                String[] cells = line.split("\t");
                assertEquals(3, cells.length, line);
                assertEquals(true, List.of("later", "never").contains(cells[1]), line);
                fates.put(cells[0], new Fate(cells[1], cells[2]));
            }
        }
        return fates;
    }

    private static String page() throws IOException {
        KeyCatalogue catalogue;
        try (Standalone components = Standalone.ofClassPath()) {
            catalogue = components.catalogue();
        }
        List<String> done = new ArrayList<>();
        Map<String, List<String>> later = new TreeMap<>();
        Map<String, List<String>> never = new TreeMap<>();
        for (Map.Entry<String, Fate> each : fates().entrySet()) {
            Key owned = catalogue.find(each.getKey());
            Fate fate = each.getValue();
            if (owned != null) {
                String same = owned.name().equalsIgnoreCase(each.getKey()) ? "" : ", another spelling of `" + owned.name() + "`";
                done.add("| `" + each.getKey() + "` | `" + Key.featureOf(owned.pid()) + "`" + same + " |\n");
            } else {
                (fate.status().equals("later") ? later : never).computeIfAbsent(fate.reason(), reason -> new ArrayList<>())
                        .add("`" + each.getKey() + "`");
            }
        }
        List<String> own = catalogue.keys().stream().filter(key -> !KnownKeys.load().isDocumented(key.name()))
                .map(key -> "`" + key.name() + "` (`" + Key.featureOf(key.pid()) + "`)").toList();
        StringBuilder page = new StringBuilder();
        page.append("# Compatibility\n\nGenerated; do not edit. To renew it: `").append(RENEW).append("`\n\n");
        page.append("## Keys of voipmonitor.conf\n\n");
        page.append("Of ").append(KnownKeys.load().size()).append(" documented names ").append(done.size()).append(" are done, ")
                .append(count(later)).append(" come later, ").append(count(never))
                .append(" never. A key that is not done is reported when it is read, and has no effect.\n\n");
        page.append("### Done\n\nMeaning and default: [reference](reference/voipmonitor-conf.md).\n\n| key | feature |\n|---|---|\n");
        done.forEach(page::append);
        page.append("\nOur own, unknown to the reference product: ").append(String.join(", ", own)).append(".\n");
        list(page, "Later", later);
        list(page, "Never", never);
        columns(page);
        return page.toString();
    }

    // ---- columns

    /** Columns of every table, from the generated page of the tables. */
    private static Map<String, List<String>> tables() throws IOException {
        Map<String, List<String>> tables = new LinkedHashMap<>();
        List<String> columns = List.of();
        for (String line : Files.readAllLines(DOCS.resolve("reference/database-tables.md"))) {
            if (line.startsWith("## ")) {
                columns = new ArrayList<>();
                tables.put(line.substring(3).trim(), columns);
            } else if (line.startsWith("| `")) {
                columns.add(line.substring(3, line.indexOf('`', 3)));
            }
        }
        return tables;
    }

    private static Set<String> filled() throws IOException {
        Set<String> filled = new HashSet<>();
        for (String line : Files.readAllLines(DOCS.resolve("compatibility/filled-columns.tsv"))) {
            filled.add(line.replace('\t', '.'));
        }
        return filled;
    }

    private static List<String[]> rules() throws IOException {
        return Files.readAllLines(DOCS.resolve("compatibility/columns.tsv")).stream().filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t")).toList();
    }

    private static void columns(StringBuilder page) throws IOException {
        Set<String> filled = filled();
        List<String[]> rules = rules();
        page.append("\n## Columns of the database\n\n");
        page.append("Types and meaning: [tables](reference/database-tables.md). A column that is not filled is NULL.\n\n");
        page.append("| table | done | later | never |\n|---|---|---|---|\n");
        for (Map.Entry<String, List<String>> table : tables().entrySet()) {
            Map<String, List<String>> byStatus = new TreeMap<>();
            for (String column : table.getValue()) {
                String full = table.getKey() + "." + column;
                if (filled.contains(full)) {
                    byStatus.computeIfAbsent("done", status -> new ArrayList<>()).add("`" + column + "`");
                    continue;
                }
                String[] rule = rules.stream().filter(each -> full.matches(each[0])).findFirst()
                        .orElseThrow(() -> new AssertionError(full + " is filled by nobody, and columns.tsv does not say why"));
                byStatus.computeIfAbsent(rule[1], status -> new ArrayList<>()).add("`" + column + "`"
                        + (rule[1].equals("done") ? "" : " (" + rule[2] + ")"));
            }
            page.append("| `").append(table.getKey()).append('`');
            for (String status : List.of("done", "later", "never")) {
                page.append(" | ").append(String.join(" ", byStatus.getOrDefault(status, List.of())));
            }
            page.append(" |\n");
        }
    }

    private static int count(Map<String, List<String>> keys) {
        return keys.values().stream().mapToInt(List::size).sum();
    }

    private static void list(StringBuilder page, String title, Map<String, List<String>> keys) {
        page.append("\n### ").append(title).append("\n\n| with or because | keys |\n|---|---|\n");
        keys.forEach((reason, names) -> page.append("| ").append(reason).append(" | ").append(String.join(" ", names)).append(" |\n"));
    }
}
