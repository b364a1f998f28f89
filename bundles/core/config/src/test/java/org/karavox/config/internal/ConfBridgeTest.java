package org.karavox.config.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.config.KeyCatalogue;
import org.karavox.config.Metatypes;
import org.karavox.runtime.ConfigurationReport.Issue;
import org.karavox.runtime.ConfigurationReport.Value;
import org.karavox.runtime.SettingsSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;

class ConfBridgeTest {

    private static final String VXLAN = "karavox.tunnel.vxlan";
    private static final String EVERYTHING = "karavox.test.every";

    @TempDir
    Path directory;

    private FakeFramework framework;
    private ConfBridge bridge;
    private Runnable everyTwoSeconds;

    @BeforeEach
    void nameTheFile() {
        framework = new FakeFramework(directory.toFile());
        framework.properties.put("karavox.conf", file().toString());
    }

    @AfterEach
    void close() {
        if (bridge != null) {
            bridge.close();
        }
    }

    @Test
    void appliesTheFileToTheBundlesThereAre() throws IOException {
        write("udp_port_vxlan = 8472");
        framework.install("vxlan", Metatypes.VXLAN);
        start();
        assertEquals(8472, configured(VXLAN, "udp.port.vxlan"));
    }

    @Test
    void appliesKeysThatWereThereBeforeTheirBundle() throws IOException {
        write("udp_port_vxlan = 8472");
        start();
        assertEquals(Map.of(), framework.configurations);
        framework.install("vxlan", Metatypes.VXLAN);
        assertEquals(8472, configured(VXLAN, "udp.port.vxlan"));
    }

    @Test
    void touchesNoConfigurationThatTheFileSaysNothingAbout() throws IOException {
        write("savesip = no");
        framework.install("vxlan", Metatypes.VXLAN);
        start();
        assertEquals(Map.of(), framework.configurations);
    }

    @Test
    void readsTheFileAgainOnceItHasChangedAndComeToRest() throws IOException {
        write("udp_port_vxlan = 8472");
        framework.install("vxlan", Metatypes.VXLAN);
        start();
        write("udp_port_vxlan = 10000");
        everyTwoSeconds.run();
        assertEquals(8472, configured(VXLAN, "udp.port.vxlan")); // somebody may still be writing
        everyTwoSeconds.run();
        assertEquals(10000, configured(VXLAN, "udp.port.vxlan"));
    }

    @Test
    void noticesFilesInConfD() throws IOException {
        write("udp_port_vxlan = 8472");
        framework.install("vxlan", Metatypes.VXLAN);
        start();
        Files.writeString(Files.createDirectory(directory.resolve("conf.d")).resolve("10-site"), "udp_port_vxlan = 1");
        everyTwoSeconds.run();
        everyTwoSeconds.run();
        assertEquals(1, configured(VXLAN, "udp.port.vxlan"));
    }

    @Test
    void changesOnlyConfigurationsWithChangedValues() throws IOException {
        write("udp_port_vxlan = 8472\nmanagerport = 1");
        framework.install("vxlan", Metatypes.VXLAN);
        framework.install("every", Metatypes.EVERYTHING);
        start();
        framework.changes.clear();
        write("# moved down\nudp_port_vxlan = 8472\nmanagerport = 2");
        bridge.reload();
        assertEquals(List.of("update " + EVERYTHING), framework.changes);
    }

    @Test
    void goesBackToTheDefaultWhenALineIsTakenOut() throws IOException {
        write("managerport = 1\nsavesip = no");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        write("savesip = no");
        bridge.reload();
        assertNull(configured(EVERYTHING, "managerport"));
        assertEquals(false, configured(EVERYTHING, "savesip"));
    }

    @Test
    void deletesAConfigurationThatHoldsNothingAnyMore() throws IOException {
        write("udp_port_vxlan = 8472");
        framework.install("vxlan", Metatypes.VXLAN);
        start();
        write("");
        bridge.reload();
        assertFalse(framework.configurations.containsKey(VXLAN));
    }

