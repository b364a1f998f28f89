package org.karavox.storage.spool.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Semaphore;
import org.karavox.packet.Counter;

/**
 * Brings records to disk. Whatever happens, a file ends with a whole record, what was in it before stays, and nothing
 * is thrown: records that could not be written are counted and said.
 *
 * <p>A file that is found on disk is continued if it is a pcap of the same link type as this class writes it; a record
 * cut short at its end, as a crash leaves it, is removed first. Anything else is left alone, and the next number is
 * taken.
 *
 * <p>Descriptors are kept open for a bounded number of files and closed in the order of opening. A file that is
 * written once is opened and closed once.
 *
 * <p><b>Threads.</b> One shard; the semaphore, the claims and the troubles are shared.
 */
final class RecordWriter {

    private static final int INTERRUPTS_ENDURED = 8;
    private static final int LOOK_LENGTH = 64 << 10;

    private final Disk disk;
    private final Claims claims;
    private final Troubles troubles;
    private final Semaphore descriptors;
    private final SizeListener sizes;
    private final PcapFile[] kept;
    private int hand;
    private boolean interrupted;

    private final Counter bytes = new Counter();
    private final Counter lostPackets = new Counter();

    /**
     * @param descriptors how many more may be kept open by all writers together
     * @param kept most descriptors that this writer keeps open
     * @param sizes who is told how the files grow
     */
    RecordWriter(Disk disk, Claims claims, Troubles troubles, Semaphore descriptors, int kept, SizeListener sizes) {
        this.disk = disk;
        this.claims = claims;
        this.troubles = troubles;
        this.descriptors = descriptors;
        this.sizes = sizes;
        this.kept = new PcapFile[kept];
    }

    /** Bytes written. Any thread. */
    long bytes() {
        return bytes.get();
    }

    /** Packets lost. Any thread. */
    long lostPackets() {
        return lostPackets.get();
    }

    /** Counts a packet that did not even get into memory. */
    void lost(PcapFile file, Troubles.Cause cause, String detail) {
        lostPackets.increment();
        troubles.lost(cause, file.path, detail, 1);
    }

    /** Writes what waits in the chunk of {@code file}, which is empty afterwards. */
    void write(PcapFile file) {
        if (file.isWaiting()) {
            write(file, file.chunk, file.used, true);
            file.used = Pcap.FILE_HEADER_LENGTH;
        }
    }

    /** Writes what waits in the chunk of {@code file} and ends the file. */
    void end(PcapFile file) {
        if (file.isWaiting()) {
            write(file, file.chunk, file.used, false);
            file.used = Pcap.FILE_HEADER_LENGTH;
        }
        closeChannel(file);
    }

