package org.karavox.storage.spool.internal;

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
 * The files of one shard in archives. Hot path: {@link #append} copies into pieces of memory and allocates nothing; every
 * {@code tar_chunk_kb} of a file it hands them to the thread of the archive. This thread never touches the disk.
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
            ipVersion = payload.bytes()[payload.frameStart()] >>> 4 & 0xF;
            file = fileFor(file, linkType, ipVersion);
            prefix = Pcap.prefixLength(file.linkType, linkType, ipVersion);
        }
        int stored = Math.min(prefix + length, Pcap.SNAPLEN);
        int room = Pcap.RECORD_HEADER_LENGTH + stored;
        Piece piece = file.tail;
        if (piece == null || Piece.SIZE - piece.used < room || file.waiting() + room > settings.chunkBytes) {
            piece = makeRoom(file, room);
            if (piece == null) {
                appendInParts(file, payload, prefix, ipVersion, stored);
                return;
            }
        }
        putRecord(piece.bytes, piece.start + piece.used, file.linkType, payload, prefix, ipVersion, stored);
        piece.used += room;
        file.waitingPackets++;
        file.grown(room);
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

    /** A piece of {@code file} with that room; null if there is no memory, or no piece is so large. */
    private Piece makeRoom(TarFile file, int room) {
        if (file.waiting() > 0 && file.waiting() + room > settings.chunkBytes) {
            handOver(file, false);
        }
        if (room > Piece.SIZE) {
            return null;
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

    /** Appends a record that is longer than a piece, or finds that there is no memory. */
    private void appendInParts(TarFile file, PacketCursor payload, int prefix, int ipVersion, int stored) {
        int room = Pcap.RECORD_HEADER_LENGTH + stored;
        if (room > Piece.SIZE) {
            byte[] record = new byte[room];
            putRecord(record, 0, file.linkType, payload, prefix, ipVersion, stored);
            if (append(file, record, room)) {
                return;
            }
        }
        lostPackets.increment();
        troubles.lost(Troubles.Cause.TOO_SLOW, file.archive.path, "all memory for packets is in use", 1);
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
            lostPackets.add(lost);
            troubles.lost(Troubles.Cause.TOO_SLOW, file.archive.path, "all memory for packets is in use", lost);
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