    @Test
    void respectsAnEditInTheConsole() throws IOException {
        write("managerport = 1");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        edit(EVERYTHING, "managerport", "7");
        write("managerport = 1\nsavesip = no");
        bridge.reload();
        assertEquals("7", configured(EVERYTHING, "managerport"));
        assertEquals(new Value("managerport", "7", "overridden in console (voipmonitor.conf:1)", EVERYTHING), value("managerport"));
    }

    @Test
    void respectsAnEditInTheConsoleAcrossARestart() throws IOException {
        write("managerport = 1");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        edit(EVERYTHING, "managerport", 7);
        bridge.close();
        start();
        assertEquals(7, configured(EVERYTHING, "managerport"));
    }

    @Test
    void letsTheFileWinAgainOnceItsOwnLineChanges() throws IOException {
        write("managerport = 1");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        edit(EVERYTHING, "managerport", 7);
        write("managerport = 2");
        bridge.reload();
        assertEquals(2, configured(EVERYTHING, "managerport"));
    }

    @Test
    void respectsAnEditOfAKeyTheFileDoesNotHave() throws IOException {
        write("");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        edit(EVERYTHING, "managerport", 7);
        bridge.reload();
        assertEquals(7, configured(EVERYTHING, "managerport"));
        assertEquals("overridden in console", value("managerport").origin());
    }

    @Test
    void appliesALineAgainIfItsConfigurationIsGone() throws IOException {
        write("managerport = 1");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        framework.configurations.clear();
        bridge.reload();
        assertEquals(1, configured(EVERYTHING, "managerport"));
    }

    @Test
    void keepsNoSecretBesideConfigurationAdmin() throws IOException {
        write("server_password = hunter2");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        assertEquals("hunter2", configured(EVERYTHING, "server.password"));
        String kept = Files.readString(directory.resolve("applied"));
        assertTrue(kept.contains("server.password"), kept);
        assertFalse(kept.contains("hunter2"), kept);
    }

    @Test
    void reportsValuesWithTheirOrigin() throws IOException {
        write("\nmanagerport = 1");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        assertEquals(new Value("managerport", "1", "voipmonitor.conf:2", EVERYTHING), value("managerport"));
        assertEquals(new Value("savesip", "yes", "default", EVERYTHING), value("savesip"));
        assertEquals(List.of("big", "interface", "managerport"), bridge.values().stream().map(Value::key).limit(3).toList());
    }

    @Test
    void masksSecrets() throws IOException {
        write("server_password = hunter2");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        assertEquals("********", value("server_password").value());
    }

    @Test
    void stopsWaitingForAFeatureOnceItsBundleIsThere() throws IOException {
        write("udp_port_vxlan = 99999\nsavertpp = 1");
        start();
        assertTrue(texts().get(0).startsWith("voipmonitor.conf:1: udp_port_vxlan: "), texts().toString());
        assertFalse(texts().get(0).contains("not accepted"), texts().toString());
        Bundle vxlan = framework.install("vxlan", Metatypes.VXLAN);
        assertEquals("voipmonitor.conf:1: udp_port_vxlan: '99999' is not accepted (greater than maximum), using 4789", texts().get(0));
        framework.tell(BundleEvent.UNINSTALLED, vxlan);
        assertFalse(texts().get(0).contains("not accepted"), texts().toString());
    }

    @Test
    void learnsTheKeysOfAnUpdatedBundle() throws IOException {
        write("udp_port_vxlan = 8472");
        Map<String, String> entries = new java.util.HashMap<>(Map.of(KeyCatalogue.FOLDER + "/config.xml", Metatypes.EVERYTHING));
        Bundle bundle = framework.install("b", entries);
        start();
        entries.put(KeyCatalogue.FOLDER + "/config.xml", Metatypes.VXLAN);
        framework.tell(BundleEvent.UPDATED, bundle);
        assertEquals(8472, configured(VXLAN, "udp.port.vxlan"));
        assertEquals(List.of("udp_port_vxlan"), bridge.values().stream().map(Value::key).toList());
    }

