package org.karavox.storage.spool.internal;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.karavox.call.CallRef;
import org.karavox.storage.FileKind;

/**
 * Reads the packets of calls back: from archives of every compression, renamed ones too, and from plain files; what waits in
 * memory is included. Entries that this spool wrote are found by their {@link CallTag}, those of others by their name. Any
 * thread; may block.
 */
final class SpoolReader {

    private static final int ATTEMPTS = 5;
    private static final int NUMBERS = 9;
    private static final long FLUSH_MILLIS = 5_000;
    private static final Pattern ARCHIVE = Pattern.compile("([a-z]+)_.*\\.tar(?:\\.zst|\\.gz|\\.xz)?(?:\\.([0-9]{1,2}))?");

    private final SpoolLayout layout;
    private final Function<FileKind, List<Path>> roots;
    private final TarArchives archives;
    private final KeptMedia kept;

    SpoolReader(SpoolLayout layout, Function<FileKind, List<Path>> roots, TarArchives archives, KeptMedia kept) {
        this.layout = layout;
        this.roots = roots;
        this.archives = archives;
        this.kept = kept;
    }

    /** See {@link org.karavox.storage.PacketArchive#open}. */
    Optional<InputStream> open(CallRef call, Set<FileKind> kinds) throws IOException {
        for (int attempt = 1;; attempt++) {
            Search search = new Search(call, attempt == ATTEMPTS);
            boolean taken = false;
            try {
                for (FileKind kind : FileKind.values()) {
                    if (kinds.contains(kind) && kind != FileKind.AUDIO) {
                        search.look(kind);
                    }
                }
                if (!search.overtaken) {
                    Optional<InputStream> found = search.result();
                    taken = found.isPresent();
                    return found;
                }
            } finally {
                if (!taken) {
                    search.closeAll();
                }
            }
        }
    }

    /** An archive and the name that the call has in it. */
    private record Spot(Path archive, String name, Optional<CallTag> tag) {
    }

    private final class Search {

        private final CallRef call;
        private final CallTag tag;
        private final Set<String> names = new HashSet<>();
        private final boolean last;
        private final List<RecordSource> sources = new ArrayList<>();
        private IOException problem;
        private boolean overtaken;

        Search(CallRef call, boolean last) {
            this.call = call;
            this.last = last;
            tag = CallTag.of(call);
            String base = layout.base(call.callId());
            for (int number = 1; number <= NUMBERS; number++) {
                names.add(SpoolLayout.entry(base, number, true));
                names.add(SpoolLayout.entry(base, number, false));
            }
        }

        void look(FileKind kind) throws IOException {
            if (kind == FileKind.RTP) {
                List<Path> whole = kept.files(call);
                if (!whole.isEmpty()) {
                    for (Path file : whole) {
                        addFile(file);
                    }
                    return;
                }
            }
            for (Path root : roots.apply(kind)) {
                for (String below : layout.directories(call, kind)) {
                    lookIn(root.resolve(below), kind);
                }
            }
        }

        private void lookIn(Path directory, FileKind kind) throws IOException {
            List<TarFile> inMemory = inMemory(directory, kind);
            int[] versions = inMemory.stream().mapToInt(TarFile::version).toArray();
            for (TarFile file : inMemory) {
                flush(file.archive);
            }
            List<Path> found = archivesIn(directory, kind);
            Map<Spot, Integer> spots = spots(found);
            List<byte[]> waiting = new ArrayList<>();
            for (int i = 0; i < versions.length; i++) {
                byte[] records = inMemory.get(i).owner.waiting(inMemory.get(i));
                if (records == null || inMemory.get(i).version() != versions[i]) {
                    overtaken |= !last;
                    records = new byte[0];
                }
                waiting.add(records);
            }
            for (Map.Entry<Spot, Integer> spot : spots.entrySet()) {
                add(new MatchingStream(spot.getKey(), spot.getValue()));
            }
            for (int i = 0; i < versions.length; i++) {
                if (waiting.get(i).length > 0) {
                    addSource(new RecordSource(new ByteArrayInputStream(waiting.get(i)), inMemory.get(i).linkType));
                }
            }
            addPlainFiles(directory);
        }

        /** Files of this call in an archive that is being written. */
        private List<TarFile> inMemory(Path directory, FileKind kind) {
            List<TarFile> found = new ArrayList<>();
            for (Compression compression : Compression.values()) {
                archives.find(directory.resolve(layout.archive(call, kind, compression)).toAbsolutePath()).ifPresent(archive -> {
                    for (TarFile file : archive.files()) {
                        if (tag.distance(file.tag) < 5) {
                            found.add(file);
                        }
                    }
                });
            }
            int best = found.stream().mapToInt(file -> tag.distance(file.tag)).min().orElse(5);
            found.removeIf(file -> tag.distance(file.tag) > best);
            return found;
        }

        private void flush(TarArchive archive) throws IOException {
            try {
                if (!archive.thread.flush(FLUSH_MILLIS)) {
                    problem = new IOException("The disk of " + archive.path + " does not answer: check it and its mount");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Reading was interrupted", e);
            }
        }

        private List<Path> archivesIn(Path directory, FileKind kind) throws IOException {
            String type = kind.name().toLowerCase(Locale.ROOT);
            List<Path> found = new ArrayList<>();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, type + "_*")) {
                for (Path file : files) {
                    Matcher name = ARCHIVE.matcher(file.getFileName().toString());
                    if (name.matches() && name.group(1).equals(type)) {
                        found.add(file);
                    }
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                return List.of();
            } catch (IOException e) {
                throw new IOException(directory + " cannot be read: " + Troubles.detailOf(e), e);
            }
            found.sort(Comparator.comparingInt(SpoolReader::age).thenComparing(Comparator.naturalOrder()));
            return found;
        }

