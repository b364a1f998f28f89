package org.karavox.manage.analyze;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.config.ConfFile;
import org.karavox.config.KnownKeys;
import org.karavox.config.Settings;
import org.karavox.manage.analyze.Parts.Car;
import org.karavox.manage.analyze.Parts.Wheel;
import org.karavox.manage.analyze.Parts.WheelConfig;

class StandaloneTest {

    private static final String WHEEL = Wheel.class.getName();
    private static final String PLAIN = Parts.component(Parts.PlainWheel.class, Wheel.class,
            "activate=\"start\" deactivate=\"stop\"", "");
    private static final String CONFIGURED = Parts.component(Parts.ConfiguredWheel.class, Wheel.class,
            "configuration-pid=\"karavox.car.wheel\" init=\"1\"", "<property name=\"wheel.size\" type=\"Integer\" value=\"15\"/>");
    private static final String METATYPE = "<m:MetaData xmlns:m=\"x\"><OCD id=\"W\" name=\"W\">"
            + "<AD id=\"wheel.size\" type=\"Integer\" default=\"15\"/><AD id=\"wheel-maker\" type=\"String\" default=\"Acme\"/>"
            + "<AD id=\"spare\" type=\"Boolean\"/><AD id=\"colour\" type=\"String\"><Option label=\"r\" value=\"RED\"/>"
            + "<Option label=\"b\" value=\"BLUE\"/></AD><AD id=\"tags\" type=\"String\" cardinality=\"2147483647\"/>"
            + "<AD id=\"weight.grams\" type=\"Long\"/><AD id=\"pressure\" type=\"Double\"/>"
            + "<AD id=\"sizes\" type=\"Integer\" cardinality=\"2147483647\"/></OCD>"
            + "<Designate pid=\"karavox.car.wheel\"><Object ocdref=\"W\"/></Designate></m:MetaData>";

    @TempDir
    Path directory;

    private Standalone components;
    private int bundles;

    @BeforeEach
    void forget() {
        Parts.EVENTS.clear();
    }

    @AfterEach
    void close() {
        if (components != null) {
            components.close();
        }
    }

    @Test
    void findsComponentsInDirectoriesAndJars() throws IOException {
        open(Parts.directory(directory.resolve("a"), "org.karavox.a", PLAIN),
                Parts.jar(directory.resolve("b.jar"), "org.karavox.b", CONFIGURED));
        assertEquals(List.of("plain", "Acme15"), names());
    }

    @Test
    void readsHeadersThatGoOverSeveralLines() throws IOException {
        open(Parts.jar(directory.resolve("b.jar"), "org.karavox.b", PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, CONFIGURED));
        assertEquals(8, names().size());
        assertEquals("Acme15", names().get(7));
    }

    @Test
    void leavesOtherPeoplesBundlesAlone() throws IOException {
        open(Parts.jar(directory.resolve("b.jar"), "org.example.b", PLAIN), new File(directory.toFile(), "missing.jar"));
        assertEquals(List.of(), components.all(Wheel.class));
    }

    @Test
    void leavesWhatOnlyTheApplianceRunsAlone() throws IOException {
        File bundle = Parts.directory(directory.resolve("a"), "org.karavox.a", PLAIN);
        Path manifest = bundle.toPath().resolve("META-INF/MANIFEST.MF");
        Files.writeString(manifest, Files.readString(manifest).stripTrailing() + "\nKaravox-Runs: appliance\n");
        open(bundle);
        assertEquals(List.of(), components.all(Wheel.class));
    }

    @Test
    void createsOneInstanceAndOnlyWhenItIsAskedFor() throws IOException {
        open(PLAIN);
        assertEquals(List.of(), Parts.EVENTS);
        assertSame(components.get(Wheel.class), components.get(Wheel.class));
        assertEquals(List.of("start plain"), Parts.EVENTS);
    }