    @Test
    void knowsTheAliasesOfABundle() throws IOException {
        write("vxlan_port = 8472");
        framework.install("vxlan", Map.of(KeyCatalogue.FOLDER + "/config.xml", Metatypes.VXLAN, KeyCatalogue.ALIASES,
                "vxlan_port = udp_port_vxlan"));
        start();
        assertEquals(8472, configured(VXLAN, "udp.port.vxlan"));
    }

    @Test
    void reportsAMissingFileAndUsesDefaults() {
        start();
        assertEquals(List.of("voipmonitor.conf: there is no " + file() + ", defaults are used"), texts());
    }

    @Test
    void keepsTheLastSettingsWhenTheFileVanishes() throws IOException {
        write("udp_port_vxlan = 8472");
        framework.install("vxlan", Metatypes.VXLAN);
        start();
        Files.delete(file());
        everyTwoSeconds.run();
        everyTwoSeconds.run();
        assertEquals(8472, configured(VXLAN, "udp.port.vxlan"));
        assertEquals(List.of("voipmonitor.conf: there is no " + file() + " any more, its last settings stay in effect"), texts());
    }

    @Test
    void looksInTheEtcDirectoryOfKarafByDefault() throws IOException {
        framework.properties.remove("karavox.conf");
        framework.properties.put("karaf.etc", directory.toString());
        write("udp_port_vxlan = 8472");
        framework.install("vxlan", Metatypes.VXLAN);
        start();
        assertNotNull(configured(VXLAN, "udp.port.vxlan"));
    }

    @Test
    void showsWhatIsInEffectOfABadEditInTheConsole() throws IOException {
        write("");
        framework.install("every", Metatypes.EVERYTHING);
        framework.install("syntaxes", Metatypes.SYNTAXES);
        start();
        edit(EVERYTHING, "savertp", "hedaer");
        edit("karavox.test.syntax", "skinny.port", "7,x");
        assertEquals(new Value("savertp", "yes", "overridden in console", EVERYTHING), value("savertp"));
        assertEquals(new Value("skinny_port", "7", "overridden in console", "karavox.test.syntax"), value("skinny_port"));
        assertEquals(List.of("overridden in console: savertp: 'hedaer' is not accepted (not one of no, yes, header), using yes",
                "overridden in console: skinny_port: '7,x' is not accepted ('x' is no port from 1 to 65535), using 7"), texts());
    }

    // settings from elsewhere -----------------------------------------------------------------------------------------

    @Test
    void letsASourceGoOverTheFiles() throws IOException {
        write("\nmanagerport = 1\nsigned = 1\nsipport = 1");
        Files.createDirectories(directory.resolve("conf.d"));
        Files.writeString(directory.resolve("conf.d/10-site.conf"), "signed = 2\nbig = 2");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        bridge.addSource(new Table(Map.of("big", "3", "sipport", "5060;5061", "mirrors", "a;b")));
        assertEquals(new Value("managerport", "1", "voipmonitor.conf:2", EVERYTHING), value("managerport"));
        assertEquals(new Value("signed", "2", "conf.d/10-site.conf:1", EVERYTHING), value("signed"));
        assertEquals(new Value("big", "3", "sensor_config", EVERYTHING), value("big"));
        assertEquals(new Value("sipport", "5060;5061", "sensor_config", EVERYTHING), value("sipport"));
        assertEquals(3L, configured(EVERYTHING, "big"));
        assertEquals("a; b", value("mirrors").value());
        assertEquals(List.of(), texts());
    }

