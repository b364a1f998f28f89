package org.karavox.storage.spool.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.karavox.storage.FileKind;

/**
 * The archive of one kind and minute. Names are given by any thread; all else belongs to the thread that writes it.
 *
 * <p>A batch of chunks is written as a whole or, if that fails, cut off again and counted as lost. Compressed, a batch is a
 * frame of its own. If the archive is removed while it is written, as cleaning does, another is begun with what comes next.
 */
final class TarArchive {

    private static final int LAST_RENAMED = 99;
    private static final byte[] END = new byte[2 * TarHeader.BLOCK];

    final Path path;
    final FileKind kind;
    final Place place;
    private final TarRules rules;
    private final Disk disk;
    private final Troubles troubles;
    private final SizeListener sizes;
    private final ConcurrentMap<String, TarFile> byName = new ConcurrentHashMap<>();

    /** Thread that writes it. */
    TarThread thread;
    /** Files that are open or on their way; negative = closed. Guarded by the registry. */
    int users;

    // ---- of the writing thread

    Piece pendingFirst;
    private Piece pendingLast;
    int pendingBytes;
    long pendingSinceNanos;
    long lastWriteNanos;
    private FileChannel channel;
    private long size;
    private long entries;
    private int epoch;

    /**
     * Whose minute it is.
     *
     * @param dateHour {@code YYYYMMDDHH}
     * @param spoolIndex number of the spool
     * @param sensorId 0 = none
     * @param endEpochSecond end of the minute
     */
    record Place(int dateHour, int spoolIndex, int sensorId, long endEpochSecond) {
    }

    TarArchive(Path path, FileKind kind, Place place, TarRules rules, Disk disk, Troubles troubles, SizeListener sizes) {
        this.path = path;
        this.kind = kind;
        this.place = place;
        this.rules = rules;
        this.disk = disk;
        this.troubles = troubles;
        this.sizes = sizes;
    }

    // ---- names, any thread

    /** The file that has the name, or null if it goes to {@code file} now. */
    TarFile claim(TarFile file) {
        return byName.putIfAbsent(file.name, file);
    }

    /** Files of a call that have been begun. */
    Collection<TarFile> files() {
        return List.copyOf(byName.values());
    }

    // ---- writing

    /** Takes a chunk that is to be written. */
    void add(Piece chunk, long nowNanos) {
        chunk.nextChunk = null;
        if (pendingFirst == null) {
            pendingFirst = chunk;
            pendingSinceNanos = nowNanos;
        } else {
            pendingLast.nextChunk = chunk;
        }
        pendingLast = chunk;
        pendingBytes += chunk.chunkBytes + 2 * TarHeader.BLOCK;
    }

    /** Writes all that waits. */
    void flush(TarThread.Batch batch, PiecePool pool, long nowNanos, long nowSeconds) {
        if (pendingFirst == null) {
            return;
        }
        Piece first = pendingFirst;
        pendingFirst = null;
        pendingLast = null;
        pendingBytes = 0;
        lastWriteNanos = nowNanos;
        long before = size;
        long entriesBefore = entries;
        try {
            openOrReopen();
            before = size;
            entriesBefore = entries;
            batch.begin(this);
            for (Piece chunk = first; chunk != null; chunk = chunk.nextChunk) {
                append(batch, chunk, nowSeconds);
            }
            batch.end();
            account(first, size - before);
            sizes.changed(place.dateHour(), place.spoolIndex(), place.sensorId(), kind, size - before);
            troubles.worked(path);
        } catch (IOException e) {
            entries = entriesBefore;
            fail(first, before, e);
        } finally { // whatever goes wrong, the memory is needed again
            pool.giveBatch(first);
        }
    }

    private void append(TarThread.Batch batch, Piece chunk, long nowSeconds) throws IOException {
        TarFile file = chunk.file;
        boolean withHeader = file.headerEpoch != epoch && chunk.chunkBytes > 0;
        chunk.withHeader = withHeader;
        if (withHeader) {
            file.headerEpoch = epoch;
        }
        int length = chunk.chunkBytes + (withHeader ? Pcap.FILE_HEADER_LENGTH : 0);
        long number = chunk.last ? -1 : entries;
        entries++;
        if (rules.entry() == Compression.NONE || length == 0) {
            batch.header(file.name, number, length, nowSeconds, file.tag);
            if (withHeader) {
                batch.fileHeader(file.linkType);
            }
            for (Piece piece = chunk; piece != null; piece = piece.next) {
                batch.put(piece.bytes, piece.start, piece.used);
            }
        } else {
            byte[] whole = batch.entry(length);
            int at = withHeader ? Pcap.putFileHeader(whole, 0, file.linkType) : 0;
            for (Piece piece = chunk; piece != null; piece = piece.next) {
                System.arraycopy(piece.bytes, piece.start, whole, at, piece.used);
                at += piece.used;
            }
            byte[] packed = batch.packed(length);
            length = rules.entry().pack(whole, length, packed, rules.entryLevel());
            batch.header(file.name, number, length, nowSeconds, file.tag);
            batch.put(packed, 0, length);
        }
        batch.pad(length);
    }

