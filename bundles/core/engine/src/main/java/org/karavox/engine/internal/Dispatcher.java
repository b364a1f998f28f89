package org.karavox.engine.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.karavox.call.CallNote;
import org.karavox.capture.CaptureSource;
import org.karavox.capture.FrameSink;
import org.karavox.media.MediaAnalyzer;
import org.karavox.packet.EndpointMap;
import org.karavox.packet.Hashing;
import org.karavox.packet.PacketCursor;
import org.karavox.signalling.ScanResult;
import org.karavox.signalling.Signalling;
import org.karavox.tunnel.TunnelDecoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out for every frame what it is and which shards want it. One thread owns it. Hot path.
 *
 * <p>Signalling is only scanned here: call key and announced addresses. The addresses are in the directory before the
 * next frame is looked at, so media follows its signalling into the same shard in the order of capture.
 */
final class Dispatcher implements FrameSink, PluginRegistry.Reader {

    /** Announced addresses are remembered for at least this many epochs of {@link #EPOCH_NANOS} after their last use. */
    private static final int EPOCHS_KEPT = 4;
    /** A little more than an hour, so that an address outlives {@code absolute_timeout}, four hours. */
    private static final long EPOCH_NANOS = 1L << 42;
    private static final int FORGET_FROM = 200_000;
    /** Datagrams that are looked up together. */
    static final int GROUP = 16;
    private static final long ORPHAN_SWEEP_NANOS = 10_000_000_000L;

    /** Instead of a fate: {@link #lookUp} will decide. */
    private static final int LATER = -1;

    private static final Logger LOGGER = LoggerFactory.getLogger(Dispatcher.class);

    private final PluginRegistry registry;
    private final ShardLink[] links;
    private final Fates fates = Fates.ofFrames();
    private final Fates details = new Fates();
    private final Defragmenter defragmenter = new Defragmenter();
    private final Layers layers;
    /** Datagrams that wait for their addresses to be looked up, all at once; see {@link #lookUp}. The one at {@code waiting} is free. */
    private final PacketCursor[] group = new PacketCursor[GROUP + 1];
    private final int[] groupKinds = new int[GROUP];
    private final int[] groupSlots = new int[GROUP];
    private final long[] groupValues = new long[GROUP];
    private int waiting;
    private final PacketClock clock = new PacketClock();
    private final EndpointMap directory;
    private final OrphanDirectory orphans = new OrphanDirectory();
    private final Scan scan = new Scan();
    private final Emissions emissions = new Emissions();

    private PluginTable table;
    private volatile long seenGeneration = -1;
    private Signalling.Scanner[] scanners = {};
    private final Map<Signalling, Signalling.Scanner> openScanners = new HashMap<>();
    private int[] messageFate = {};
    private int[] emptyFate = {};
    private int[] malformedFate = {};
    private MediaAnalyzer media;
    private int scanning = -1;
    /** Whose scanner is being opened: whom to blame if that throws. */
    private Signalling opening;
    private boolean judging;

    private final int threwFate = fates.number("engine.plugin.threw");
    private final int failedFate = fates.number("engine.failed");
    private final int notesDetail = details.number("engine.notes");
    private final int orphanShed = fates.number("orphan.shed");

    private int sourceIndex;
    private CaptureSource source;
    private int sensorInterface = -1;
    private int sensorId;
    private long frames;
    private long handed;
    private int epoch;
    private long nextOrphanSweep = Long.MIN_VALUE;
    private int forgetAt = FORGET_FROM;
    private long firstNanos = Long.MIN_VALUE;

    /** @param directory announced addresses; a shard in this thread shares it, see {@link LegTable} */
    Dispatcher(PluginRegistry registry, ShardLink[] links, EndpointMap directory, boolean ipv6, boolean reassemble) {
        this.registry = registry;
        this.directory = directory;
        this.links = links;
        for (int i = 0; i <= GROUP; i++) {
            group[i] = new PacketCursor();
        }
        this.layers = new Layers(fates, details, defragmenter, ipv6, reassemble, emissions);
    }

    /**
     * Batch boundary: takes a new table of plug-ins if there is one, and makes sure that shards get what they were
     * handed.
     */
    void boundary() {
        lookUp();
        PluginTable newest = registry.table();
        if (newest != table) {
            use(newest);
        }
        flush();
    }

