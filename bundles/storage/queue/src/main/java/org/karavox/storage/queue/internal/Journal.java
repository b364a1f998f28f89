package org.karavox.storage.queue.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.karavox.call.CallRecord;
import org.karavox.call.wire.CallRecordWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbered records in files, oldest first. A record is journaled when its bytes are in the file: it survives the end of this process
 * in any manner. It is durable after {@link #sync}: it survives a power failure. Only durable ones are read, so that a store never
 * has a record whose number could be given to another one after a power failure.
 *
 * <p>Format: {@link Frame}. The file {@code journal} says which journal the directory is; {@code lock} keeps a second process out.
 *
 * <p><b>Threads.</b> One writes; {@link JournalReader}s of others read.
 */
final class Journal implements Closeable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Journal.class);
    private static final String IDENTITY = "journal";
    private static final String LOCK = "lock";
    private static final int WRITE_BYTES = 1 << 20;
    private static final int FEW_BYTES = 64 << 10;

    /** Of this process. A second lock on a file would not only fail: giving it up takes the first one away, too (POSIX). */
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    /** An earlier identity of this directory, and the last number that is known to mean the same record in both. */
    record Predecessor(UUID id, long last) {
    }

    private final Path directory;
    private final Disk disk;
    private final long segmentBytes;
    private final FileChannel lock;
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    private final Set<String> saidDamage = ConcurrentHashMap.newKeySet();
    private final AtomicLong missing = new AtomicLong();
    private final CallRecordWriter writer = new CallRecordWriter();
    private ByteBuffer buffer = ByteBuffer.allocate(FEW_BYTES);

    private volatile UUID id;
    private volatile Optional<Predecessor> predecessor = Optional.empty();
    private final long lastFound;
    private volatile long last;
    private volatile long durable;
    private Segment active;
    private FileChannel channel;
    private boolean dirty;

    /**
     * Takes the directory, creates what is missing and cuts off a frame that was not written to its end.
     *
     * @throws IOException with one sentence that says what is wrong
     */
    static Journal open(Path directory, Disk disk, long segmentBytes) throws IOException {
        disk.createDirectories(directory);
        Path real = directory.toRealPath();
        if (!TAKEN.add(real)) {
            throw inUse(directory, "pid " + ProcessHandle.current().pid());
        }
        FileChannel lock = null;
        try {
            lock = lock(directory, disk);
            return new Journal(real, disk, segmentBytes, lock);
        } catch (IOException | RuntimeException e) {
            if (lock != null) {
                lock.close();
            }
            TAKEN.remove(real);
            throw e;
        }
    }

    private Journal(Path directory, Disk disk, long segmentBytes, FileChannel lock) throws IOException {
        this.directory = directory;
        this.disk = disk;
        this.segmentBytes = segmentBytes;
        this.lock = lock;
        List<Path> files = files();
        identify(files);
        for (Path file : files) {
            adopt(file);
        }
        lastFound = segments.isEmpty() ? 0 : repair(segments.lastEntry().getValue());
        last = lastFound;
        durable = lastFound;
    }

    private static FileChannel lock(Path directory, Disk disk) throws IOException {
        Path file = directory.resolve(LOCK);
        FileChannel channel = disk.open(file);
        try {
            FileLock held = channel.tryLock();
            if (held == null) {
                throw inUse(directory, Files.readString(file).strip());
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        byte[] pid = ("pid " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(pid), 0);
        return channel;
    }

    private static FileSystemException inUse(Path directory, String owner) {
        return new FileSystemException(directory + " is in use by another process" + (owner.isEmpty() ? "" : " (" + owner + ")")
                + ": stop that one, or give this one another directory with save_query_to_files_directory");
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (var listing = Files.newDirectoryStream(directory, "[0-9]*" + Segment.SUFFIX)) {
            for (Path file : listing) {
                if (file.getFileName().toString().matches("[0-9]{20}\\" + Segment.SUFFIX)) {
                    files.add(file);
                }
            }
        }
        files.sort(null);
        return files;
    }

    private void identify(List<Path> files) throws IOException {
        Path file = directory.resolve(IDENTITY);
        if (Files.exists(file) && !files.isEmpty()) { // without files the numbers begin again, so it must be another journal
            String[] lines = Files.readString(file).split("\n");
            try {
                id = UUID.fromString(lines[0]);
                if (lines.length > 2) {
                    predecessor = Optional.of(new Predecessor(UUID.fromString(lines[1]), Long.parseLong(lines[2])));
                }
                return;
            } catch (IllegalArgumentException e) {
                LOGGER.warn("{} is damaged, taking the identity of the journal from its files", file);
            }
        }
        for (Path segment : files) {
            Optional<Frame.FileHead> head = head(segment);
            if (head.isPresent()) {
                id = head.get().journal();
                writeIdentity();
                return;
            }
        }
        id = UUID.randomUUID();
        writeIdentity();
    }

    private void writeIdentity() throws IOException {
        StringBuilder text = new StringBuilder().append(id).append('\n');
        predecessor.ifPresent(old -> text.append(old.id()).append('\n').append(old.last()).append('\n'));
        disk.replace(directory.resolve(IDENTITY), text.toString().getBytes(StandardCharsets.US_ASCII), true);
    }

    private static Optional<Frame.FileHead> head(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Frame.FILE_HEAD);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes) > 0) {
                continue;
            }
        }
        return Frame.fileHead(bytes.flip());
    }

    private void adopt(Path file) throws IOException {
        Optional<Frame.FileHead> head = head(file);
        if (head.isPresent() && head.get().version() > Frame.VERSION) {
            throw new FileSystemException(file + " is of format " + head.get().version() + ", this version reads up to "
                    + Frame.VERSION + ": use the version that wrote it");
        }
        long first = Long.parseLong(file.getFileName().toString().substring(0, 20));
        if (head.isPresent() && !isOurs(head.get().journal())) {
            Path aside = file.resolveSibling(file.getFileName() + ".foreign");
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
            LOGGER.error("{} belongs to another journal, it was renamed to {} and is not read", file, aside.getFileName());
            return;
        }
        if (first < 1) {
            return;
        }
        Segment segment = new Segment(file, first);
        segment.size = Files.size(file);
        segment.durableSize = segment.size;
        segments.put(first, segment);
    }

    private boolean isOurs(UUID journal) {
        return journal.equals(id) || predecessor.isPresent() && journal.equals(predecessor.get().id());
    }

    /** Cuts the newest file behind its last whole frame and goes on writing there; the answer is that frame's number. */
    private long repair(Segment segment) throws IOException {
        channel = disk.open(segment.path);
        active = segment;
        FrameScanner scanner = new FrameScanner(channel, Frame.FILE_HEAD);
        long number = segment.first - 1;
        while (scanner.next(segment.size)) {
            number = Math.max(number, scanner.number());
        }
        long whole = scanner.end();
        if (segment.size < Frame.FILE_HEAD || head(segment.path).isEmpty()) {
            writeHead(segment);
        }
        if (segment.size > whole) {
            LOGGER.info("The last {} bytes of {} are no whole record, as after a crash: they were cut off", segment.size - whole,
                    segment.path);
            disk.truncate(channel, whole);
        }
        disk.sync(channel);
        segment.size = whole;
        segment.durableSize = whole;
        return number;
    }

    private void writeHead(Segment segment) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(Frame.FILE_HEAD);
        Frame.putFileHead(head, id, segment.first);
        disk.write(channel, head.flip(), 0);
    }

    // ---- state, any thread

    Path directory() {
        return directory;
    }

    String id() {
        return id.toString();
    }

    Optional<Predecessor> predecessor() {
        return predecessor;
    }

    /** Number of the last record that was there when the journal was opened. */
    long lastFound() {
        return lastFound;
    }

    /** Number of the last journaled record, 0 if there is none. */
    long last() {
        return last;
    }

    /** Number of the last record that may be read. */
    long durable() {
        return durable;
    }

    /** Bytes on disk. */
    long bytes() {
        long sum = 0;
        for (Segment segment : segments.values()) {
            sum += segment.size;
        }
        return sum;
    }

    /** Records that are gone because files are damaged or were removed. */
    long missing() {
        return missing.get();
    }

    /** Number of the oldest record that may still be there. */
    long first() {
        Map.Entry<Long, Segment> oldest = segments.firstEntry();
        return oldest == null ? last + 1 : oldest.getKey();
    }

    /** The file in which a number is, or the first file after it. */
    Optional<Segment> segmentOf(long number) {
        Map.Entry<Long, Segment> entry = segments.floorEntry(number);
        return Optional.ofNullable(entry == null ? segments.firstEntry() : entry).map(Map.Entry::getValue);
    }

    Optional<Segment> segmentAfter(Segment segment) {
        return Optional.ofNullable(segments.higherEntry(segment.first)).map(Map.Entry::getValue);
    }

    /** Says once for each place that something is missing. */
    void damaged(String place, long from, long to) {
        if (saidDamage.add(place + ' ' + from)) {
            missing.addAndGet(to - from + 1);
            LOGGER.error("Records {} to {} of the queue are missing, because {} is damaged: what follows is read on", from, to, place);
        }
    }

    /**
     * A store has numbers that this directory never gave out: the directory is an older copy. From now on it is another journal, of
     * which the records up to {@link #lastFound} are the same as in the old one.
     */
    synchronized void renew(UUID old) throws IOException {
        if (!id.equals(old)) {
            return; // another store was faster
        }
        id = UUID.randomUUID();
        predecessor = Optional.of(new Predecessor(old, lastFound));
        writeIdentity();
    }

    // ---- writing, one thread

    /** Journals the first of {@code calls}, at least one, and answers how many. On failure none is journaled. */
    int append(List<CallRecord> calls) throws IOException {
        ready();
        buffer.clear();
        int taken = 0;
        for (CallRecord call : calls) {
            int length = writer.write(call);
            if (buffer.remaining() < Frame.HEAD + length) {
                if (taken > 0 && buffer.position() + Frame.HEAD + length > WRITE_BYTES) {
                    break;
                }
                int wanted = buffer.position() + Frame.HEAD + length;
                buffer = ByteBuffer.allocate(Math.max(wanted, Math.min(WRITE_BYTES, buffer.capacity() * 4))).put(buffer.flip());
            }
            taken++;
            Frame.put(buffer, last + taken, writer.array(), length);
        }
        buffer.flip();
        int length = buffer.remaining();
        dirty = true;
        disk.write(channel, buffer, active.size);
        dirty = false;
        active.size += length;
        last += taken;
        if (buffer.capacity() > WRITE_BYTES) {
            buffer = ByteBuffer.allocate(FEW_BYTES);
        }
        return taken;
    }

    /** Makes all journaled records durable. On failure those that were not are no longer journaled. */
    void sync() throws IOException {
        if (durable == last) {
            return;
        }
        try {
            disk.sync(channel);
        } catch (IOException e) { // what the kernel could not write may be gone from its memory, so it must come again
            dirty = true;
            active.size = active.durableSize;
            last = durable;
            throw e;
        }
        active.durableSize = active.size;
        durable = last;
    }

    /** Sees to it that there is a file to write to, which ends with a whole frame. */
    private void ready() throws IOException {
        if (active != null && dirty) {
            disk.truncate(channel, active.size);
            dirty = false;
        }
        if (active != null && active.size >= segmentBytes) {
            sync();
            channel.close();
            active = null;
        }
        if (active != null && !Files.exists(active.path)) {
            sync();
            channel.close();
            active = null;
            LOGGER.error("The directory {} was emptied while in use: records in it that no store had are lost", directory);
            disk.createDirectories(directory);
            writeIdentity();
        }
        if (active == null) {
            begin();
        }
    }

    private void begin() throws IOException {
        Segment segment = new Segment(directory.resolve(Segment.name(last + 1)), last + 1);
        channel = disk.open(segment.path);
        try {
            disk.truncate(channel, 0);
            writeHead(segment);
            disk.sync(channel);
            disk.syncDirectory(directory);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        segment.size = Frame.FILE_HEAD;
        segment.durableSize = Frame.FILE_HEAD;
        active = segment;
        segments.put(segment.first, segment);
    }

    /** Removes the files of which every record has a number up to {@code number}; never the newest. */
    void forget(long number) throws IOException {
        while (segments.size() > 1) {
            Segment oldest = segments.firstEntry().getValue();
            if (segmentAfter(oldest).orElseThrow().first > number + 1) {
                return;
            }
            Files.deleteIfExists(oldest.path);
            segments.remove(oldest.first);
        }
    }

    /** Removes the newest file, too, if every record in it has a number up to {@code number}. Where it ends, the next one begins. */
    void forgetNewest(long number) throws IOException {
        if (active == null || segments.size() > 1 || last > number || durable != last || active.size <= Frame.FILE_HEAD) {
            return;
        }
        channel.close();
        Files.deleteIfExists(active.path);
        segments.remove(active.first);
        active = null;
        dirty = false;
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            if (channel != null) {
                channel.close();
            }
        } finally {
            TAKEN.remove(directory);
        }
    }
}
