package org.karavox.engine.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord;
import org.karavox.capture.CaptureSource;
import org.karavox.packet.EndpointMap;
import org.karavox.packet.PacketCursor;
import org.karavox.runtime.Ledger;
import org.karavox.storage.CallFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One dispatcher with its shards. Made, polled and closed by one thread, the ingest thread; {@link #ledger} and
 * {@link #activeCalls} may be asked by any.
 */
final class Pipeline implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Pipeline.class);
    /** Blocks of 256 KiB between the dispatcher and each shard. */
    private static final int BLOCKS = 16;
    private static final int MAX_SHARDS = 62;
    private static final long LEDGER_PATIENCE_NANOS = 1_000_000_000L;

    /**
     * @param shards threads that analyse calls, 0 = everything in the ingest thread
     * @param spoolRoot where to keep packets instead of the configured place
     * @param keepPackets false if packets are not to be kept at all
     * @param live its sources do not wait, so the spool must not make it wait either
     */
    record Options(int shards, boolean ipv6, boolean reassemble, Optional<Path> spoolRoot, boolean keepPackets, boolean live) {

        /** For files. */
        Options(int shards, boolean ipv6, boolean reassemble, Optional<Path> spoolRoot, boolean keepPackets) {
            this(shards, ipv6, reassemble, spoolRoot, keepPackets, false);
        }

        Options {
            if (shards < 0 || shards > MAX_SHARDS) {
                throw new IllegalArgumentException(shards + " shards, possible are 0 to " + MAX_SHARDS);
            }
        }
    }

    /** A source with the frames it has delivered; kept when the source is gone, because the ledger is. */
    private static final class Feed {
        private final CaptureSource source;
        private final String name;
        private long read;
        private long dropped;
        private boolean ended;

        private Feed(CaptureSource source) {
            this.source = source;
            this.name = source.info().name();
        }
    }

    private final PluginRegistry registry;
    private final Options options;
    private final Dispatcher dispatcher;
    private final ShardAgent[] shards;
    private final SwitchableFiles[] files;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Feed> feeds = new ArrayList<>();
    private final Object recordLock = new Object();

    private volatile int ledgerWanted;
    private volatile int ledgerServed;
    private volatile Ledger ledger = new Ledger(List.of(), Map.of(), 0, 0, 0, 0, Map.of());
    private volatile boolean closed;

    Pipeline(String name, PluginRegistry registry, Options options, Consumer<CallRecord> records) {
        this.registry = registry;
        this.options = options;
        int count = Math.max(1, options.shards);
        shards = new ShardAgent[count];
        files = new SwitchableFiles[count];
        ShardLink[] links = new ShardLink[count];
        boolean inline = options.shards == 0;
        EndpointMap directory = new EndpointMap(1024);
        Consumer<CallRecord> oneAtATime = inline ? records : call -> {
            synchronized (recordLock) {
                records.accept(call);
            }
        };
        for (int i = 0; i < count; i++) {
            files[i] = new SwitchableFiles(options.spoolRoot, options.keepPackets, options.live);
            shards[i] = new ShardAgent(i, registry, inline ? directory : null, files[i], oneAtATime);
            if (inline) {
                links[i] = new ShardLink.Direct(shards[i]);
            } else {
                BlockRing ring = new BlockRing(BLOCKS);
                links[i] = new ShardLink.Blocks(ring);
                threads.add(start(name + " shard-" + i, shards[i], ring));
            }
        }
        this.links = links;
        dispatcher = new Dispatcher(registry, links, directory, options.ipv6, options.reassemble);
        registry.addReader(dispatcher);
        for (ShardAgent shard : shards) {
            registry.addReader(shard);
        }
        dispatcher.boundary();
    }

    private final ShardLink[] links;

    private static Thread start(String name, ShardAgent shard, BlockRing ring) {
        Thread thread = new Thread(() -> work(shard, ring), name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void work(ShardAgent shard, BlockRing ring) {
        PacketCursor packet = new PacketCursor();
        for (Block block = ring.take(); block != null; block = ring.take()) {
            for (int kind = block.nextKind(); kind != 0; kind = block.nextKind()) {
                if (kind == Block.TICK) {
                    shard.tick(block.tickNanos());
                } else if (kind == Block.ORDER) {
                    carryOut(shard, block.order());
                } else {
                    block.restore(packet);
                    shard.packet(kind, block.detail(), packet); // throws nothing
                }
                block.skip();
            }
            shard.publish();
            ring.release();
        }
        shard.close();
    }

    private static void carryOut(ShardAgent shard, Order order) {
        try {
            shard.order(order);
        } catch (RuntimeException | Error e) { // a plug-in's open or close; the shard must go on
            LOGGER.error("Shard {} could not carry out {}", shard.index(), order, e);
        }
    }

    /** Takes in a source; its number in the ledger is its place in the order of arrival. */
    void add(CaptureSource source) {
        feeds.add(new Feed(source));
    }

    /** Lets a source go, after what it has delivered. */
    void remove(CaptureSource source) {
        for (Feed feed : feeds) {
            if (feed.source == source) {
                end(feed);
            }
        }
    }

    private void end(Feed feed) {
        if (!feed.ended) {
            feed.dropped = feed.source.dropped();
            feed.ended = true;
            try {
                feed.source.close();
            } catch (IOException e) {
                LOGGER.warn("{} could not be closed", feed.name, e);
            }
        }
    }

    /** True while a source may deliver more. */
    boolean hasSources() {
        return feeds.stream().anyMatch(feed -> !feed.ended);
    }

    /**
     * Polls a source once and comes to a batch boundary.
     *
     * @return frames delivered, or {@link CaptureSource#END}
     * @throws IOException what the source threw; it is closed
     */
    int poll(CaptureSource source, int limit) throws IOException {
        Feed feed = feedOf(source);
        dispatcher.source(feeds.indexOf(feed), source);
        long before = dispatcher.read();
        int answer;
        try {
            answer = source.poll(dispatcher, limit);
        } catch (IOException | RuntimeException e) {
            feed.read += dispatcher.read() - before;
            boundary();
            end(feed);
            throw e;
        }
        feed.read += dispatcher.read() - before;
        long dropped = source.dropped();
        if (dropped > feed.dropped) {
            feed.dropped = dropped;
            dispatcher.lost();
        }
        boundary();
        if (answer == CaptureSource.END) {
            end(feed);
        }
        return answer;
    }

    private Feed feedOf(CaptureSource source) {
        for (Feed feed : feeds) {
            if (feed.source == source) {
                return feed;
            }
        }
        throw new IllegalArgumentException(source.info().name() + " was not added");
    }

    /** Nothing to poll, or nothing came. */
    void idle(long silenceNanos) {
        dispatcher.idle(silenceNanos);
        boundary();
    }

    private void boundary() {
        dispatcher.boundary();
        int wanted = ledgerWanted;
        if (wanted != ledgerServed) {
            ledger = writeLedger();
            ledgerServed = wanted;
        }
    }

    private Ledger writeLedger() {
        List<Ledger.Source> sources = new ArrayList<>();
        for (Feed feed : feeds) {
            sources.add(new Ledger.Source(feed.name, feed.read, feed.dropped));
        }
        long handled = 0;
        long stale = 0;
        long adopted = 0;
        long threw = 0;
        long shed = 0;
        CallFiles.Totals kept = CallFiles.Totals.NONE;
        for (int i = 0; i < shards.length; i++) {
            if (threads.isEmpty()) {
                shards[i].publish(); // they are in this thread
            }
            handled += shards[i].handled();
            stale += shards[i].stale();
            adopted += shards[i].adopted();
            threw += shards[i].threw();
            shed += shards[i].orphanRecordsShed();
            kept = kept.plus(files[i].totals());
        }
        Map<String, Long> details = dispatcher.details();
        note(details, "media.stale", stale);
        note(details, "orphan.adopted", adopted);
        note(details, "orphan.records.shed", shed);
        note(details, "shard.plugin.threw", threw);
        note(details, "spool.files", kept.files());
        note(details, "spool.packets", kept.packets());
        note(details, "spool.bytes", kept.bytes());
        note(details, "spool.lost", kept.lostPackets());
        long handed = dispatcher.handed();
        return new Ledger(sources, dispatcher.fates().copy(), dispatcher.rebuilt(), handed, handled, closed ? 0 : handed - handled,
                details);
    }

    private static void note(Map<String, Long> details, String name, long value) {
        if (value != 0) {
            details.put(name, value);
        }
    }

    /**
     * Where every frame went, as of a batch boundary after the question. If the ingest thread does not come to one within
     * a second (it waits for its source), as of the last one it came to.
     */
    Ledger ledger() {
        if (closed) {
            return ledger;
        }
        int number;
        synchronized (this) {
            number = ++ledgerWanted;
        }
        long deadline = System.nanoTime() + LEDGER_PATIENCE_NANOS;
        while (ledgerServed - number < 0 && !closed && System.nanoTime() - deadline < 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(200_000);
        }
        return ledger;
    }

    /** Calls that have not ended. */
    int activeCalls() {
        int count = 0;
        for (ShardAgent shard : shards) {
            count += shard.activeCalls();
        }
        return count;
    }

    /** For people. */
    String plan() {
        return options.shards == 0 ? "inline" : options.shards == 1 ? "1 shard" : options.shards + " shards";
    }

    /** Numbers of frames go on behind {@code frames}; before the first frame. */
    void countFrom(long frames) {
        dispatcher.countFrom(frames);
    }

    /** Number of the last frame; ingest thread only. */
    long frames() {
        return dispatcher.frames();
    }

    /** Packet time, empty before the first frame; ingest thread only. */
    OptionalLong packetNanos() {
        return dispatcher.packetNanos();
    }

    /** Packet time of the first frame, empty if there was none; ingest thread only. */
    Optional<Instant> firstPacket() {
        long nanos = dispatcher.firstNanos();
        return nanos == Long.MIN_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochSecond(0, nanos));
    }

    /** After {@link #close}: the streams that no call announced, in order of their first packet. */
    List<StreamRecord> orphans() {
        List<StreamRecord> all = new ArrayList<>();
        for (ShardAgent shard : shards) {
            all.addAll(shard.orphanRecords());
        }
        all.sort(Comparator.comparing(StreamRecord::start).thenComparing(StreamRecord::source)
                .thenComparing(StreamRecord::destination).thenComparing(StreamRecord::ssrc));
        return all;
    }

    /** Ends all calls, waits for the shards, closes the sources that are left. */
    @Override
    public void close() {
        for (Feed feed : feeds) {
            end(feed);
        }
        try {
            dispatcher.boundary();
        } finally {
            for (ShardLink link : links) {
                link.end();
            }
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        registry.removeReader(dispatcher);
        for (ShardAgent shard : shards) {
            registry.removeReader(shard);
        }
        closed = true;
        ledger = writeLedger();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
