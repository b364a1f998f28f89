package org.karavox.storage.spool.internal;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.karavox.storage.FileKind;

/** One file that is being written: its name, the records that wait in memory, what is on disk. Belongs to one shard. */
final class PcapFile {

    /** {@link #linkType} before the first packet. */
    static final int NO_LINK_TYPE = -1;

    /** The shard's half that writes it. */
    final Object owner;
    final FileKind kind;
    /** Absolute, without a slash at the end. */
    final String directory;
    final String base;
    /** {@code YYYYMMDDHH} of the directory. */
    final int dateHour;
    final int sensorId;

    /** Handle of the call's first file; the others of the same call hang on it by {@link #next}. */
    int handle;
    /** Calls that write here: more than one if their names are equal. */
    int references = 1;
    /** Number in the name, 1 has none. */
    int number;
    /** Absolute path; follows from directory, base and number. */
    Path path;
    int linkType = NO_LINK_TYPE;

    /** Records that wait, from {@link Pcap#FILE_HEADER_LENGTH} to {@link #used}; null if none wait. */
    ByteBuffer chunk;
    /** What the chunk is made of, at hand for the hot path; capacity 0 without a chunk. */
    byte[] bytes;
    int start;
    int capacity;
    int used = Pcap.FILE_HEADER_LENGTH;

    /** Bytes on disk up to the end of the last whole record; 0 if the file is still to be created or looked at. */
    long size;
    /** Open descriptor, null if closed meanwhile. */
    FileChannel channel;
    /** Where the descriptor is kept, negative if it is not. */
    int slot = -1;
    /** File of the same call for frames of a link type that cannot stand in this one. */
    PcapFile next;

    PcapFile(Object owner, FileKind kind, String directory, String base, int dateHour, int sensorId) {
        this.owner = owner;
        this.kind = kind;
        this.directory = directory;
        this.base = base;
        this.dateHour = dateHour;
        this.sensorId = sensorId;
    }

    /** Takes a chunk, or none if it is null. */
    ByteBuffer use(ByteBuffer taken) {
        chunk = taken;
        bytes = taken == null ? null : taken.array();
        start = taken == null ? 0 : taken.arrayOffset();
        capacity = taken == null ? 0 : taken.capacity();
        return taken;
    }

    /** True if records wait in memory. */
    boolean isWaiting() {
        return chunk != null && used > Pcap.FILE_HEADER_LENGTH;
    }
}
