package org.karavox.manage.analyze;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Components for the tests of {@link Standalone}, and class path entries that describe them as the build would. */
final class Parts {

    static final List<String> EVENTS = new ArrayList<>();

    private Parts() {
    }

    interface Wheel {
        String name();
    }

    interface Car {
        String describe();
    }

    enum Colour {
        RED, BLUE
    }

    @interface WheelConfig {
        int wheel_size() default 15;

        String wheel$_$maker() default "Acme";

        boolean spare();

        Colour colour() default Colour.RED;

        String[] tags() default {"a", "b"};

        long weight_grams() default 9000L;

        double pressure() default 2.5;

        int[] sizes() default {};
    }

    static final class ConfiguredWheel implements Wheel {

        final WheelConfig config;

        ConfiguredWheel(WheelConfig config) {
            this.config = config;
        }

        @Override
        public String name() {
            return config.wheel$_$maker() + config.wheel_size();
        }
    }

    static final class PlainWheel implements Wheel {

        @Override
        public String name() {
            return "plain";
        }

        void start() {
            EVENTS.add("start plain");
        }

        void stop() {
            EVENTS.add("stop plain");
        }
    }

    static final class OneWheelCar implements Car {

        private final Wheel wheel;

        OneWheelCar(Wheel wheel) {
            this.wheel = wheel;
        }

        @Override
        public String describe() {
            return wheel == null ? "sledge" : wheel.name();
        }

        void stop() {
            EVENTS.add("stop car");
        }
    }

    static final class OptionalWheelCar implements Car {

        private final Optional<Wheel> wheel;

        OptionalWheelCar(Optional<Wheel> wheel) {
            this.wheel = wheel;
        }

        @Override
        public String describe() {
            return wheel.map(Wheel::name).orElse("none");
        }
    }

    static final class ManyWheelsCar implements Car {

        private final List<String> names = new ArrayList<>();

        ManyWheelsCar(List<Wheel> wheels, WheelConfig config) {
            wheels.forEach(wheel -> names.add(wheel.name()));
            names.add(Integer.toString(config.wheel_size()));
        }

        @Override
        public String describe() {
            return names.toString();
        }
    }

    static final class DynamicCar implements Car {

        private final List<String> names = new ArrayList<>();
        private Wheel steering;

        void addWheel(Wheel wheel) {
            names.add(wheel.name());
        }

        void removeWheel(Wheel wheel) {
            names.remove(wheel.name());
        }

        void addSpare(Wheel wheel, Map<String, Object> properties) {
            names.add("spare " + wheel.name());
        }

        @Override
        public String describe() {
            return names + (steering == null ? "" : " steered by " + steering.name());
        }
    }

    static final class ContextCar implements Car {

        ContextCar(Runnable context) {
            context.run();
        }

        @Override
        public String describe() {
            return "never";
        }
    }

    static final class BrokenCar implements Car {

        BrokenCar() {
            throw new IllegalArgumentException("no engine");
        }

        @Override
        public String describe() {
            return "never";
        }
    }

    static final class OwnWheelCar implements Car, Wheel {

        OwnWheelCar(Wheel wheel) {
            throw new AssertionError(wheel);
        }

        @Override
        public String describe() {
            return "never";
        }

        @Override
        public String name() {
            return "never";
        }
    }

    /** A description like those that the build writes. */
    static String component(Class<?> implementation, Class<?> service, String attributes, String references) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" name=\""
                + implementation.getName() + "\" " + attributes + ">\n  <service>\n    <provide interface=\"" + service.getName()
                + "\"/>\n  </service>\n  " + references + "\n  <implementation class=\"" + implementation.getName()
                + "\"/>\n</scr:component>\n";
    }

    /** A directory with the manifest of a bundle and those components. */
    static File directory(Path directory, String symbolicName, String... components) throws IOException {
        StringBuilder header = new StringBuilder();
        Files.createDirectories(directory.resolve("META-INF"));
        Files.createDirectories(directory.resolve("OSGI-INF"));
        for (int i = 0; i < components.length; i++) {
            Files.writeString(directory.resolve("OSGI-INF/c" + i + ".xml"), components[i]);
            header.append(i == 0 ? "" : ",").append("OSGI-INF/c").append(i).append(".xml");
        }
        Files.writeString(directory.resolve(JarFile.MANIFEST_NAME), manifest(symbolicName, header.toString()));
        return directory.toFile();
    }

    /** The same as a jar. */
    static File jar(Path jar, String symbolicName, String... components) throws IOException {
        StringBuilder header = new StringBuilder();
        try (OutputStream file = Files.newOutputStream(jar); ZipOutputStream out = new ZipOutputStream(file)) {
            for (int i = 0; i < components.length; i++) {
                out.putNextEntry(new ZipEntry("OSGI-INF/c" + i + ".xml"));
                out.write(components[i].getBytes(StandardCharsets.UTF_8));
                header.append(i == 0 ? "" : ",").append("OSGI-INF/c").append(i).append(".xml");
            }
            out.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
            out.write(manifest(symbolicName, header.toString()).getBytes(StandardCharsets.UTF_8));
        }
        return jar.toFile();
    }

    /** With lines of at most 72 bytes and their continuations, as jars have them. */
    private static String manifest(String symbolicName, String components) {
        StringBuilder text = new StringBuilder("Manifest-Version: 1.0\r\nBundle-SymbolicName: ").append(symbolicName).append("\r\n");
        if (!components.isEmpty()) {
            String line = "Service-Component: " + components;
            while (line.length() > 70) {
                text.append(line, 0, 70).append("\r\n");
                line = " " + line.substring(70);
            }
            text.append(line).append("\r\n");
        }
        return text.append("X-Last: end\r\n\r\n").toString();
    }
}
