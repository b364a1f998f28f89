package org.karavox.storage.queue.internal;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.karavox.call.CallRecord;
import org.karavox.call.wire.CallRecordReader;
import org.karavox.call.wire.CallRecordWriter;

/**
 * Records that one store refuses, a file each: {@code refused/STORE.JOURNAL.NUMBER.call}, in the format of the journal. Such a file,
 * moved to the directory {@code again}, is offered to that store again. One thread per store.
 */
final class Refused {

    static final String DIRECTORY = "refused";
    static final String AGAIN = "again";
    private static final String DONE = ".done";
    private static final Pattern NAME = Pattern.compile("(.+)\\.([-0-9a-f]{36})\\.([0-9]{1,19})\\.call(\\.done)?");

    private final Path directory;
    private final Path again;
    private final Disk disk;
    private final String store;
    private final TreeSet<Long> numbers = new TreeSet<>();
    private String listed = "";

    /** @param root directory of the queue */
    Refused(Path root, Disk disk, String store) {
        directory = root.resolve(DIRECTORY);
        again = root.resolve(AGAIN);
        this.disk = disk;
        String encoded = URLEncoder.encode(store, StandardCharsets.UTF_8).replace("*", "%2A");
        this.store = encoded.length() <= 150 ? encoded : encoded.substring(0, 120) + Integer.toHexString(store.hashCode());
    }

    /** The number behind {@code stored} and behind all records that were set aside right after it, less one. */
    long behind(String journal, long stored) throws IOException {
        if (!listed.equals(journal)) {
            numbers.clear();
            list(journal, directory);
            list(journal, again);
            listed = journal;
        }
        for (long passed : numbers.headSet(stored, true)) { // the store says so itself from now on
            Files.deleteIfExists(directory.resolve(name(journal, passed) + DONE));
        }
        numbers.headSet(stored, true).clear();
        long position = stored;
        while (numbers.contains(position + 1)) {
            position++;
        }
        return position;
    }

    private void list(String journal, Path from) throws IOException {
        for (Path file : files(from)) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (name.matches() && name.group(1).equals(store) && name.group(2).equals(journal)) {
                numbers.add(Long.parseLong(name.group(3)));
            }
        }
    }

    private String name(String journal, long number) {
        return store + "." + journal + "." + number + ".call";
    }

    /** Writes the record down; the answer is the file. */
    Path setAside(String journal, long number, CallRecord call) throws IOException {
        CallRecordWriter writer = new CallRecordWriter();
        int length = writer.write(call);
        return setAside(journal, number, Arrays.copyOf(writer.array(), length));
    }

    Path setAside(String journal, long number, byte[] payload) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Frame.FILE_HEAD + Frame.HEAD + payload.length);
        Frame.putFileHead(bytes, UUID.fromString(journal), number);
        Frame.put(bytes, number, payload, payload.length);
        disk.createDirectories(directory);
        Path file = directory.resolve(name(journal, number));
        disk.replace(file, bytes.array(), true);
        numbers.add(number);
        return file;
    }

    /** Files that this store is to be offered again. */
    List<Path> toOfferAgain() throws IOException {
        List<Path> ours = new ArrayList<>();
        for (Path file : files(again)) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (name.matches() && name.group(1).equals(store) && name.group(4) == null) {
                ours.add(file);
            }
        }
        return ours;
    }

    /** What is in such a file; empty if it is none. */
    static Optional<CallRecord> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            FrameScanner scanner = new FrameScanner(channel, Frame.FILE_HEAD);
            if (!scanner.next(channel.size())) {
                return Optional.empty();
            }
            return Optional.of(CallRecordReader.read(scanner.array(), scanner.payloadOffset(), scanner.payloadLength()));
        }
    }

    /** Name of the journal in which a file is the only record: the same file always has the same one. */
    static String journalOf(Path file) {
        return UUID.nameUUIDFromBytes(file.getFileName().toString().getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** The file has been stored. Until the store has passed its number, a mark stays that it must not come again. */
    void storedAgain(Path file) throws IOException {
        disk.createDirectories(directory);
        disk.replace(directory.resolve(file.getFileName() + DONE), new byte[0], true);
        Files.delete(file);
    }

    /** Moves a file back. */
    void refusedAgain(Path file) throws IOException {
        disk.createDirectories(directory);
        Files.move(file, directory.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return files;
        }
        try (var listing = Files.newDirectoryStream(directory, "*.{call,done}")) {
            listing.forEach(files::add);
        }
        files.sort(null);
        return files;
    }
}
