package org.karavox.storage.spool.internal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import org.karavox.call.CallRef;
import org.karavox.packet.Counter;
import org.karavox.packet.PacketCursor;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one shard. Hot path: {@link #append} puts the record into a group, sixteen at a time go to the chunks of
 * their files; nothing is allocated. Every 8 or 64 KiB of a file that chunk is written, in this thread.
 *
 * <p>A pcap has one link type, that of the first frame. A frame without link header (raw IP, as reassembled datagrams
 * are) gets one made up if the file is of another type; and if such a frame was the first and nothing is on disk yet,
 * the records that wait are given one as soon as the call shows another type. Frames that fit in no other way go to a
 * further file of the call, {@code base.2.pcap}.
 *
 * <p>Calls of one shard with the same name share one handle, so their packets stand in one file in order of arrival.
 */
final class PcapCallFiles implements CallFiles {

    private static final Logger LOGGER = LoggerFactory.getLogger(PcapCallFiles.class);
    private static final int CHUNKS_COMPARED = 8;
    private static final int GROUP = 16;
    private static final int GROUP_BYTES = 8 << 10;
    private static final int CACHE_LINE = 64;
    private static final int NO_ROOM = -1;

    private final SpoolRules rules;
    private final SpoolLayout layout;
    private final Function<FileKind, Path> roots;
    private final Claims claims;
    private final ChunkPool pool;
    private final RecordWriter writer;

    private PcapFile[] files = new PcapFile[64];
    private int[] free = new int[64];
    private int freeCount;
    private int handles;
    private int hand;
    private boolean closed;

    private final byte[] group = new byte[GROUP_BYTES];
    private final PcapFile[] groupFiles = new PcapFile[GROUP];
    private final int[] groupLengths = new int[GROUP];
    private final int[] groupTargets = new int[GROUP];
    private int grouped;
    private int groupUsed;
    /** Keeps the compiler from leaving out what only touches memory. */
    private int warmth;

    private final String[] directories = new String[FileKind.values().length];
    private long directoriesMinute = Long.MIN_VALUE;
    private int directoriesSensor;

    private final Counter begun = new Counter();
    private final Counter packets = new Counter();

    PcapCallFiles(SpoolRules rules, SpoolLayout layout, Function<FileKind, Path> roots, Claims claims, ChunkPool pool, RecordWriter writer) {
        this.rules = rules;
        this.layout = layout;
        this.roots = roots;
        this.claims = claims;
        this.pool = pool;
        this.writer = writer;
    }

    @Override
    public int open(CallRef call, FileKind kind) {
        if (closed || !rules.keeps(kind)) {
            return NOT_KEPT;
        }
        PcapFile file = new PcapFile(this, kind, directory(call, kind), layout.base(call.callId()), layout.dateHour(call), call.sensorId());
        PcapFile named = claims.claimOrShare(file);
        if (named != file) {
            named.references++;
            return named.handle;
        }
        if (freeCount > 0) {
            file.handle = free[--freeCount];
        } else {
            if (handles == files.length) {
                files = Arrays.copyOf(files, 2 * handles);
                free = Arrays.copyOf(free, 2 * handles);
            }
            file.handle = handles++;
        }
        files[file.handle] = file;
        return file.handle;
    }

    private String directory(CallRef call, FileKind kind) {
        long minute = layout.localMinute(call.start());
        if (minute != directoriesMinute || call.sensorId() != directoriesSensor) {
            Arrays.fill(directories, null);
            directoriesMinute = minute;
            directoriesSensor = call.sensorId();
        }
        String directory = directories[kind.ordinal()];
        if (directory == null) {
            directory = roots.apply(kind).toString() + '/' + layout.directory(call, kind);
            directories[kind.ordinal()] = directory;
        }
        return directory;
    }

    @Override
    public void append(int handle, PacketCursor payload) {
        if (handle < 0) {
            return;
        }
        PcapFile file = files[handle];
        if (file == null) {
            return;
        }
        int length = rules.kept(file.kind, payload);
        if (length <= 0) {
            return;
        }
        packets.increment();
        int linkType = payload.linkType();
        int prefix = 0;
        int ipVersion = 0;
        if (linkType != file.linkType) {
            drain(); // what follows may look at the records that wait
            ipVersion = payload.bytes()[payload.frameStart()] >>> 4 & 0xF;
            file = fileFor(file, linkType, ipVersion);
            prefix = Pcap.prefixLength(file.linkType, linkType, ipVersion);
        }
        int stored = Math.min(prefix + length, Pcap.SNAPLEN);
        int room = Pcap.RECORD_HEADER_LENGTH + stored;
        if (room > group.length / 2) {
            drain();
            appendLong(file, payload, prefix, ipVersion, stored);
            return;
        }
        if (grouped == GROUP || groupUsed + room > group.length) {
            drain();
        }
        putRecord(group, groupUsed, file.linkType, payload, prefix, ipVersion, stored);
        groupFiles[grouped] = file;
        groupLengths[grouped++] = room;
        groupUsed += room;
    }

    /**
     * Brings the group to its chunks. Each chunk is cold memory: all of them are touched first, so that the waiting for one
     * overlaps that for the others; one after the other it was the larger part of saving a packet.
     */
    private void drain() {
        int copied = 0;
        int copiedTo = 0;
        int at = 0;
        int touched = 0;
        for (int i = 0; i < grouped; i++) {
            PcapFile file = groupFiles[i];
            int length = groupLengths[i];
            groupTargets[i] = NO_ROOM;
            if (file.capacity - file.used < length) {
                copiedTo = copy(copied, i, copiedTo); // making room may write any chunk
                copied = i;
                if (makeRoom(file, length) == null) {
                    appendAlone(file, at, length);
                    at += length;
                    continue;
                }
            }
            byte[] bytes = file.bytes;
            int target = file.start + file.used;
            groupTargets[i] = target;
            file.used += length;
            for (int line = target; line < target + length; line += CACHE_LINE) {
                touched += bytes[line];
            }
            at += length;
        }
        copy(copied, grouped, copiedTo);
        grouped = 0;
        groupUsed = 0;
        warmth = touched;
    }

    /** Copies part of the group; answers where in it the next record stands. */
    private int copy(int from, int to, int start) {
        int at = start;
        for (int i = from; i < to; i++) {
            int length = groupLengths[i];
            if (groupTargets[i] != NO_ROOM) {
                System.arraycopy(group, at, groupFiles[i].bytes, groupTargets[i], length);
            }
            groupFiles[i] = null;
            at += length;
        }
        return at;
    }

    private static void putRecord(byte[] target, int offset, int linkType, PacketCursor payload, int prefix, int ipVersion, int stored) {
        int wire = prefix + Math.max(payload.wireLength(), payload.frameLength()); // some captures say less than they hold
        Pcap.putRecordHeader(target, offset, payload.timestampNanos(), stored, wire);
        int at = offset + Pcap.RECORD_HEADER_LENGTH;
        if (prefix > 0) {
            Pcap.putPrefix(target, at, linkType, ipVersion);
        }
        System.arraycopy(payload.bytes(), payload.frameStart(), target, at + prefix, stored - prefix);
    }

    // ---- link types: a change of type only

    private PcapFile fileFor(PcapFile first, int linkType, int ipVersion) {
        PcapFile file = first;
        while (true) {
            if (file.linkType == PcapFile.NO_LINK_TYPE) {
                file.linkType = linkType;
                begun.increment();
                return file;
            }
            if (Pcap.prefixLength(file.linkType, linkType, ipVersion) >= 0 || addLinkHeaders(file, linkType)) {
                return file;
            }
            if (file.next == null) {
                file.next = new PcapFile(this, file.kind, file.directory, file.base, file.dateHour, file.sensorId);
                claims.claimFrom(file.next, 2);
            }
            file = file.next;
        }
    }

    /** Turns a file of raw IP that is only in memory into one of {@code linkType}. */
    private boolean addLinkHeaders(PcapFile file, int linkType) {
        if (!Pcap.isRawIp(file.linkType) || file.size > 0) {
            return false;
        }
        if (!file.isWaiting()) {
            file.linkType = linkType; // nothing but losses so far
            return true;
        }
        ByteBuffer from = file.chunk;
        int added = 0;
        for (int at = Pcap.FILE_HEADER_LENGTH; at < file.used; at += recordLength(from, at)) {
            int prefix = Pcap.prefixLength(linkType, file.linkType, ipVersion(from, at));
            if (prefix < 0 || prefix + storedLength(from, at) > Pcap.SNAPLEN) {
                return false;
            }
            added += prefix;
        }
        ByteBuffer to = file.used + added <= ChunkPool.SMALL ? pool.takeSmall() : null;
        if (to == null && file.used + added <= ChunkPool.LARGE) {
            to = pool.takeLarge();
        }
        if (to == null) {
            return false;
        }
        int target = Pcap.FILE_HEADER_LENGTH;
        for (int at = Pcap.FILE_HEADER_LENGTH; at < file.used; at += recordLength(from, at)) {
            int ipVersion = ipVersion(from, at);
            int prefix = Pcap.prefixLength(linkType, file.linkType, ipVersion);
            int stored = storedLength(from, at);
            to.put(target, from, at, Pcap.RECORD_HEADER_LENGTH);
            to.putInt(target + 8, stored + prefix);
            to.putInt(target + 12, from.getInt(at + 12) + prefix);
            Pcap.putPrefix(to.array(), to.arrayOffset() + target + Pcap.RECORD_HEADER_LENGTH, linkType, ipVersion);
            to.put(target + Pcap.RECORD_HEADER_LENGTH + prefix, from, at + Pcap.RECORD_HEADER_LENGTH, stored);
            target += recordLength(to, target);
        }
        pool.give(from);
        file.use(to);
        file.used = target;
        file.linkType = linkType;
        return true;
    }

    private static int recordLength(ByteBuffer records, int offset) {
        return Pcap.RECORD_HEADER_LENGTH + storedLength(records, offset);
    }

    private static int storedLength(ByteBuffer records, int offset) {
        return Pcap.storedLength(records.array(), records.arrayOffset() + offset);
    }

    private static int ipVersion(ByteBuffer records, int offset) {
        return records.get(offset + Pcap.RECORD_HEADER_LENGTH) >>> 4 & 0xF;
    }

    // ---- memory: once per chunk

    /** A chunk of {@code file} with {@code room} bytes behind what is used, or null if there is none so large. */
    private ByteBuffer makeRoom(PcapFile file, int room) {
        boolean fitsSmall = room <= ChunkPool.SMALL - Pcap.FILE_HEADER_LENGTH;
        boolean fitsLarge = room <= ChunkPool.LARGE - Pcap.FILE_HEADER_LENGTH;
        if (file.chunk == null) {
            if (!fitsSmall) {
                return file.use(fitsLarge ? pool.takeLarge() : null);
            }
            if (file.use(pool.takeSmall()) == null) {
                reclaim();
                file.use(pool.takeSmall());
            }
            return file.chunk;
        }
        if (file.chunk.capacity() == ChunkPool.SMALL && fitsLarge) {
            ByteBuffer large = pool.takeLarge();
            if (large != null) {
                large.put(0, file.chunk, 0, file.used);
                pool.give(file.chunk);
                file.use(large);
                if (ChunkPool.LARGE - file.used >= room) {
                    return large;
                }
            }
        }
        writer.write(file);
        return room <= file.chunk.capacity() - Pcap.FILE_HEADER_LENGTH ? file.chunk : null;
    }

    /** Frees one small chunk: the fullest of the next few, going round. */
    private void reclaim() {
        PcapFile fullest = null;
        int compared = 0;
        for (int i = 0; i < handles && compared < CHUNKS_COMPARED; i++) {
            hand = hand + 1 >= handles ? 0 : hand + 1;
            for (PcapFile file = files[hand]; file != null; file = file.next) {
                if (file.chunk != null && file.chunk.capacity() == ChunkPool.SMALL) {
                    compared++;
                    if (fullest == null || file.used > fullest.used) {
                        fullest = file;
                    }
                }
            }
        }
        if (fullest != null) {
            writer.write(fullest);
            releaseChunk(fullest);
        }
    }

    private void releaseChunk(PcapFile file) {
        if (file.chunk != null) {
            pool.give(file.chunk);
            file.use(null);
        }
    }

    /** Appends a record that is too long for the group. */
    private void appendLong(PcapFile file, PacketCursor payload, int prefix, int ipVersion, int stored) {
        int room = Pcap.RECORD_HEADER_LENGTH + stored;
        if (file.capacity - file.used >= room || makeRoom(file, room) != null) {
            putRecord(file.bytes, file.start + file.used, file.linkType, payload, prefix, ipVersion, stored);
            file.used += room;
            return;
        }
        ByteBuffer alone = aloneFor(file, room);
        if (alone != null) {
            putRecord(alone.array(), alone.arrayOffset() + Pcap.FILE_HEADER_LENGTH, file.linkType, payload, prefix, ipVersion, stored);
            writer.write(file, alone, Pcap.FILE_HEADER_LENGTH + room, true);
        }
    }

    /** Writes a record of the group that gets no chunk, because all memory is in use. */
    private void appendAlone(PcapFile file, int at, int length) {
        ByteBuffer alone = aloneFor(file, length);
        if (alone != null) {
            alone.put(Pcap.FILE_HEADER_LENGTH, group, at, length);
            writer.write(file, alone, Pcap.FILE_HEADER_LENGTH + length, true);
        }
    }

    /** The buffer for a record without a chunk; null if there is not even memory for that, and the record is lost. */
    private ByteBuffer aloneFor(PcapFile file, int length) {
        ByteBuffer alone = pool.alone();
        if (alone == null) {
            writer.lost(file, Troubles.Cause.NO_MEMORY, length + " bytes wanted");
            return null;
        }
        writer.write(file); // what came before stays before
        return alone;
    }

    // ---- end

    @Override
    public void close(int handle) {
        if (handle < 0 || files[handle] == null) {
            return;
        }
        drain();
        PcapFile file = files[handle];
        if (--file.references == 0) {
            end(file);
            free[freeCount++] = handle;
        }
    }

    private void end(PcapFile first) {
        for (PcapFile file = first; file != null; file = file.next) {
            writer.end(file);
            releaseChunk(file);
            claims.release(file);
        }
        files[first.handle] = null;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        drain();
        for (PcapFile file : files) {
            if (file != null) {
                end(file);
            }
        }
        pool.close();
        if (writer.lostPackets() > 0) {
            LOGGER.warn("{} of {} packets of calls could not be saved below {}", writer.lostPackets(), packets.get(), roots.apply(FileKind.SIP));
        }
    }

    @Override
    public Totals totals() {
        return new Totals(begun.get(), packets.get(), writer.bytes(), writer.lostPackets());
    }
}
