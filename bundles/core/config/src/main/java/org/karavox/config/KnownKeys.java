package org.karavox.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names that are keys although no installed bundle owns them: those the documentation of {@code voipmonitor.conf} lists, and
 * those of bundles that exist but are not installed. Any thread.
 */
public final class KnownKeys {

    /** The documented names, {@code name} or {@code name FLAGS} a line: + every occurrence of the key counts, ! only files set it. */
    public static final String DOCUMENTED = "known-keys.txt";

    /** {@code name PID} a line, for every key of every bundle there is; generated. */
    public static final String OWNED = "owned-keys.txt";

    private final Set<String> documented = new TreeSet<>();
    private final Set<String> accumulating = new HashSet<>();
    private final Set<String> onlyInFiles = new HashSet<>();
    private final Map<String, String> owners = new HashMap<>();
    private boolean loaded;

    private KnownKeys() {
    }

    /**
     * @param documented text of {@link #DOCUMENTED}
     * @param owned text of {@link #OWNED}
     */
    public KnownKeys(String documented, String owned) {
        read(documented, owned);
    }

    private void read(String documented, String owned) {
        loaded = true;
        for (String[] words : words(documented)) {
            this.documented.add(words[0]);
            if (words[1].indexOf('+') >= 0) {
                accumulating.add(words[0]);
            }
            if (words[1].indexOf('!') >= 0) {
                onlyInFiles.add(words[0]);
            }
        }
        for (String[] words : words(owned)) {
            owners.put(words[0], words[1]);
        }
    }

    /** The lists that this bundle carries; read when somebody asks, which most files never make anybody do. */
    public static KnownKeys load() {
        return new KnownKeys();
    }

    private synchronized KnownKeys loaded() {
        if (!loaded) {
            read(resource(DOCUMENTED), resource(OWNED));
        }
        return this;
    }

    private static String resource(String name) {
        try (InputStream in = KnownKeys.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The bundle's own " + name + " cannot be read", e);
        }
    }

    private static List<String[]> words(String text) {
        List<String[]> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = text.indexOf('\n', from);
            to = to < 0 ? text.length() : to;
            if (to > from && text.charAt(from) != '#') {
                int space = text.indexOf(' ', from);
                boolean single = space < 0 || space > to;
                lines.add(new String[] {text.substring(from, single ? to : space).toLowerCase(Locale.ROOT),
                        single ? "" : text.substring(space + 1, to).trim()});
            }
            from = to + 1;
        }
        return lines;
    }

    /** True if the documentation lists that name. */
    public boolean isDocumented(String name) {
        return loaded().documented.contains(name.toLowerCase(Locale.ROOT));
    }

    /** True if every occurrence of that key counts, not the first only. */
    public boolean accumulates(String name) {
        return loaded().accumulating.contains(name.toLowerCase(Locale.ROOT));
    }

    /** True if that key counts in files only: connections, places and commands are not for whoever can write to a table. */
    public boolean isOnlyInFiles(String name) {
        return loaded().onlyInFiles.contains(name.toLowerCase(Locale.ROOT));
    }

    /** The feature whose bundle owns that key; empty if there is no such bundle. */
    public Optional<String> featureOf(String name) {
        return Optional.ofNullable(loaded().owners.get(name.toLowerCase(Locale.ROOT))).map(Key::featureOf);
    }

    /** Number of documented names. */
    public int size() {
        return loaded().documented.size();
    }

    /** The key that {@code name} most likely was meant to be; empty if none is near. */
    public Optional<String> nearest(String name, KeyCatalogue catalogue) {
        String wanted = name.toLowerCase(Locale.ROOT);
        Set<String> candidates = new TreeSet<>(loaded().documented);
        candidates.addAll(owners.keySet());
        for (Key key : catalogue.keys()) {
            candidates.add(key.name());
        }
        int limit = Math.min(3, Math.max(1, wanted.length() / 4));
        String nearest = null;
        for (String candidate : candidates) {
            int distance = distance(wanted, candidate, limit);
            boolean better = nearest == null ? distance <= limit : distance < limit
                    || distance == limit && isLikelier(candidate, nearest, wanted, catalogue);
            if (better) {
                nearest = candidate;
                limit = distance;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** Of two equally distant names: one that is owned goes first, then the one that begins more like {@code wanted}. */
    private static boolean isLikelier(String candidate, String nearest, String wanted, KeyCatalogue catalogue) {
        if (isOwned(candidate, catalogue) != isOwned(nearest, catalogue)) {
            return isOwned(candidate, catalogue);
        }
        return commonBeginning(candidate, wanted) > commonBeginning(nearest, wanted);
    }

    private static int commonBeginning(String a, String b) {
        int length = 0;
        while (length < a.length() && length < b.length() && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }

    private static boolean isOwned(String name, KeyCatalogue catalogue) {
        return catalogue.find(name) != null;
    }

    /** Insertions, deletions, replacements and swaps of neighbours between the two; more than {@code limit} if beyond it. */
    static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) > limit) {
            return limit + 1;
        }
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            int smallest = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int cost = Math.min(replaced, Math.min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost = Math.min(cost, beforeLast[j - 2] + 1);
                }
                current[j] = cost;
                smallest = Math.min(smallest, cost);
            }
            if (smallest > limit) {
                return limit + 1;
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = current;
            current = free;
        }
        return last[b.length()];
    }
}