    /** Takes a table. A plug-in that throws while it is opened is taken out of use, and the table without it is taken. */
    private void use(PluginTable wanted) {
        PluginTable newest = wanted;
        while (true) {
            try {
                open(newest);
                break;
            } catch (RuntimeException | LinkageError e) {
                TunnelDecoder decoder = layers.culprit();
                if (decoder != null) {
                    registry.quarantine(decoder, "Tunnel decoder " + decoder.name(), e);
                } else if (opening != null) {
                    registry.quarantine(opening, "Signalling " + opening.name(), e);
                }
                if (registry.table() == newest) {
                    throw e; // nobody could be blamed
                }
                newest = registry.table();
            }
        }
        media = newest.media;
        table = newest;
        for (ShardLink link : links) {
            link.order(new Order.UseTable(newest));
            link.flush();
        }
        seenGeneration = newest.generation;
    }

    private void open(PluginTable newest) {
        opening = null;
        layers.use(newest);
        openScanners.keySet().removeIf(signalling -> !newest.signallings.contains(signalling));
        int count = newest.signallings.size();
        scanners = new Signalling.Scanner[count];
        messageFate = new int[count];
        emptyFate = new int[count];
        malformedFate = new int[count];
        for (int i = 0; i < count; i++) {
            Signalling signalling = newest.signallings.get(i);
            opening = signalling;
            scanners[i] = openScanners.computeIfAbsent(signalling, Signalling::openScanner);
            messageFate[i] = fates.number("signalling." + signalling.name());
            emptyFate[i] = fates.number("signalling." + signalling.name() + ".no-payload");
            malformedFate[i] = fates.number("signalling." + signalling.name() + ".malformed");
        }
        opening = null;
    }

    /** The frames that follow come from this source, the one with this index. */
    void source(int index, CaptureSource newSource) {
        sourceIndex = index;
        source = newSource;
        sensorInterface = -1;
    }

    /** The current source lost frames before it could deliver them. */
    void lost() {
        if (clock.nanos() != Long.MIN_VALUE) {
            broadcast(new Order.SourceLoss(clock.nanos()));
        }
    }

    private void broadcast(Order order) {
        lookUp();
        for (ShardLink link : links) {
            link.order(order);
        }
    }

    private void flush() {
        for (ShardLink link : links) {
            link.flush();
        }
    }

    /** The line has been silent for {@code nanos} since the last frame: time-outs go on. */
    void idle(long nanos) {
        if (clock.idle(nanos)) {
            time(PacketClock.TICK);
        }
    }

    @Override
    public void onFrame(byte[] bytes, int offset, int capturedLength, int wireLength, long timestampNanos, int linkType,
            int interfaceId) {
        take(bytes, offset, capturedLength, wireLength, timestampNanos, linkType, interfaceId, false);
        if (emissions.isPending()) {
            workOffEmissions(interfaceId);
        }
    }

    @Override
    public void onMessage(byte[] bytes, int offset, int length, long timestampNanos, int linkType, int interfaceId) {
        take(bytes, offset, length, length, timestampNanos, linkType, interfaceId, true);
        if (emissions.isPending()) {
            workOffEmissions(interfaceId);
        }
    }

    /** Goes on with what plug-ins have found inside a frame, and inside what they found. */
    private void workOffEmissions(int interfaceId) {
        do {
            for (CallNote note = emissions.note(); note != null; note = emissions.note()) {
                onNote(note);
            }
            if (emissions.next()) {
                take(emissions.bytes(), emissions.offset(), emissions.length(), emissions.wireLength(), emissions.timestampNanos(),
                        emissions.linkType(), interfaceId, emissions.isWhole());
            }
        } while (emissions.isPending());
        lookUp(); // the bytes are used again
        emissions.clear();
    }

    @Override
    public void onNote(CallNote note) {
        PluginTable t = table;
        for (int i = 0; i < t.signallings.size(); i++) {
            long key = t.signallings.get(i).keyOf(note.callId());
            if (key != 0) {
                lookUp();
                int shard = shardOf(key);
                if (note instanceof CallNote.MediaAddress media) {
                    announce(media.addressHigh(), media.addressLow(), media.port(), key, shard, media.timestampNanos());
                }
                links[shard].order(new Order.Note(i, note));
            }
        }
        details.count(notesDetail);
    }