    /** Writes the records of {@code records} from {@link Pcap#FILE_HEADER_LENGTH} to {@code end}; what is before is overwritten. */
    void write(PcapFile file, ByteBuffer records, int end, boolean keep) {
        interrupted = Thread.interrupted(); // an interrupt would close the channel instead of writing
        int attempts = 1;
        while (!attempt(file, records, end, keep, attempts == INTERRUPTS_ENDURED)) {
            attempts++;
        }
        records.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** True if it is settled, by writing or by losing; false if an interrupt came in between and nothing is written. */
    private boolean attempt(PcapFile file, ByteBuffer records, int end, boolean keep, boolean last) {
        int from = 0;
        records.limit(end).position(0);
        try {
            openChannel(file, keep);
            if (file.size == 0) {
                Pcap.putFileHeader(records.array(), records.arrayOffset(), file.linkType);
            } else {
                from = Pcap.FILE_HEADER_LENGTH;
            }
            records.position(from);
            while (records.hasRemaining()) {
                disk.write(file.channel, records);
            }
        } catch (ClosedByInterruptException e) {
            interrupted = true;
            Thread.interrupted(); // or what follows would be refused too
            if (!last) {
                if (file.channel != null) {
                    closeChannel(file);
                    cutTo(file, file.size);
                }
                return false;
            }
            fail(file, records, from, end, e);
            return true;
        } catch (IOException e) {
            fail(file, records, from, end, e);
            return true;
        }
        file.size += end - from;
        grown(file, end - from);
        if (file.slot < 0) {
            closeChannel(file);
        }
        troubles.worked(file.path);
        return true;
    }

    private void grown(PcapFile file, int written) {
        bytes.add(written);
        sizes.changed(file.dateHour, 0, file.sensorId, file.kind, written);
    }

    /** Keeps the whole records among the bytes that were written, removes the rest from the file and counts it as lost. */
    private void fail(PcapFile file, ByteBuffer records, int from, int end, IOException cause) {
        int reached = records.position();
        int whole = Pcap.FILE_HEADER_LENGTH;
        int lost = 0;
        for (int offset = whole; offset < end;) {
            offset += Pcap.RECORD_HEADER_LENGTH + Pcap.storedLength(records.array(), records.arrayOffset() + offset);
            if (offset <= reached) {
                whole = offset;
            } else {
                lost++;
            }
        }
        int written = whole > Pcap.FILE_HEADER_LENGTH ? whole - from : 0;
        if (file.channel != null) { // else it was not even opened, and what is there is not ours to touch
            closeChannel(file);
            cutTo(file, file.size + written);
            grown(file, written);
        }
        lostPackets.add(lost);
        troubles.lost(Troubles.causeOf(cause, file.path), file.path, Troubles.detailOf(cause), lost);
    }

    /** Cuts a file that was written to {@code size} bytes, none meaning no file. */
    private void cutTo(PcapFile file, long size) {
        file.size = 0; // if cutting fails too, the file is looked at when the next record comes
        try {
            if (size == 0) {
                disk.delete(file.path);
                return;
            }
            try (FileChannel channel = disk.repair(file.path)) {
                disk.truncate(channel, size);
                file.size = size;
            }
        } catch (IOException e) {
            troubles.lost(Troubles.causeOf(e, file.path), file.path, Troubles.detailOf(e), 0);
        }
    }

    // ---- descriptors

    private void openChannel(PcapFile file, boolean keep) throws IOException {
        if (file.channel != null) {
            return;
        }
        try {
            file.channel = open(file);
        } catch (IOException e) {
            if (Troubles.causeOf(e, file.path) != Troubles.Cause.TOO_MANY_FILES) {
                throw e;
            }
            closeKept();
            file.channel = open(file);
        }
        if (keep) {
            keep(file);
        }
    }

    private FileChannel open(PcapFile file) throws IOException {
        if (file.size > 0) {
            try {
                return disk.append(file.path);
            } catch (NoSuchFileException e) {
                file.size = 0; // removed meanwhile, as the cleaning of the spool does: begin again
            }
        }
        boolean directoriesMade = false;
        while (true) {
            try {
                return disk.create(file.path);
            } catch (NoSuchFileException e) {
                if (directoriesMade) {
                    throw e;
                }
                disk.createDirectories(file.path.getParent());
                directoriesMade = true;
            } catch (FileAlreadyExistsException e) {
                FileChannel channel = continued(file);
                if (channel != null) {
                    return channel;
                }
                claims.renumber(file);
            }
        }
    }

    private void keep(PcapFile file) {
        if (kept.length == 0) {
            return;
        }
        int slot = hand;
        hand = hand + 1 == kept.length ? 0 : hand + 1;
        if (kept[slot] != null) {
            closeChannel(kept[slot]);
        }
        if (descriptors.tryAcquire()) {
            kept[slot] = file;
            file.slot = slot;
        }
    }

    private void closeKept() {
        for (PcapFile file : kept) {
            if (file != null) {
                closeChannel(file);
            }
        }
    }

    private void closeChannel(PcapFile file) {
        if (file.channel == null) {
            return;
        }
        try {
            file.channel.close();
        } catch (IOException e) { // network file systems report here what they could not write before
            troubles.lost(Troubles.causeOf(e, file.path), file.path, Troubles.detailOf(e), 0);
        }
        file.channel = null;
        if (file.slot >= 0) {
            kept[file.slot] = null;
            file.slot = -1;
            descriptors.release();
        }
    }

    // ---- files that are there already

    /** Opens an existing file at the end of its last whole record and sets its size; null if it is not one to continue. */
    private FileChannel continued(PcapFile file) throws IOException {
        if (!Files.isRegularFile(file.path, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        FileChannel channel = disk.repair(file.path);
        boolean taken = false;
        try {
            long size = wholeRecords(channel, file.linkType);
            if (size < 0) {
                return null;
            }
            if (size < channel.size()) {
                disk.truncate(channel, size);
            }
            channel.position(size);
            file.size = size;
            taken = true;
            return channel;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    /** Bytes up to the end of the last whole record, 0 if not even the file header is whole, -1 if it is not a file of ours. */
    private static long wholeRecords(FileChannel channel, int linkType) throws IOException {
        long size = channel.size();
        ByteBuffer look = ByteBuffer.allocate(LOOK_LENGTH);
        read(channel, look, 0);
        if (size < Pcap.FILE_HEADER_LENGTH) {
            ByteBuffer header = ByteBuffer.allocate(Pcap.FILE_HEADER_LENGTH);
            Pcap.putFileHeader(header.array(), 0, linkType);
            return header.limit(look.limit()).equals(look) ? 0 : -1;
        }
        if (!Pcap.isOurs(look.array(), 0, linkType)) {
            return -1;
        }
        long lookAt = 0;
        long offset = Pcap.FILE_HEADER_LENGTH;
        while (offset + Pcap.RECORD_HEADER_LENGTH <= size) {
            if (offset + Pcap.RECORD_HEADER_LENGTH > lookAt + look.limit()) {
                read(channel, look, offset);
                lookAt = offset;
                if (look.limit() < Pcap.RECORD_HEADER_LENGTH) {
                    return -1; // became shorter meanwhile: somebody else is at it
                }
            }
            int stored = Pcap.storedLength(look.array(), (int) (offset - lookAt));
            if (stored < 0 || stored > Pcap.SNAPLEN) {
                return -1;
            }
            long end = offset + Pcap.RECORD_HEADER_LENGTH + stored;
            if (end > size) {
                return offset;
            }
            offset = end;
        }
        return offset;
    }

    private static void read(FileChannel channel, ByteBuffer target, long offset) throws IOException {
        target.clear();
        while (target.hasRemaining() && channel.read(target, offset + target.position()) > 0) {
            continue;
        }
        target.flip();
    }
}
