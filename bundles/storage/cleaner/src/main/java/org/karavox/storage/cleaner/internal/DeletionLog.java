package org.karavox.storage.cleaner.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.karavox.runtime.SpoolRuntime.Deletion;

/**
 * What was deleted: the last ones in memory, and all in a file of each root, which is moved aside at 1 MiB. Columns of the
 * file, divided by tabs: time, path, kind, files, bytes, reason. Any thread.
 */
final class DeletionLog {

    static final String FILE = ".karavox-deletions.tsv";
    static final String OLDER = ".karavox-deletions.1.tsv";
    static final long LIMIT = 1 << 20;
    private static final int REMEMBERED = 1000;
    private static final int COLUMNS = 6;

    private List<Deletion> newest = List.of();

    /** Adds what earlier runs wrote down in that root. */
    void read(Path root, Disk disk) throws IOException {
        List<Deletion> read = new ArrayList<>();
        for (String file : List.of(OLDER, FILE)) {
            for (String line : disk.lastLines(root, file, REMEMBERED)) {
                parse(root, line).ifPresent(read::add);
            }
        }
        synchronized (this) {
            read.addAll(newest);
            read.sort(Comparator.comparing(Deletion::at).reversed());
            newest = List.copyOf(read.subList(0, Math.min(REMEMBERED, read.size())));
        }
    }

    /** Remembers it. */
    synchronized void add(Deletion deletion) {
        List<Deletion> more = new ArrayList<>(Math.min(newest.size() + 1, REMEMBERED));
        more.add(deletion);
        more.addAll(newest.subList(0, Math.min(newest.size(), REMEMBERED - 1)));
        newest = more;
    }

    /** Writes it down. */
    static void write(Deletion deletion, Disk disk) throws IOException {
        disk.append(deletion.root(), FILE, OLDER, LIMIT, String.join("\t", deletion.at().toString(), plain(deletion.what()),
                plain(deletion.kind()), Long.toString(deletion.files()), Long.toString(deletion.bytes()), plain(deletion.reason())));
    }

    synchronized List<Deletion> newest(int limit) {
        return List.copyOf(newest.subList(0, Math.max(0, Math.min(limit, newest.size()))));
    }

    private static Optional<Deletion> parse(Path root, String line) {
        String[] columns = line.split("\t", -1);
        try {
            return columns.length != COLUMNS ? Optional.empty() : Optional.of(new Deletion(Instant.parse(columns[0]), root, columns[1],
                    columns[2], Long.parseLong(columns[3]), Long.parseLong(columns[4]), columns[5]));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty(); // cut short, or not ours
        }
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
