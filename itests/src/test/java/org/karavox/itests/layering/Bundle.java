package org.karavox.itests.layering;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** One of our bundles as the build left it. */
record Bundle(String stage, String name, Path classes, Manifest manifest) {

    private static final Path BUNDLES = Path.of("..", "bundles");
    private static final Map<String, Integer> CORE_LAYERS = Map.of("packet", 0, "codec", 1, "api", 2, "engine", 3, "config", 3);
    private static final Set<String> PLUGIN_STAGES = Set.of("capture", "tunnel", "signalling", "media", "storage", "transport");
    /** A clause of a manifest header: quoted strings may hold commas. */
    private static final Pattern CLAUSE = Pattern.compile("(?:[^,\"]|\"[^\"]*\")+");

    /** All that have been built, sorted. */
    static List<Bundle> all() throws IOException {
        List<Bundle> bundles = new ArrayList<>();
        try (Stream<Path> modules = Files.find(BUNDLES, 2, (path, attributes) -> attributes.isDirectory())) {
            for (Path module : modules.sorted(Comparator.comparing(Path::toString)).toList()) {
                Path classes = module.resolve("target").resolve("classes");
                Path manifest = classes.resolve("META-INF").resolve("MANIFEST.MF");
                if (Files.exists(manifest)) {
                    try (InputStream in = Files.newInputStream(manifest)) {
                        Path path = BUNDLES.relativize(module);
                        bundles.add(new Bundle(path.getName(0).toString(), path.getName(1).toString(), classes, new Manifest(in)));
                    }
                }
            }
        }
        return bundles;
    }

    int layer() {
        return stage.equals("core") ? CORE_LAYERS.get(name) : PLUGIN_STAGES.contains(stage) ? 4 : 5;
    }

    String symbolicName() {
        return header("Bundle-SymbolicName").get(0);
    }

    List<String> imports() {
        return header("Import-Package");
    }

    List<String> exports() {
        return header("Export-Package");
    }

    /** Configuration keys by the PID that owns them, from the metatype resources. */
    Map<String, Set<String>> keysByPid() throws IOException {
        Map<String, Set<String>> keys = new TreeMap<>();
        Path directory = classes.resolve("OSGI-INF").resolve("metatype");
        if (!Files.isDirectory(directory)) {
            return keys;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".xml")).toList()) {
                Document document = parse(file);
                Map<String, Set<String>> byDefinition = new TreeMap<>();
                for (Element definition : elements(document.getElementsByTagName("OCD"))) {
                    Set<String> ids = new TreeSet<>();
                    elements(definition.getElementsByTagName("AD")).forEach(attribute -> ids.add(attribute.getAttribute("id")));
                    byDefinition.put(definition.getAttribute("id"), ids);
                }
                for (Element designate : elements(document.getElementsByTagName("Designate"))) {
                    for (Element object : elements(designate.getElementsByTagName("Object"))) {
                        keys.put(designate.getAttribute("pid"), byDefinition.get(object.getAttribute("ocdref")));
                    }
                }
            }
        }
        return keys;
    }

    @Override
    public String toString() {
        return stage + "/" + name;
    }

    /** The names of a header's clauses, without directives and attributes. */
    private List<String> header(String headerName) {
        String value = manifest.getMainAttributes().getValue(headerName);
        List<String> names = new ArrayList<>();
        Matcher clauses = CLAUSE.matcher(value == null ? "" : value);
        while (clauses.find()) {
            names.add(clauses.group().split(";", 2)[0].strip());
        }
        return names;
    }

    private static Document parse(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return factory.newDocumentBuilder().parse(in);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int at = 0; at < nodes.getLength(); at++) {
            elements.add((Element) nodes.item(at));
        }
        return elements;
    }
}
