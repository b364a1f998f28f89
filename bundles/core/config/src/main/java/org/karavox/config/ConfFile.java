package org.karavox.config;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The lines of one configuration file. Says what stands there, not what it means: which key is known, which of two
 * occurrences counts and how a value is converted is decided in {@link Settings}.
 *
 * <p>UTF-8, line ends LF, CR LF or CR. Sections in brackets. A line that begins with {@code ;} or {@code #} is a comment;
 * within a value a comment begins with {@code #} after white space. No quotes, no escapes, no includes.
 */
public final class ConfFile {

    /** Folder beside the main file whose files are read after it, in the order of their names. */
    public static final String FOLDER = "conf.d";

    /** Most bytes of one file. */
    static final int LARGEST = 1 << 20;
    private static final int LARGEST_TOGETHER = 8 << 20;

    private static final String GENERAL = "general";

    private final String name;
    private final List<Line> lines;

    private ConfFile(String name, List<Line> lines) {
        this.name = name;
        this.lines = lines;
    }

    /** What a line is. */
    public enum Kind {
        /** {@code key = value}; the value may be empty. */
        ENTRY,
        /** {@code key = # words}: the value is a comment, so there is none; {@link Line#value} has the comment. */
        COMMENT_AS_VALUE,
        /** {@code [name]}; {@link Line#key} has the name. */
        SECTION,
        /** Neither entry nor section nor comment nor blank. */
        NEITHER
    }

    /**
     * One line that is neither blank nor a comment.
     *
     * @param number from 1
     * @param section name of the section it is in, lower case; {@code general} where none is given
     * @param key as written
     * @param value without white space around it and without comment
     */
    public record Line(int number, String section, Kind kind, String key, String value) {

        /** True in the one section that holds the sensor's own keys. */
        public boolean isGeneral() {
            return section.equals(GENERAL);
        }
    }

    /** Name for messages, for example {@code voipmonitor.conf} or {@code conf.d/10-site.conf}. */
    public String name() {
        return name;
    }

    /** In file order. */
    public List<Line> lines() {
        return lines;
    }

    /**
     * All files that belong to {@code main}, in the order in which they are read: the file itself, or the files in it if it
     * is a directory; then those of {@link #FOLDER} beside it. Files whose names begin with a dot do not count.
     */
    public static List<Path> pathsOf(Path main) {
        List<Path> paths = new ArrayList<>();
        File file = main.toFile();
        if (file.isDirectory()) {
            addFilesOf(file, paths);
        } else {
            paths.add(main);
        }
        File folder = new File(file.getAbsoluteFile().getParentFile(), FOLDER);
        if (!folder.equals(file.getAbsoluteFile())) {
            addFilesOf(folder, paths);
        }
        return paths;
    }

    private static void addFilesOf(File directory, List<Path> paths) {
        String[] names = directory.list();
        if (names == null) {
            return;
        }
        Arrays.sort(names);
        for (String name : names) {
            File file = new File(directory, name);
            if (!name.startsWith(".") && file.isFile()) {
                paths.add(file.toPath());
            }
        }
    }

    /**
     * Reads {@code main} and what belongs to it.
     *
     * @throws IOException if one of the files cannot be read, or is too large to be a configuration file
     */
    public static List<ConfFile> read(Path main) throws IOException {
        List<ConfFile> files = new ArrayList<>();
        long together = 0;
        for (Path path : pathsOf(main)) {
            String name = nameOf(main, path);
            String text = text(name, path);
            together += text.length();
            if (together > LARGEST_TOGETHER) {
                throw new IOException("with " + name + " there are more than " + LARGEST_TOGETHER
                        + " characters, so these are no configuration files");
            }
            files.add(parse(name, text));
        }
        return files;
    }

    private static String text(String name, Path path) throws IOException {
        if (!path.toFile().isFile()) {
            if (!path.toFile().exists()) {
                throw new NoSuchFileException(path.toString());
            }
            throw new IOException(name + " is not a regular file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException(name + " has more than " + LARGEST + " bytes, so it is no configuration file");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static String nameOf(Path main, Path path) {
        String file = path.getFileName().toString();
        File folder = path.toFile().getAbsoluteFile().getParentFile();
        boolean ofFolder = !path.equals(main) && folder.getName().equals(FOLDER) && !folder.equals(main.toFile().getAbsoluteFile());
        return ofFolder ? FOLDER + "/" + file : file;
    }

    /**
     * One entry that stands in no file, such as one from a command line.
     *
     * @param origin for messages, in place of file and line
     */
    public static ConfFile single(String origin, String key, String value) {
        return new ConfFile(origin, List.of(new Line(0, GENERAL, Kind.ENTRY, key, value)));
    }

    /** Takes {@code text} apart. Never fails: whatever it is, it is lines. */
    public static ConfFile parse(String name, String text) {
        List<Line> lines = new ArrayList<>();
        String section = GENERAL;
        int number = 0;
        int from = text.startsWith("\uFEFF") ? 1 : 0;
        while (from < text.length()) {
            int to = from;
            while (to < text.length() && text.charAt(to) != '\n' && text.charAt(to) != '\r') {
                to++;
            }
            number++;
            String line = trim(text, from, to);
            from = to + (text.startsWith("\r\n", to) ? 2 : 1);
            if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == ';') {
                continue;
            }
            int bracket = line.charAt(0) == '[' ? line.indexOf(']') : -1;
            if (bracket > 0) {
                String written = trim(line, 1, bracket);
                section = written.toLowerCase(Locale.ROOT);
                lines.add(new Line(number, section, Kind.SECTION, written, ""));
                continue;
            }
            lines.add(entry(number, section, line));
        }
        return new ConfFile(name, lines);
    }

    private static Line entry(int number, String section, String line) {
        int equals = line.indexOf('=');
        String key = equals < 0 ? "" : trim(line, 0, equals);
        if (key.isEmpty()) {
            return new Line(number, section, Kind.NEITHER, "", line);
        }
        String value = trim(line, equals + 1, line.length());
        if (value.isEmpty()) {
            return new Line(number, section, Kind.ENTRY, key, "");
        }
        if (value.charAt(0) == '#' && line.charAt(equals + 1) != '#') {
            return new Line(number, section, Kind.COMMENT_AS_VALUE, key, value);
        }
        for (int i = 1; i < value.length(); i++) {
            if (value.charAt(i) == '#' && isBlank(value.charAt(i - 1))) {
                return new Line(number, section, Kind.ENTRY, key, trim(value, 0, i));
            }
        }
        return new Line(number, section, Kind.ENTRY, key, value);
    }

    private static String trim(String text, int from, int to) {
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c <= ' ';
    }
}