    @Test
    void deactivatesInReverseOrder() throws IOException {
        open(PLAIN, car(Parts.OneWheelCar.class, "init=\"1\" deactivate=\"stop\"", reference("1..1", "parameter=\"0\"")));
        assertEquals("plain", describe());
        components.close();
        assertEquals(List.of("start plain", "stop car", "stop plain"), Parts.EVENTS);
    }

    @Test
    void answersTheDefaultsOfAConfigurationType() throws IOException {
        open(CONFIGURED);
        WheelConfig config = ((Parts.ConfiguredWheel) components.get(Wheel.class)).config;
        assertEquals(15, config.wheel_size());
        assertEquals("Acme", config.wheel$_$maker());
        assertFalse(config.spare()); // no default: what Declarative Services answers then
        assertEquals(Parts.Colour.RED, config.colour());
        assertArrayEquals(new String[] {"a", "b"}, config.tags());
        assertEquals(9000, config.weight_grams());
        assertEquals(2.5, config.pressure());
        assertArrayEquals(new int[0], config.sizes());
        assertEquals(WheelConfig.class, config.annotationType());
        assertEquals(config, config);
        assertEquals(config.hashCode(), config.hashCode());
        assertTrue(config.toString().contains("WheelConfig"), config.toString());
    }

    @Test
    void answersConfiguredValues() throws IOException {
        File bundle = Parts.directory(directory.resolve("a"), "org.karavox.a", CONFIGURED);
        Files.createDirectories(directory.resolve("a/OSGI-INF/metatype"));
        Files.writeString(directory.resolve("a/OSGI-INF/metatype/w.xml"), METATYPE);
        open(bundle);
        configure("wheel_size = 17\nwheel-maker = Bolt\nspare = yes\ncolour = blue\ntags = x\ntags = y\nweight_grams = 5\n"
                + "pressure = 3\nsizes = 1\nsizes = 2");
        WheelConfig config = ((Parts.ConfiguredWheel) components.get(Wheel.class)).config;
        assertEquals(17, config.wheel_size());
        assertEquals("Bolt", config.wheel$_$maker());
        assertTrue(config.spare());
        assertEquals(Parts.Colour.BLUE, config.colour());
        assertArrayEquals(new String[] {"x", "y"}, config.tags());
        assertEquals(5, config.weight_grams());
        assertEquals(3.0, config.pressure());
        assertArrayEquals(new int[] {1, 2}, config.sizes());
    }

    @Test
    void givesAConstructorItsServices() throws IOException {
        open(PLAIN, CONFIGURED, car(Parts.ManyWheelsCar.class, "init=\"2\" configuration-pid=\"karavox.car\"",
                reference("0..n", "parameter=\"0\"")));
        assertEquals("[plain, Acme15, 15]", describe());
    }

    @Test
    void givesNothingForAnOptionalServiceThatIsNotThere() throws IOException {
        open(car(Parts.OneWheelCar.class, "init=\"1\"", reference("0..1", "parameter=\"0\"")));
        assertEquals("sledge", describe());
    }

    @Test
    void wrapsAnOptionalServiceIfTheConstructorWantsIt() throws IOException {
        open(car(Parts.OptionalWheelCar.class, "init=\"1\"", reference("0..1", "parameter=\"0\"")));
        assertEquals("none", describe());
        close();
        open(PLAIN, car(Parts.OptionalWheelCar.class, "init=\"1\"", reference("0..1", "parameter=\"0\"")));
        assertEquals("plain", describe());
    }

    @Test
    void bindsServicesByMethodAndField() throws IOException {
        open(PLAIN, CONFIGURED, car(Parts.DynamicCar.class, "", reference("0..n", "bind=\"addWheel\" unbind=\"removeWheel\"")
                + reference("1..1", "bind=\"addSpare\"") + reference("0..1", "field=\"steering\"")));
        assertEquals("[plain, Acme15, spare plain] steered by plain", describe());
    }