        /**
         * Where the call is, and in how many entries there: those that fit best. What is complete in an older archive and
         * stands in a newer one again is left out, for then a capture file was analysed twice.
         */
        private Map<Spot, Integer> spots(List<Path> found) {
            Map<Spot, Integer> spots = new LinkedHashMap<>();
            Set<Spot> complete = new HashSet<>();
            int best = 5;
            for (Path archive : found) {
                try (TarEntries entries = TarEntries.open(archive)) {
                    for (Optional<TarHeader> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                        TarHeader header = entry.get();
                        boolean mine = header.tag().map(other -> tag.distance(other) < 5).orElseGet(() -> names.contains(header.name()));
                        if (mine) {
                            best = Math.min(best, header.tag().map(tag::distance).orElse(5));
                            Spot spot = new Spot(archive, header.name(), header.tag());
                            spots.merge(spot, 1, Integer::sum);
                            if (header.last()) {
                                complete.add(spot);
                            }
                        }
                    }
                } catch (IOException e) {
                    problem = new IOException(archive + " cannot be read: " + Troubles.detailOf(e), e);
                }
            }
            int wanted = best;
            spots.keySet().removeIf(spot -> spot.tag().map(tag::distance).orElse(wanted) > wanted);
            removeRepeated(spots, complete);
            return spots;
        }

        private void removeRepeated(Map<Spot, Integer> spots, Set<Spot> complete) {
            List<Spot> newestFirst = new ArrayList<>(spots.keySet());
            Collections.reverse(newestFirst);
            Set<Spot> seen = new HashSet<>();
            Set<Spot> closed = new HashSet<>();
            for (Spot spot : newestFirst) {
                Spot anywhere = new Spot(Path.of(""), spot.name(), spot.tag());
                if (spot.tag().isEmpty()) {
                    continue;
                }
                boolean repeated = !seen.add(anywhere);
                if (repeated && complete.contains(spot)) {
                    closed.add(anywhere);
                }
                if (closed.contains(anywhere)) {
                    spots.remove(spot);
                }
            }
        }

        private void addPlainFiles(Path directory) {
            String base = layout.base(call.callId());
            for (int number = 1;; number++) {
                Path file = directory.resolve(SpoolLayout.name(base, number));
                if (!Files.isRegularFile(file)) {
                    return;
                }
                addFile(file);
            }
        }

        private void addFile(Path file) {
            try {
                add(Files.newInputStream(file));
            } catch (IOException e) {
                problem = new IOException(file + " cannot be read: " + Troubles.detailOf(e), e);
            }
        }

        private void add(InputStream raw) {
            try {
                addSource(new RecordSource(Compression.unpacked(raw), -1));
            } catch (IOException e) {
                problem = new IOException("The packets of " + call.callId() + " cannot be read: " + Troubles.detailOf(e), e);
                close(raw);
            }
        }

        private void addSource(RecordSource source) {
            if (source.next()) {
                sources.add(source);
            } else {
                close(source);
            }
        }

        private Optional<InputStream> result() throws IOException {
            if (!sources.isEmpty()) {
                return Optional.of(new MergedCapture(sources));
            }
            if (problem != null) {
                throw problem;
            }
            return Optional.empty();
        }

        private void closeAll() {
            sources.forEach(this::close);
        }

        private void close(Closeable source) {
            try {
                source.close();
            } catch (IOException e) {
                problem = e;
            }
        }
    }

    /** Renamed archives are older, the smaller their number. */
    private static int age(Path archive) {
        Matcher name = ARCHIVE.matcher(archive.getFileName().toString());
        return name.matches() && name.group(2) != null ? Integer.parseInt(name.group(2)) : Integer.MAX_VALUE;
    }

    /** The contents of the first entries of a call in an archive, one behind the other. Opens it when it is first read. */
    private static final class MatchingStream extends InputStream {

        private final Spot spot;
        private int left;
        private TarEntries entries;
        private boolean inEntry;

        MatchingStream(Spot spot, int count) {
            this.spot = spot;
            left = count;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (entries == null) {
                entries = TarEntries.open(spot.archive());
            }
            while (true) {
                if (inEntry) {
                    int got = entries.read(target, offset, length);
                    if (got > 0) {
                        return got;
                    }
                    inEntry = false;
                }
                if (left == 0) {
                    return -1;
                }
                Optional<TarHeader> entry = entries.next();
                if (entry.isEmpty()) {
                    left = 0;
                    return -1;
                }
                if (entry.get().name().equals(spot.name()) && entry.get().tag().equals(spot.tag())) {
                    inEntry = true;
                    left--;
                }
            }
        }

        @Override
        public int available() {
            return inEntry || left > 0 ? 1 : 0; // gzip asks whether another member may follow
        }

        @Override
        public void close() throws IOException {
            if (entries != null) {
                entries.close();
            }
        }
    }
}