    private void take(byte[] bytes, int offset, int capturedLength, int wireLength, long timestampNanos, int linkType, int interfaceId,
            boolean whole) {
        long number = ++frames;
        int clockSays = clock.advance(timestampNanos);
        if (clockSays != PacketClock.QUIET) {
            time(clockSays);
        }
        if (interfaceId != sensorInterface) {
            sensorInterface = interfaceId;
            sensorId = source == null ? 0 : source.sensorId(interfaceId);
        }
        PacketCursor p = group[waiting];
        p.frame(bytes, offset, capturedLength, wireLength, timestampNanos, linkType);
        p.origin(sourceIndex, interfaceId, number);
        p.sensor(sensorId);
        p.whole(whole);
        int fate;
        try {
            fate = layers.uncover(p);
            if (fate < 0) {
                fate = fate == Layers.DATAGRAM ? datagram(p) : rebuilt(p, timestampNanos, number);
                if (fate == LATER && p.isBorrowed()) {
                    lookUp(); // the decoder will use the bytes again
                }
            }
        } catch (RuntimeException | LinkageError e) {
            fate = faulty(e);
        }
        if (fate != LATER) {
            fates.count(fate);
        }
    }

    /** The last fragment of a datagram came: goes on with the whole. */
    private int rebuilt(PacketCursor p, long timestampNanos, long number) {
        fates.count(Fates.FRAGMENT_TAKEN);
        int fate = layers.rebuilt(p, timestampNanos, number);
        while (fate == Layers.REBUILT) { // fragments within fragments
            fates.count(Fates.FRAGMENT_TAKEN);
            fate = layers.rebuilt(p, timestampNanos, number);
        }
        if (fate == Layers.DATAGRAM) {
            fate = datagram(p);
            lookUp(); // its bytes may be overwritten by the next fragment
        }
        return fate;
    }

    private int faulty(Throwable e) {
        TunnelDecoder decoder = layers.culprit();
        if (decoder != null) {
            registry.quarantine(decoder, "Tunnel decoder " + decoder.name(), e);
        } else if (scanning >= 0) {
            Signalling signalling = table.signallings.get(scanning);
            registry.quarantine(signalling, "Signalling " + signalling.name(), e);
        } else if (judging) {
            registry.quarantine(media, "Media analyzer " + media.name(), e);
        } else if (fates.of(failedFate) == 0) {
            LOGGER.error("Frame {} could not be decoded; it is counted as engine.failed", frames, e);
        }
        boolean plugin = decoder != null || scanning >= 0 || judging;
        scanning = -1;
        judging = false;
        if (plugin) {
            use(registry.table()); // at once: the next frame must not meet the faulty plug-in
        }
        return plugin ? threwFate : failedFate;
    }

    // ---- time

    private void time(int clockSays) {
        long now = clock.nanos();
        if (firstNanos == Long.MIN_VALUE) {
            firstNanos = now;
        }
        epoch = (int) (now / EPOCH_NANOS);
        if (clockSays == PacketClock.BACK) {
            broadcast(new Order.TimeBack(now));
            orphans.removeSilent(Long.MAX_VALUE, (number, hash, to) -> links[shardOf(hash)].order(new Order.ForgetOrphan(number)));
            nextOrphanSweep = Long.MIN_VALUE;
        }
        lookUp();
        for (ShardLink link : links) {
            link.tick(now);
        }
        if (now >= nextOrphanSweep) {
            nextOrphanSweep = now + ORPHAN_SWEEP_NANOS;
            defragmenter.expire(now);
            orphans.removeSilent(now, (number, hash, to) -> links[shardOf(hash)].order(new Order.ForgetOrphan(number)));
        }
    }

    // ---- datagrams