    @Test
    void followsASourceThatChanges() throws IOException {
        write("signed = 1");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        Table table = new Table(Map.of("signed", "2", "big", "2"));
        bridge.addSource(table);
        table.values = Map.of("signed", "3");
        assertEquals(2, configured(EVERYTHING, "signed"));
        bridge.updatedSource(table);
        assertEquals(3, configured(EVERYTHING, "signed"));
        assertNull(configured(EVERYTHING, "big"));
    }

    @Test
    void undoesWhatASourceSetOnceItGoes() throws IOException {
        write("signed = 1");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        Table table = new Table(Map.of("signed", "2", "big", "2"));
        bridge.addSource(table);
        bridge.removeSource(table);
        assertEquals(new Value("signed", "1", "voipmonitor.conf:1", EVERYTHING), value("signed"));
        assertEquals(new Value("big", "0", "default", EVERYTHING), value("big"));
    }

    @Test
    void undoesNothingWhileTheFrameworkStops() throws IOException {
        write("signed = 1");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        Table table = new Table(Map.of("signed", "2"));
        bridge.addSource(table);
        framework.state = Bundle.STOPPING;
        int changes = framework.changes.size();
        bridge.removeSource(table);
        assertEquals(changes, framework.changes.size());
    }

    @Test
    void keepsASourcesSettingsWhenTheFileChanges() throws IOException {
        write("signed = 1");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        bridge.addSource(new Table(Map.of("signed", "2")));
        write("signed = 7\nbig = 7");
        bridge.reload();
        assertEquals(2, configured(EVERYTHING, "signed"));
        assertEquals(7L, configured(EVERYTHING, "big"));
    }

    @Test
    void namesTheSourceOfAnIssueAndWhatIsUsedInstead() throws IOException {
        write("signed = 1");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        bridge.addSource(new Table(Map.of("signed", "x", "managerport", "7", "colour", "blue")));
        assertEquals(List.of("sensor_config: colour: no such key", "sensor_config: managerport: counts in files only, ignored",
                "sensor_config: signed: 'x' is not accepted (not a number), using 1"), texts());
        assertEquals(1, configured(EVERYTHING, "signed"));
    }

    @Test
    void keepsWhatASourceGaveBeforeItFailed() throws IOException {
        write("signed = 1");
        framework.install("every", Metatypes.EVERYTHING);
        start();
        Table table = new Table(Map.of("signed", "2"));
        bridge.addSource(table);
        table.values = null;
        bridge.updatedSource(table);
        assertEquals(2, configured(EVERYTHING, "signed"));
    }

    private static final class Table implements SettingsSource {

        private Map<String, String> values;

        private Table(Map<String, String> values) {
            this.values = values;
        }

        @Override
        public String name() {
            return "sensor_config";
        }

        @Override
        public Map<String, String> settings() {
            return values;
        }
    }

    private void start() {
        ScheduledExecutorService clock = FakeFramework.fake(ScheduledExecutorService.class, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "scheduleWithFixedDelay":
                    everyTwoSeconds = (Runnable) arguments[0];
                    assertEquals(2L, arguments[2]);
                    return null;
                case "shutdownNow":
                    return List.of();
                default:
                    throw new UnsupportedOperationException(method.toString());
            }
        });
        bridge = new ConfBridge(framework.context(), framework.admin(), clock);
    }

    private Path file() {
        return directory.resolve("voipmonitor.conf");
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text);
    }

    private void edit(String pid, String name, Object value) {
        Dictionary<String, Object> properties = framework.configurations.computeIfAbsent(pid, key -> new Hashtable<>());
        properties.put(name, value);
    }

    private Object configured(String pid, String name) {
        Dictionary<String, Object> properties = framework.configurations.get(pid);
        return properties == null ? null : properties.get(name);
    }

    private Value value(String key) {
        return bridge.values().stream().filter(value -> value.key().equals(key)).findFirst().orElseThrow();
    }

    private List<String> texts() {
        return bridge.issues().stream().map(Issue::text).toList();
    }
}