    @Test
    void prefersTheHigherRanking() throws IOException {
        open(PLAIN, CONFIGURED.replace("<implementation",
                "<property name=\"service.ranking\" type=\"Integer\" value=\"10\"/><implementation"));
        assertEquals(List.of("Acme15", "plain"), names());
        assertEquals("Acme15", components.get(Wheel.class).name());
    }

    @Test
    void takesAComponentWithoutItsMandatoryServiceForAbsent() throws IOException {
        open(car(Parts.OneWheelCar.class, "init=\"1\"", reference("1..1", "parameter=\"0\"")));
        assertEquals(List.of(), components.all(Car.class));
        assertEquals("No component on the class path provides " + Car.class.getName(), refusal());
    }

    @Test
    void takesAComponentWithoutItsRequiredConfigurationForAbsent() throws IOException {
        open(CONFIGURED.replace("init=", "configuration-policy=\"require\" init="));
        assertEquals(List.of(), components.all(Wheel.class));
    }

    @Test
    void refusesWhatOnlyAFrameworkHas() throws IOException {
        open(car(Parts.ContextCar.class, "init=\"1\"", ""));
        assertEquals("Component " + Parts.ContextCar.class.getName() + " needs a java.lang.Runnable, which only a framework has",
                refusal());
    }

    @Test
    void refusesTargetFilters() throws IOException {
        open(PLAIN, car(Parts.OneWheelCar.class, "init=\"1\"", reference("1..1", "parameter=\"0\" target=\"(a=b)\"")));
        assertEquals("Component " + Parts.OneWheelCar.class.getName()
                + " needs a framework: it has a reference with the filter (a=b)", refusal());
    }

    @Test
    void refusesOtherScopes() throws IOException {
        open(PLAIN, car(Parts.OneWheelCar.class, "init=\"1\"", reference("1..1", "parameter=\"0\""))
                .replace("<service>", "<service scope=\"prototype\">"));
        assertEquals("Component " + Parts.OneWheelCar.class.getName() + " needs a framework: it has scope prototype", refusal());
    }

    @Test
    void saysWhyAComponentCannotBeCreated() throws IOException {
        open(car(Parts.BrokenCar.class, "", ""));
        assertEquals("Component " + Parts.BrokenCar.class.getName()
                + " cannot be created: java.lang.IllegalArgumentException: no engine", refusal());
    }

    @Test
    void namesAComponentThatNeedsItself() throws IOException {
        open(Parts.component(Parts.OwnWheelCar.class, Car.class, "init=\"1\"", reference("1..1", "parameter=\"0\""))
                .replace("<provide", "<provide interface=\"" + WHEEL + "\"/><provide"));
        assertEquals("Component " + Parts.OwnWheelCar.class.getName() + " needs itself, by way of its references", refusal());
    }

    @Test
    void cannotBeConfiguredTooLate() throws IOException {
        open(PLAIN);
        components.get(Wheel.class);
        assertThrows(IllegalStateException.class, () -> configure("a = b"));
    }

    private String refusal() {
        return assertThrows(IllegalStateException.class, () -> components.get(Car.class)).getMessage();
    }

    private String describe() {
        return components.get(Car.class).describe();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        components.all(Wheel.class).forEach(wheel -> names.add(wheel.name()));
        return names;
    }

    private void configure(String text) throws IOException {
        components.configure(Settings.of(List.of(ConfFile.parse("test", text)), components.catalogue(), KnownKeys.load()));
    }

    private static String car(Class<?> implementation, String attributes, String references) {
        return Parts.component(implementation, Car.class, attributes, references);
    }

    private static String reference(String cardinality, String attributes) {
        return "<reference name=\"r\" cardinality=\"" + cardinality + "\" interface=\"" + WHEEL + "\" " + attributes + "/>";
    }

    private void open(String... xml) throws IOException {
        open(Parts.directory(directory.resolve("bundle" + bundles++), "org.karavox.test", xml));
    }

    private void open(File... classPath) throws IOException {
        components = new Standalone(List.of(classPath), StandaloneTest.class.getClassLoader());
    }
}