    private int datagram(PacketCursor p) {
        PluginTable t = table;
        if (t.hasPlugin(p.destinationPort(), p.sourcePort())) {
            int signalling = t.udpSignalling[p.destinationPort()];
            if (signalling == 0) {
                signalling = t.udpSignalling[p.sourcePort()];
            }
            if (signalling != 0) {
                int fate = signalling(p, signalling - 1);
                if (fate >= 0) {
                    return fate;
                }
            }
        }
        if (t.signallingOnAllPorts != 0 && p.remaining() > 0 && t.mayBeSignalling(p.u8(0))) {
            int fate = signalling(p, t.signallingOnAllPorts - 1);
            if (fate >= 0) {
                return fate;
            }
        }
        if (++waiting == GROUP) {
            lookUp();
        }
        return LATER;
    }

    /**
     * Looks up the addresses of the datagrams that wait and hands them over, in order. One after the other they would
     * spend most of their time waiting for memory; step by step for all of them, they wait together.
     */
    private void lookUp() {
        int count = waiting;
        if (count == 0) {
            return;
        }
        waiting = 0;
        EndpointMap d = directory;
        for (int i = 0; i < count; i++) {
            PacketCursor p = group[i];
            groupSlots[i] = d.find(p.destinationHigh(), p.destinationLow(), p.destinationPort());
        }
        for (int i = 0; i < count; i++) {
            groupKinds[i] = Block.MEDIA_TO;
            if (groupSlots[i] < 0) {
                PacketCursor p = group[i];
                groupSlots[i] = d.find(p.sourceHigh(), p.sourceLow(), p.sourcePort());
                groupKinds[i] = groupSlots[i] < 0 ? Block.ORPHAN : Block.MEDIA_FROM;
            }
        }
        for (int i = 0; i < count; i++) {
            int slot = groupSlots[i];
            if (slot >= 0) {
                d.touch(slot, epoch);
                groupValues[i] = d.value(slot);
            } else {
                groupValues[i] = 0;
            }
        }
        for (ShardLink link : links) {
            link.announce(groupKinds, groupValues, count);
        }
        for (int i = 0; i < count; i++) {
            if (groupSlots[i] < 0) {
                fates.count(judge(group[i]));
            } else {
                hand(groupValues[i], groupKinds[i], group[i]);
                fates.count(Fates.MEDIA);
            }
        }
    }

    private int judge(PacketCursor p) {
        try {
            return orphan(p);
        } catch (RuntimeException | LinkageError e) {
            return faulty(e);
        }
    }

    /** @param value of the directory: a mask of shards, or for the one shard in this thread {@link LegTable#entry its entry} above bit 0 */
    private void hand(long value, int kind, PacketCursor p) {
        if (links.length == 1) {
            handed++;
            links[0].packet(kind, LegTable.entry(value), p);
            return;
        }
        for (long rest = value; rest != 0; rest &= rest - 1) {
            handed++;
            links[Long.numberOfTrailingZeros(rest)].packet(kind, LegTable.ABSENT, p);
        }
    }

    private int orphan(PacketCursor p) {
        MediaAnalyzer analyzer = media;
        if (analyzer == null) {
            return Fates.UNCLAIMED_UDP;
        }
        judging = true;
        boolean plausible = analyzer.isPlausible(p);
        judging = false;
        if (!plausible) {
            return Fates.UNCLAIMED_UDP;
        }
        int number = orphans.number(p);
        if (number == OrphanDirectory.FULL) {
            return orphanShed;
        }
        handed++;
        links[shardOf(OrphanDirectory.hash(p))].packet(Block.ORPHAN, number, p);
        return Fates.ORPHAN;
    }

    private int shardOf(long hash) {
        return (int) Long.remainderUnsigned(hash, links.length);
    }

    private int signalling(PacketCursor p, int protocol) {
        scanning = protocol;
        scan.key = 0;
        scan.count = 0;
        int answer = scanners[protocol].scan(p, scan);
        scanning = -1;
        switch (answer) {
            case Signalling.Scanner.NOT_MINE -> {
                return -1;
            }
            case Signalling.Scanner.NO_PAYLOAD -> {
                return emptyFate[protocol];
            }
            case Signalling.Scanner.MESSAGE -> {
                lookUp();
                int shard = shardOf(scan.key);
                for (int i = 0; i < scan.count; i++) {
                    announce(scan.high[i], scan.low[i], scan.port[i], scan.key, shard, p.timestampNanos());
                }
                handed++;
                links[shard].packet(Block.SIGNALLING, protocol, p);
                return messageFate[protocol];
            }
            default -> {
                return malformedFate[protocol];
            }
        }
    }