    /** True if the archive as a whole is compressed. */
    boolean isCompressed() {
        return rules.whole() != Compression.NONE;
    }

    /** Compresses bytes as the archive is. */
    int pack(byte[] bytes, int length, byte[] packed) throws IOException {
        return rules.whole().pack(bytes, length, packed, rules.wholeLevel());
    }

    /** Puts bytes at the end as they are. */
    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            size += disk.write(channel, bytes);
        }
    }

    private void account(Piece first, long written) {
        long total = 0;
        for (Piece chunk = first; chunk != null; chunk = chunk.nextChunk) {
            total += chunk.chunkBytes + TarHeader.BLOCK;
        }
        for (Piece chunk = first; chunk != null; chunk = chunk.nextChunk) {
            chunk.file.owner.written(written * (chunk.chunkBytes + TarHeader.BLOCK) / total);
        }
    }

    private void fail(Piece first, long sizeBefore, IOException cause) {
        long lost = 0;
        for (Piece chunk = first; chunk != null; chunk = chunk.nextChunk) {
            lost += chunk.chunkPackets;
            chunk.file.owner.lost(chunk.chunkPackets);
            if (chunk.withHeader) {
                chunk.file.headerEpoch = 0;
            }
        }
        troubles.lost(Troubles.causeOf(cause, path), path, Troubles.detailOf(cause), lost);
        if (channel == null) {
            return;
        }
        try {
            disk.truncate(channel, sizeBefore);
            channel.position(sizeBefore);
            size = sizeBefore;
        } catch (IOException e) {
            troubles.lost(Troubles.causeOf(e, path), path, Troubles.detailOf(e), 0);
            closeChannel(); // the next batch begins another archive
        }
    }

    // ---- the file

    private void openOrReopen() throws IOException {
        if (channel != null) {
            if (disk.exists(path)) {
                return;
            }
            closeChannel();
        }
        boolean directoriesMade = false;
        while (channel == null) {
            try {
                channel = disk.create(path);
            } catch (NoSuchFileException e) {
                if (directoriesMade) {
                    throw e;
                }
                disk.createDirectories(path.getParent());
                directoriesMade = true;
            } catch (FileAlreadyExistsException e) {
                setAside();
            }
        }
        size = 0;
        entries = 0;
        epoch++;
    }

    /** Renames what has the name already: it may be another process's, or ours of before. */
    private void setAside() throws IOException {
        for (int number = 1; number <= LAST_RENAMED; number++) {
            Path other = path.resolveSibling(path.getFileName() + "." + number);
            if (!Files.exists(other, LinkOption.NOFOLLOW_LINKS)) {
                disk.rename(path, other);
                return;
            }
        }
        throw new FileSystemException(path.toString(), null, LAST_RENAMED + " archives of this minute exist already");
    }

    /** True if it may be closed: its minute is over for a while and nothing comes any more. Its users are another matter. */
    boolean isOver(long nowNanos, long nowSeconds, long quietNanos, long ageSeconds) {
        return pendingFirst == null && nowNanos - lastWriteNanos >= quietNanos && nowSeconds - place.endEpochSecond() >= ageSeconds - 60;
    }

    /** Writes the end and closes the file. */
    void close(TarThread.Batch batch) {
        if (channel == null) {
            return;
        }
        long before = size;
        try {
            if (disk.exists(path)) {
                batch.begin(this);
                batch.put(END, 0, END.length);
                batch.end();
                sizes.changed(place.dateHour(), place.spoolIndex(), place.sensorId(), kind, size - before);
            }
        } catch (IOException e) { // readers do without
            troubles.lost(Troubles.causeOf(e, path), path, Troubles.detailOf(e), 0);
            try {
                disk.truncate(channel, before);
            } catch (IOException again) {
                troubles.lost(Troubles.causeOf(again, path), path, Troubles.detailOf(again), 0);
            }
        }
        closeChannel();
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) { // network file systems report here what they could not write before
            troubles.lost(Troubles.causeOf(e, path), path, Troubles.detailOf(e), 0);
        }
        channel = null;
    }
}
