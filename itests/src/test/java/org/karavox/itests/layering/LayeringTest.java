package org.karavox.itests.layering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bundles' manifests keep the rules of the layers: architecture, section 3. Reads what the build wrote. */
class LayeringTest {

    /** Which layers a layer may import packages of. */
    private static final Map<Integer, Set<Integer>> VISIBLE = Map.of(
            0, Set.of(), 1, Set.of(0), 2, Set.of(0, 1), 3, Set.of(0, 2), 4, Set.of(0, 1, 2), 5, Set.of(0, 2));

    /**
     * Exceptions by name: the command line reads {@code voipmonitor.conf} itself, because it runs without a framework; who fills
     * the tables has to know them.
     */
    private static final Map<String, Set<String>> EXCEPTIONS = Map.of("manage/analyze", Set.of("core/config"),
            "storage/cdr", Set.of("storage/schema"));

    /** Packages of the Java runtime that do not begin with {@code java.}. */
    private static final List<String> JAVA_RUNTIME = List.of("javax.xml.", "javax.management", "javax.net", "javax.security.", "org.w3c.dom", "org.xml.sax", "com.sun.management");

    private static List<Bundle> bundles;
    private static Map<String, Bundle> exporters;

    @BeforeAll
    static void readManifests() throws IOException {
        bundles = Bundle.all();
        exporters = new TreeMap<>();
        bundles.forEach(bundle -> bundle.exports().forEach(name -> exporters.put(name, bundle)));
    }

    @Test
    void thereAreBundlesOfEveryLayer() {
        Set<Integer> layers = new TreeSet<>();
        bundles.forEach(bundle -> layers.add(bundle.layer()));
        assertEquals(Set.of(0, 1, 2, 3, 4, 5), layers, "Layers of " + bundles);
    }

    @Test
    void aBundleIsNamedLikeItsFolder() {
        for (Bundle bundle : bundles) {
            String stage = bundle.stage().equals("core") ? "" : bundle.stage() + ".";
            assertEquals("org.karavox." + stage + bundle.name(), bundle.symbolicName());
        }
    }

    @Test
    void aPackageIsExportedByOneBundle() {
        List<String> all = new ArrayList<>();
        bundles.forEach(bundle -> all.addAll(bundle.exports()));
        all.sort(null);
        assertEquals(List.copyOf(new TreeSet<>(all)), all);
    }

    @Test
    void nothingInternalIsExported() {
        assertEquals(List.of(), exporters.keySet().stream().filter(name -> name.contains(".internal")).toList());
    }

    @Test
    void aBundleImportsOnlyFromLayersItMaySee() {
        List<String> wrong = new ArrayList<>();
        for (Bundle bundle : bundles) {
            for (String name : bundle.imports()) {
                if (!name.startsWith("org.karavox.")) {
                    continue;
                }
                Bundle exporter = exporters.get(name);
                if (exporter == null) {
                    wrong.add(bundle + " imports " + name + ", which nobody exports");
                } else if (exporter != bundle && !VISIBLE.get(bundle.layer()).contains(exporter.layer())
                        && !EXCEPTIONS.getOrDefault(bundle.toString(), Set.of()).contains(exporter.toString())) {
                    wrong.add(bundle + " (layer " + bundle.layer() + ") imports " + name + " of " + exporter + " (layer " + exporter.layer() + ")");
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void packetAndCodecNeedNothingOfTheFramework() {
        for (Bundle bundle : bundles) {
            if (bundle.layer() <= 1) {
                assertEquals(List.of(), bundle.imports().stream().filter(name -> name.startsWith("org.osgi.")).toList(), bundle.toString());
            }
        }
    }

    @Test
    void theCoreUsesNoThirdPartyLibrary() {
        for (Bundle bundle : bundles) {
            if (bundle.layer() <= 3) {
                assertEquals(List.of(), bundle.imports().stream().filter(name -> !isOursOrStandard(name)).toList(), bundle.toString());
            }
        }
    }

    @Test
    void everyConfigurationKeyHasOneOwner() throws IOException {
        Map<String, Set<String>> owners = new TreeMap<>();
        for (Bundle bundle : bundles) {
            bundle.keysByPid().forEach((pid, keys) -> keys.forEach(key -> owners.computeIfAbsent(key, none -> new TreeSet<>()).add(pid)));
        }
        assertTrue(owners.containsKey("sipport"), "Keys: " + owners.keySet());
        List<String> shared = new ArrayList<>();
        owners.forEach((key, pids) -> {
            if (pids.size() > 1) {
                shared.add(key + " is owned by " + pids);
            }
        });
        assertEquals(List.of(), shared);
    }

    @Test
    void aPidIsNamedLikeItsBundle() throws IOException {
        for (Bundle bundle : bundles) {
            String prefix = "karavox." + (bundle.stage().equals("core") ? "" : bundle.stage() + ".") + bundle.name();
            for (String pid : bundle.keysByPid().keySet()) {
                assertTrue(pid.equals(prefix) || pid.startsWith(prefix + "."), bundle + " has the PID " + pid);
            }
        }
    }

    private static boolean isOursOrStandard(String name) {
        return name.startsWith("org.karavox.") || name.startsWith("org.osgi.") || name.equals("org.slf4j")
                || JAVA_RUNTIME.stream().anyMatch(name::startsWith);
    }
}