    private void announce(long high, long low, int port, long key, int shard, long nanos) {
        if (directory.size() >= forgetAt) {
            directory.forgetBefore(epoch - EPOCHS_KEPT);
            forgetAt = Math.max(FORGET_FROM, directory.size() * 2);
        }
        int slot = directory.put(high, low, port, epoch);
        long before = directory.value(slot);
        if (before != 0 && directory.aux(slot) != key) {
            long told = links.length == 1 ? 1 : before;
            Sharing sharing = new Sharing(Long.bitCount(told));
            Order order = new Order.AnnouncedElsewhere(high, low, port, nanos, sharing);
            for (long rest = told; rest != 0; rest &= rest - 1) {
                links[Long.numberOfTrailingZeros(rest)].order(order);
            }
            links[shard].order(new Order.AnnouncedBefore(high, low, port, sharing));
        }
        directory.value(slot, directory.value(slot) | 1L << shard); // read again: legs may have left, see LegTable
        directory.aux(slot, key);
        if (orphans.concerns(high, low, port)) {
            orphans.removeAll(high, low, port, (number, hash, to) -> {
                Handover handover = new Handover(high, low, port, to);
                ShardLink giver = links[shardOf(hash)];
                giver.order(new Order.GiveOrphan(number, handover));
                if (giver != links[shard]) {
                    giver.flush(); // the taker may wait for it
                }
                links[shard].order(new Order.OfferOrphan(handover));
            });
        }
    }

    /** Where the scanner puts what it finds. */
    private static final class Scan implements ScanResult {

        /** As many as a call may have legs in the shard. */
        private static final int MAX = 256;

        private final long[] high = new long[MAX];
        private final long[] low = new long[MAX];
        private final int[] port = new int[MAX];
        private int count;
        private long key;

        @Override
        public void callKey(long hash) {
            key = hash;
        }

        @Override
        public void mediaEndpoint(long addressHigh, long addressLow, int endpointPort) {
            if (count < MAX) {
                high[count] = addressHigh;
                low[count] = addressLow;
                port[count++] = endpointPort;
            }
        }
    }

    // ---- what others may ask

    @Override
    public long seenGeneration() {
        return seenGeneration;
    }

    @Override
    public String readerName() {
        return "the dispatcher";
    }

    /** Owner only. */
    Fates fates() {
        return fates;
    }

    /** Owner only: counters that are no fates. */
    Map<String, Long> details() {
        Map<String, Long> all = details.copy();
        put(all, "engine.fragment.rebuilt", defragmenter.rebuilt());
        put(all, "engine.fragment.expired", defragmenter.expired());
        put(all, "engine.fragment.evicted", defragmenter.evicted());
        put(all, "engine.fragment.waiting", defragmenter.inProgress());
        put(all, "engine.emitted", emissions.emitted());
        put(all, "engine.emitted.shed", emissions.shed());
        put(all, "engine.endpoints", directory.size());
        put(all, "orphan.pairs", orphans.size());
        return all;
    }

    private static void put(Map<String, Long> all, String name, long value) {
        if (value != 0) {
            all.put(name, value);
        }
    }

    /** Owner only: frames that were not captured: put together out of fragments, or found inside others. */
    long rebuilt() {
        return defragmenter.rebuilt() + emissions.emitted();
    }

    /** Owner only: packets handed to shards. */
    long handed() {
        return handed;
    }

    /** Owner only: frames that sources have delivered. */
    long read() {
        return frames - emissions.emitted();
    }

    /** Owner only: number of the last frame. */
    long frames() {
        return frames;
    }

    /** Numbers of frames go on behind {@code number}. */
    void countFrom(long number) {
        frames = number;
    }

    /** Packet time, empty before the first frame. */
    OptionalLong packetNanos() {
        return clock.nanos() == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(clock.nanos());
    }

    /** Owner only: packet time of the first frame, {@link Long#MIN_VALUE} before it. */
    long firstNanos() {
        return firstNanos;
    }
}
