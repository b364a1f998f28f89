package org.karavox.storage.spool.internal;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.karavox.call.CallRef;
import org.karavox.packet.Counter;
import org.karavox.packet.PacketCursor;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one shard in archives. Hot path: {@link #append} puts the record into a group, sixteen at a time
 * go to pieces of memory; nothing is allocated. Every {@code tar_chunk_kb} of a file is handed to the thread of the archive. This thread never touches the disk.
 *
 * <p>When memory is used up, what waits is written early; if that does not help because the disk is too slow, a live source
 * loses packets, which are counted, and a file waits.
 *
 * <p>Link types are treated as in {@link PcapCallFiles}.
 */
final class TarCallFiles implements CallFiles {

    private static final Logger LOGGER = LoggerFactory.getLogger(TarCallFiles.class);
    private static final int MOST_WAITING_FOR_HEADERS = 1 << 20;
    private static final long PATIENT_END_MILLIS = TimeUnit.MINUTES.toMillis(1);
    private static final long LIVE_END_MILLIS = TimeUnit.SECONDS.toMillis(2);
    private static final long WAIT_MILLIS = 50;
    private static final int GROUP = 16;
    private static final int GROUP_BYTES = 8 << 10;
    private static final int CACHE_LINE = 64;
    private static final VarHandle GROUPED;
    private static final VarHandle GROUP_VERSION;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            GROUPED = lookup.findVarHandle(TarCallFiles.class, "grouped", int.class);
            GROUP_VERSION = lookup.findVarHandle(TarCallFiles.class, "groupVersion", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
    private static final int RECLAIMED_PIECES = TarThread.BATCH / Piece.SIZE;

    private final SpoolRules rules;
    private final TarSettings settings;
    private final SpoolLayout layout;
    private final Function<FileKind, Path> roots;
    private final TarArchives archives;
    private final PiecePool pool;
    private final Troubles troubles;
    private final boolean patient;
    private final PiecePool.Account account = new PiecePool.Account();

    private Piece stash;
    private TarFile[] files = new TarFile[64];
    private int[] free = new int[64];
    private int freeCount;
    private int handles;
    private int hand;
    private boolean closed;

    private final byte[] group = new byte[GROUP_BYTES];
    private final TarFile[] groupFiles = new TarFile[GROUP];
    private final Piece[] groupPieces = new Piece[GROUP];
    private final int[] groupLengths = new int[GROUP];
    private final int[] groupTargets = new int[GROUP];
    private int grouped;
    private int groupUsed;
    /** Odd while the group goes to the pieces. */
    private int groupVersion;
    /** Keeps the compiler from leaving out what only touches memory. */
    private int warmth;

    private final Counter begun = new Counter();
    private final Counter packets = new Counter();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder lostPackets = new LongAdder();

    private final Map<FileKind, String> directories = new EnumMap<>(FileKind.class);
    private long directoriesMinute = Long.MIN_VALUE;
    private int directoriesSensor;

    /**
     * What the archives are like.
     *
     * @param sip rules of archives of signalling
     * @param rtp rules of archives of media
     * @param chunkBytes of a file that are collected
     * @param hashNames long names get a hash, else they are cut
     */
    record TarSettings(TarRules sip, TarRules rtp, int chunkBytes, boolean hashNames) {

        TarRules of(FileKind kind) {
            return kind == FileKind.SIP ? sip : rtp;
        }
    }

    /** @param patient waits for memory instead of losing packets */
    TarCallFiles(SpoolRules rules, TarSettings settings, SpoolLayout layout, Function<FileKind, Path> roots, TarArchives archives,
            PiecePool pool, Troubles troubles, boolean patient) {
        this.rules = rules;
        this.settings = settings;
        this.layout = layout;
        this.roots = roots;
        this.archives = archives;
        this.pool = pool;
        this.troubles = troubles;
        this.patient = patient;
    }

    // ---- begin

    @Override
    public int open(CallRef call, FileKind kind) {
        if (closed || !rules.keeps(kind)) {
            return NOT_KEPT;
        }
        Path root = roots.apply(kind);
        Path path = Path.of(directory(root, call, kind), layout.archive(call, kind, settings.of(kind).whole()));
        TarArchive.Place place = new TarArchive.Place(layout.dateHour(call), 0, call.sensorId(),
                (Math.floorDiv(call.start().getEpochSecond(), 60L) + 1) * 60);
        Optional<TarArchive> archive = archives.use(root, path, kind, place, settings.of(kind));
        if (archive.isEmpty()) {
            return NOT_KEPT;
        }
        TarFile file = named(kind, archive.get(), layout.base(call.callId()), CallTag.of(call), 1);
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

    /** A file with the first name that nobody has. */
    private TarFile named(FileKind kind, TarArchive archive, String base, CallTag tag, int from) {
        int number = from;
        while (true) {
            TarFile file = new TarFile(this, kind, archive, SpoolLayout.entry(base, number, settings.hashNames), base, tag);
            if (archive.claim(file) == null) {
                return file;
            }
            number++;
        }
    }

    private String directory(Path root, CallRef call, FileKind kind) {
        long minute = layout.localMinute(call.start());
        if (minute != directoriesMinute || call.sensorId() != directoriesSensor) {
            directories.clear();
            directoriesMinute = minute;
            directoriesSensor = call.sensorId();
        }
        return directories.computeIfAbsent(kind, any -> root.toString() + '/' + layout.directory(call, kind));
    }

    // ---- hot path

    @Override
    public void append(int handle, PacketCursor payload) {
        if (handle < 0) {
            return;
        }
        TarFile file = files[handle];
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
        if (room > Piece.SIZE) {
            drain();
            appendLong(file, payload, prefix, ipVersion, stored);
            return;
        }
        if (grouped == GROUP || groupUsed + room > group.length) {
            drain();
        }
        putRecord(group, groupUsed, file.linkType, payload, prefix, ipVersion, stored);
        groupFiles[grouped] = file;
        groupLengths[grouped] = room;
        groupUsed += room;
        GROUPED.setRelease(this, grouped + 1);
    }

    /** Brings the group to the pieces of its files, touching all of them first, see {@link PcapCallFiles}. */
    private void drain() {
        if (grouped == 0) {
            return;
        }
        GROUP_VERSION.setVolatile(this, groupVersion + 1);
        int copied = 0;
        int copiedTo = 0;
        int touched = 0;
        for (int i = 0; i < grouped; i++) {
            TarFile file = groupFiles[i];
            int length = groupLengths[i];
            Piece piece = file.tail;
            if (piece == null || Piece.SIZE - piece.used < length || file.reserved + length > settings.chunkBytes) {
                copiedTo = copy(copied, i, copiedTo); // making room may hand any chunk over
                copied = i;
                piece = makeRoom(file, length);
            }
            groupPieces[i] = piece;
            if (piece == null) {
                lose(file, 1);
                continue;
            }
            int target = piece.start + piece.used;
            groupTargets[i] = target;
            piece.used += length;
            file.reserved += length;
            byte[] bytes = piece.bytes;
            for (int line = target; line < target + length; line += CACHE_LINE) {
                touched += bytes[line];
            }
        }
        copy(copied, grouped, copiedTo);
        warmth = touched;
        groupUsed = 0;
        GROUPED.setRelease(this, 0);
        GROUP_VERSION.setVolatile(this, groupVersion + 1);
    }

    /** Copies part of the group; answers where in it the next record stands. */
    private int copy(int from, int to, int start) {
        int at = start;
        for (int i = from; i < to; i++) {
            int length = groupLengths[i];
            Piece piece = groupPieces[i];
            if (piece != null) {
                System.arraycopy(group, at, piece.bytes, groupTargets[i], length);
                groupFiles[i].waitingPackets++;
                groupFiles[i].grown(length);
            }
            groupPieces[i] = null;
            groupFiles[i] = null;
            at += length;
        }
        return at;
    }

    /**
     * The records of a file that have not left the shard; of those that came last some may be missing while more are coming. Any
     * thread.
     *
     * @return whole records, or null if they were handed over meanwhile
     */
    byte[] waiting(TarFile file) {
        int before = (int) GROUP_VERSION.getVolatile(this);
        byte[] inPieces = file.snapshot();
        byte[] inGroup = inGroup(file);
        if (inPieces == null || inGroup == null || inGroup.length == 0 || (before & 1) != 0 || before != (int) GROUP_VERSION.getVolatile(this)) {
            return inPieces;
        }
        byte[] both = Arrays.copyOf(inPieces, inPieces.length + inGroup.length);
        System.arraycopy(inGroup, 0, both, inPieces.length, inGroup.length);
        return both;
    }

    /** A copy of the records of a file in the group, good only if the version has not changed; null if it certainly is not. */
    private byte[] inGroup(TarFile file) {
        int count = (int) GROUPED.getAcquire(this);
        ByteArrayOutputStream found = new ByteArrayOutputStream();
        int at = 0;
        for (int i = 0; i < count; i++) {
            int length = groupLengths[i];
            if (length < 0 || at + length > group.length) {
                return null;
            }
            if (groupFiles[i] == file) {
                found.write(group, at, length);
            }
            at += length;
        }
        VarHandle.acquireFence();
        return found.toByteArray();
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

    // ---- memory: once per piece

    /** A piece of {@code file} with that room; null if there is no memory. */
    private Piece makeRoom(TarFile file, int room) {
        if (file.waiting() > 0 && file.reserved + room > settings.chunkBytes) {
            handOver(file, false);
        }
        Piece piece = takePiece();
        if (piece != null) {
            attach(file, piece);
        }
        return piece;
    }

    private static void attach(TarFile file, Piece piece) {
        piece.next = null;
        if (file.tail == null) {
            file.head = piece;
        } else {
            file.tail.next = piece;
        }
        file.tail = piece;
    }

    private Piece takePiece() {
        if (stash == null) {
            stash = pool.take(account);
            if (stash == null) {
                stash = takeAfterWriting();
                if (stash == null) {
                    return null;
                }
            }
        }
        Piece piece = stash;
        stash = piece.next;
        piece.next = null;
        return piece;
    }

    /** Hands what waits over early, and waits until it is written if that is allowed. */
    private Piece takeAfterWriting() {
        reclaim();
        Piece pieces = pool.take(account);
        while (pieces == null && patient && !archives.hasEnded()) {
            try {
                pool.awaitGiven(WAIT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
            reclaim();
            pieces = pool.take(account);
        }
        return pieces;
    }

    /** Hands over what waits, the larger chunks first, unless enough is on its way already. */
    private void reclaim() {
        if (pool.isWorthWaiting()) {
            return;
        }
        int given = 0;
        for (int least = settings.chunkBytes / 2; given < RECLAIMED_PIECES; least /= 4) {
            for (int i = 0; i < handles && given < RECLAIMED_PIECES; i++) {
                hand = hand + 1 >= handles ? 0 : hand + 1;
                for (TarFile file = files[hand]; file != null; file = file.next) {
                    if (file.waiting() > least) {
                        given += handOver(file, false);
                    }
                }
            }
            if (least == 0) {
                return;
            }
        }
    }

    /** Answers how many pieces that were. */
    private int handOver(TarFile file, boolean last) {
        Piece chunk = file.takeChunk(last);
        int pieces = 0;
        for (Piece piece = chunk; piece != null; piece = piece.next) {
            pieces++;
        }
        if (archives.hasEnded() && chunk != null) {
            lost(chunk.chunkPackets);
            pool.give(chunk);
        } else if (chunk != null) {
            pool.sent(pieces);
            file.archive.thread.hand(chunk);
        }
        return pieces;
    }

    /** Appends a record that is longer than a piece. */
    private void appendLong(TarFile file, PacketCursor payload, int prefix, int ipVersion, int stored) {
        int room = Pcap.RECORD_HEADER_LENGTH + stored;
        if (file.waiting() > 0 && file.reserved + room > settings.chunkBytes) {
            handOver(file, false);
        }
        byte[] record = new byte[room];
        putRecord(record, 0, file.linkType, payload, prefix, ipVersion, stored);
        if (!append(file, record, room)) {
            lose(file, 1);
        }
    }

    private void lose(TarFile file, int count) {
        lostPackets.add(count);
        troubles.lost(Troubles.Cause.TOO_SLOW, file.archive.path, "all memory for packets is in use", count);
    }

    /** Appends a record to as many pieces as it needs; all or nothing. */
    private boolean append(TarFile file, byte[] record, int length) {
        Piece first = null;
        Piece last = null;
        for (int at = 0; at < length;) {
            Piece piece = takePiece();
            if (piece == null) {
                if (first != null) {
                    pool.give(first);
                }
                return false;
            }
            piece.used = Math.min(Piece.SIZE, length - at);
            System.arraycopy(record, at, piece.bytes, piece.start, piece.used);
            at += piece.used;
            if (first == null) {
                first = piece;
            } else {
                last.next = piece;
            }
            last = piece;
        }
        if (file.tail == null) {
            file.head = first;
        } else {
            file.tail.next = first;
        }
        file.tail = last;
        file.waitingPackets++;
        file.reserved += length;
        file.grown(length);
        return true;
    }

    // ---- link types: a change of type only

    private TarFile fileFor(TarFile first, int linkType, int ipVersion) {
        TarFile file = first;
        while (true) {
            if (file.linkType == TarFile.NO_LINK_TYPE) {
                file.linkType = linkType;
                begun.increment();
                return file;
            }
            if (Pcap.prefixLength(file.linkType, linkType, ipVersion) >= 0 || addLinkHeaders(file, linkType)) {
                return file;
            }
            if (file.next == null) {
                file.next = named(file.kind, file.archive, file.base, file.tag, 2);
            }
            file = file.next;
        }
    }

    /** Turns a file of raw IP that is only in memory into one of {@code linkType}. */
    private boolean addLinkHeaders(TarFile file, int linkType) {
        if (!Pcap.isRawIp(file.linkType) || file.continued || file.waiting() > MOST_WAITING_FOR_HEADERS) {
            return false;
        }
        byte[] records = file.snapshot();
        for (int at = 0; at < records.length; at += Pcap.RECORD_HEADER_LENGTH + Pcap.storedLength(records, at)) {
            int prefix = Pcap.prefixLength(linkType, file.linkType, ipVersion(records, at));
            if (prefix < 0 || prefix + Pcap.storedLength(records, at) > Pcap.SNAPLEN) {
                return false;
            }
        }
        Piece raw = file.takeChunk(false);
        file.continued = false;
        int rawType = file.linkType;
        file.linkType = linkType;
        int lost = 0;
        for (int at = 0; at < records.length; at += Pcap.RECORD_HEADER_LENGTH + Pcap.storedLength(records, at)) {
            int stored = Pcap.storedLength(records, at);
            int ipVersion = ipVersion(records, at);
            int prefix = Pcap.prefixLength(linkType, rawType, ipVersion);
            byte[] record = new byte[Pcap.RECORD_HEADER_LENGTH + prefix + stored];
            System.arraycopy(records, at, record, 0, Pcap.RECORD_HEADER_LENGTH);
            Pcap.put32(record, 8, stored + prefix);
            Pcap.put32(record, 12, Pcap.get32(records, at + 12) + prefix);
            Pcap.putPrefix(record, Pcap.RECORD_HEADER_LENGTH, linkType, ipVersion);
            System.arraycopy(records, at + Pcap.RECORD_HEADER_LENGTH, record, Pcap.RECORD_HEADER_LENGTH + prefix, stored);
            lost += append(file, record, record.length) ? 0 : 1;
        }
        if (raw != null) {
            pool.give(raw);
        }
        if (lost > 0) {
            lose(file, lost);
        }
        return true;
    }

    private static int ipVersion(byte[] records, int offset) {
        return records[offset + Pcap.RECORD_HEADER_LENGTH] >>> 4 & 0xF;
    }

    // ---- end

    @Override
    public void close(int handle) {
        if (handle >= 0 && files[handle] != null) {
            drain();
            end(files[handle]);
            free[freeCount++] = handle;
        }
    }

    private void end(TarFile first) {
        for (TarFile file = first; file != null; file = file.next) {
            if (file.waiting() == 0 && file.continued) {
                Piece empty = takePiece(); // the last entry is what says that the file is whole
                if (empty != null) {
                    attach(file, empty);
                }
            }
            handOver(file, true);
        }
        archives.leave(first.archive);
        files[first.handle] = null;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        drain();
        for (TarFile file : files) {
            if (file != null) {
                end(file);
            }
        }
        closed = true;
        if (stash != null) {
            pool.give(stash);
            stash = null;
        }
        try {
            if (!archives.flush(patient ? PATIENT_END_MILLIS : LIVE_END_MILLIS)) {
                LOGGER.warn("The disk of the spool does not answer; {} of packets still wait to be written", pool.bytesInUse());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (lostPackets.sum() > 0) {
            LOGGER.warn("{} of {} packets of calls could not be saved", lostPackets.sum(), packets.get());
        }
    }

    /** A chunk of ours was written. Any thread. */
    void written(long onDisk) {
        bytes.add(onDisk);
    }

    /** A chunk of ours was not written. Any thread. */
    void lost(long packetsOfChunk) {
        lostPackets.add(packetsOfChunk);
    }

    @Override
    public Totals totals() {
        return new Totals(begun.get(), packets.get(), bytes.sum(), lostPackets.sum());
    }
}
