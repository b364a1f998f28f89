package org.karavox.storage.spool.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.karavox.call.CallRef;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;

/** A spool of archives whose parts a test chooses, and what its tests share. */
final class TarBench implements AutoCloseable {

    static final Set<FileKind> BOTH = Set.of(FileKind.SIP, FileKind.RTP);
    static final TarRules ZSTD = new TarRules(Compression.ZSTD, 1, Compression.NONE, 0);

    final PiecePool pool;
    final TarArchives archives;
    final SpoolLayout layout = new SpoolLayout(ZoneOffset.UTC, false, "");
    final SpoolReader reader;
    private final Path root;
    private final TarCallFiles.TarSettings settings;
    private final Troubles troubles;

    TarBench(Path root, TarRules sip, TarRules rtp, int chunkBytes, Disk disk, Troubles troubles, long memory, Clock clock, long quietNanos) {
        this.root = root;
        this.troubles = troubles;
        settings = new TarCallFiles.TarSettings(sip, rtp, chunkBytes, true);
        pool = new PiecePool(memory);
        archives = new TarArchives(pool, disk, troubles, new SizeListener(), clock, 2, quietNanos);
        KeptMedia media = new KeptMedia(root, () -> {
            throw new AssertionError("nothing is kept here");
        });
        reader = new SpoolReader(layout, kind -> List.of(root), archives, media);
    }

    /** Plain archives of chunks of 16 KiB. */
    TarBench(Path root) {
        this(root, TarRules.PLAIN, TarRules.PLAIN, 16 << 10, Bench.disk(), new Troubles(System::nanoTime), 8 << 20, Clock.systemUTC(),
                TarArchives.QUIET_NANOS);
    }

    TarCallFiles files(boolean patient) {
        return new TarCallFiles(Bench.ALL, settings, layout, kind -> root, archives, pool, troubles, patient);
    }

    Bench.Capture read(CallRef call, Set<FileKind> kinds) throws IOException {
        return TarBench.capture(reader.open(call, kinds));
    }

    List<Integer> numbers(CallRef call, FileKind kind) throws IOException {
        Optional<InputStream> found = reader.open(call, Set.of(kind));
        return found.isEmpty() ? List.of() : capture(found).numbers();
    }

    /** Reads a capture of which every byte must be accounted for. */
    static Bench.Capture capture(Optional<InputStream> found) throws IOException {
        assertTrue(found.isPresent(), "nothing found");
        Path file = Files.createTempFile("merged", ".pcap");
        try (InputStream in = found.get()) {
            Files.write(file, in.readAllBytes());
            return Bench.read(file);
        } finally {
            Files.delete(file);
        }
    }

    static void append(CallFiles files, int file, int from, int to) {
        for (int number = from; number < to; number++) {
            files.append(file, Bench.numbered(number));
        }
    }

    /** One packet per number, {@code millis} after the start. */
    static PacketCursor at(int number, long millis) {
        byte[] frame = Bench.bytes(Bench.ETHERNET + Bench.IP_UDP + "%08x".formatted(number) + "a5".repeat(96));
        return Bench.packet(frame, frame.length, 42, LinkTypes.ETHERNET, Bench.T0_NANOS + millis * 1_000_000);
    }

    static void save(CallFiles files, CallRef call, FileKind kind, int from, int to) {
        int file = files.open(call, kind);
        append(files, file, from, to);
        files.close(file);
    }

    static boolean isInstalled(String tool) {
        try {
            return run(tool, "--version") != null;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    /** Standard output of a tool that must not fail. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + output);
        return output;
    }

    /** All headers of a plain archive, with the names as they stand there. */
    static List<String> names(Path archive) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(archive));
        List<String> names = new ArrayList<>();
        byte[] header = new byte[TarHeader.BLOCK];
        while (bytes.remaining() >= TarHeader.BLOCK) {
            bytes.get(header);
            Optional<TarHeader> entry = TarHeader.parse(header);
            if (entry.isEmpty()) {
                break;
            }
            names.add(new String(header, 0, 100, StandardCharsets.ISO_8859_1).replace("\0", ""));
            bytes.position(bytes.position() + (int) entry.get().paddedSize());
        }
        return names;
    }

    @Override
    public void close() throws InterruptedException {
        archives.end(5_000);
    }
}
