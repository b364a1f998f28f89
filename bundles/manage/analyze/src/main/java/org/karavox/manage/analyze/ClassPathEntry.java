package org.karavox.manage.analyze;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A directory or jar with a manifest. */
final class ClassPathEntry {

    private final File directory;
    private final ZipFile jar;
    private final String manifest;

    private ClassPathEntry(File directory, ZipFile jar) throws IOException {
        this.directory = directory;
        this.jar = jar;
        String text = text("META-INF/MANIFEST.MF");
        manifest = text == null ? "" : text;
    }

    /** Null if there is no such file; a class path may name what does not exist. */
    static ClassPathEntry open(File file) throws IOException {
        if (file.isDirectory()) {
            return new ClassPathEntry(file, null);
        }
        return file.isFile() ? new ClassPathEntry(null, new ZipFile(file)) : null;
    }

    /** Value of a main header of the manifest with its continuation lines, empty if there is none. */
    String header(String name) {
        String start = name + ": ";
        int at = manifest.startsWith(start) ? 0 : manifest.indexOf("\n" + start) + 1;
        if (at == 0 && !manifest.startsWith(start)) {
            return "";
        }
        StringBuilder value = new StringBuilder();
        int from = at + start.length();
        while (true) {
            int newline = manifest.indexOf('\n', from);
            int to = newline < 0 ? manifest.length() : newline;
            value.append(manifest, from, to > from && manifest.charAt(to - 1) == '\r' ? to - 1 : to);
            if (newline < 0 || newline + 1 >= manifest.length() || manifest.charAt(newline + 1) != ' ') {
                return value.toString();
            }
            from = newline + 2;
        }
    }

    /** Content of a file in here, null if there is none. */
    String text(String name) throws IOException {
        if (jar == null) {
            File file = new File(directory, name);
            return file.isFile() ? new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8) : null;
        }
        ZipEntry entry = jar.getEntry(name);
        if (entry == null) {
            return null;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Names of the files in a folder of this entry, sorted. */
    List<String> filesIn(String folder) {
        List<String> names = new ArrayList<>();
        if (jar == null) {
            String[] files = new File(directory, folder).list();
            if (files != null) {
                for (String file : files) {
                    names.add(folder + "/" + file);
                }
            }
        } else {
            Enumeration<? extends ZipEntry> entries = jar.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory() && entry.getName().startsWith(folder + "/")) {
                    names.add(entry.getName());
                }
            }
        }
        String[] sorted = names.toArray(new String[0]);
        Arrays.sort(sorted);
        return Arrays.asList(sorted);
    }

    void close() {
        if (jar != null) {
            try {
                jar.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("Cannot close " + jar.getName(), e);
            }
        }
    }
}
