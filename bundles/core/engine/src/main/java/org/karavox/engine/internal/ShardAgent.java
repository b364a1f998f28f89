package org.karavox.engine.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord;
import org.karavox.media.MediaAnalyzer;
import org.karavox.media.MediaFlow;
import org.karavox.media.MediaSession;
import org.karavox.media.OrphanMedia;
import org.karavox.packet.EndpointMap;
import org.karavox.packet.PacketCursor;
import org.karavox.signalling.MediaLeg;
import org.karavox.signalling.Shard;
import org.karavox.signalling.Signalling;
import org.karavox.storage.CallFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard: its correlators, its media legs, its orphans. All of it belongs to one thread, and everything it is told
 * comes in the order of capture. Hot path.
 */
final class ShardAgent implements Shard, PluginRegistry.Reader {

    private static final Logger LOGGER = LoggerFactory.getLogger(ShardAgent.class);
    private static final int MAX_ORPHAN_RECORDS = 100_000;
    private static final int MAX_LOSSES = 1024;
    private static final long PRESENT_NANOS = 1_000_000_000L;
    /** So long a call may take to want the orphan that an announcement of it concerned. */
    private static final long OFFERED_NANOS = 10_000_000_000L;
    /** A plug-in that throws more often in one shard is taken out of use. */
    private static final int MAX_THROWN = 3;

    private final int index;
    private final PluginRegistry registry;
    private final Consumer<CallRecord> records;
    private final SwitchableFiles files;
    private final LegTable legs;
    /** The dispatcher is in the same thread and has looked up the entry of {@link #legs} already. */
    private final boolean sharesDirectory;

    private PluginTable table;
    private volatile long seenGeneration;
    private Signalling.Correlator[] correlators = {};
    private volatile Signalling.Correlator[] visibleCorrelators = {};
    private MediaAnalyzer.Workshop workshop;
    private SwitchableSession sessions;

    private final Map<Integer, OrphanMedia> orphans = new TreeMap<>();
    private OrphanMedia lastOrphan;
    private int lastOrphanNumber;
    private final List<Handover> offered = new ArrayList<>();
    /** Addresses of the next message that other calls have announced before. */
    private final List<Order.AnnouncedBefore> announcedBefore = new ArrayList<>();
    private final List<StreamRecord> orphanRecords = new ArrayList<>();
    private final Deque<Long> losses = new ArrayDeque<>();
    private final Map<Object, Integer> thrown = new IdentityHashMap<>();

    private final MediaFlow[] warmFlows = new MediaFlow[Dispatcher.GROUP];
    /** Makes sure that nobody optimises {@link #warm} away. */
    private long warmth;

    /** Packets that were captured before this are for the leg, which knows what to make of their time. */
    private long presentNanos = Long.MIN_VALUE;

    private long handled;
    private volatile long handledVisible;
    private long stale;
    private long adopted;
    private long threw;
    private long orphanRecordsShed;

    /** @param directory of the dispatcher, if it is in the same thread; else null */
    ShardAgent(int index, PluginRegistry registry, EndpointMap directory, SwitchableFiles files, Consumer<CallRecord> records) {
        this.index = index;
        this.sharesDirectory = directory != null;
        this.legs = directory == null ? new LegTable() : new LegTable(directory);
        this.registry = registry;
        this.files = files;
        this.records = records;
    }

    // ---- what the dispatcher says

    /** Takes a packet of one of the kinds of {@link Block}. */
    void packet(int kind, int detail, PacketCursor packet) {
        try {
            switch (kind) {
                case Block.MEDIA_TO -> media(sharesDirectory ? detail
                        : legs.find(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort()), packet, true);
                case Block.MEDIA_FROM -> media(sharesDirectory ? detail
                        : legs.find(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort()), packet, false);
                case Block.SIGNALLING -> signalling(detail, packet);
                default -> orphan(detail, packet);
            }
        } catch (Throwable e) { // whatever a plug-in does must not end the shard
            faulty(kind == Block.SIGNALLING && detail < table.signallings.size() ? table.signallings.get(detail) : table.media, e);
        }
        handled++;
    }

    private void media(int entry, PacketCursor packet, boolean toEndpoint) {
        if (entry == LegTable.ABSENT) {
            stale++;
            return;
        }
        MediaFlow flow = legs.flow(entry, toEndpoint);
        if (flow != null && packet.timestampNanos() >= presentNanos && flow.take(packet)) {
            return;
        }
        MediaLeg only = legs.only(entry);
        if (only != null) {
            only.onMedia(packet, toEndpoint);
            if (legs.only(entry) == only) { // it may have left
                legs.flow(entry, toEndpoint, only.flow(toEndpoint));
            }
        } else {
            MediaLeg[] several = legs.several(entry);
            if (several == null) {
                stale++; // the last leg has left since the address was looked up
                return;
            }
            toAll(several, packet, toEndpoint);
        }
    }

    /**
     * Asks the legs of the next packets to come near. Each step goes through all packets before the next begins, because
     * what the processor waits for within a step does not depend on each other.
     */
    void warm(int[] kinds, long[] values, int count) {
        MediaFlow[] flows = warmFlows;
        for (int i = 0; i < count; i++) {
            int entry = LegTable.entry(values[i]);
            flows[i] = entry == LegTable.ABSENT ? null : legs.flow(entry, kinds[i] == Block.MEDIA_TO);
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            if (flows[i] != null) {
                sum += flows[i].warm();
            } else {
                int entry = LegTable.entry(values[i]);
                MediaLeg leg = entry == LegTable.ABSENT ? null : legs.only(entry);
                sum += leg == null ? 0 : leg.warm(kinds[i] == Block.MEDIA_TO);
            }
        }
        warmth = sum;
    }

    private static void toAll(MediaLeg[] expecting, PacketCursor packet, boolean toEndpoint) {
        int start = packet.start();
        int end = packet.end();
        for (MediaLeg leg : expecting) {
            packet.window(start, end);
            leg.onMedia(packet, toEndpoint);
        }
    }

    private void signalling(int protocol, PacketCursor packet) {
        try {
            correlators[protocol].onMessage(packet);
        } finally {
            announcedBefore.clear();
        }
    }

    private void orphan(int number, PacketCursor packet) {
        if (workshop == null) {
            return;
        }
        if (number != lastOrphanNumber) {
            lastOrphan = orphans.get(number);
            if (lastOrphan == null) {
                lastOrphan = workshop.openOrphan();
                orphans.put(number, lastOrphan);
            }
            lastOrphanNumber = number;
        }
        lastOrphan.onPacket(packet);
    }

    /** Packet time has reached {@code nanos}. */
    void tick(long nanos) {
        presentNanos = nanos - PRESENT_NANOS;
        while (!offered.isEmpty() && presentNanos - offered.get(0).offeredNanos > OFFERED_NANOS) {
            record(offered.remove(0).take()); // its announcement was of no use to anybody
        }
        for (int i = 0; i < correlators.length; i++) {
            try {
                correlators[i].onTime(nanos);
            } catch (Throwable e) {
                faulty(table.signallings.get(i), e);
            }
        }
    }

    /** Does what the dispatcher orders. */
    void order(Order order) {
        if (order instanceof Order.UseTable use) {
            use(use.table());
        } else if (order instanceof Order.AnnouncedElsewhere announced) {
            for (MediaLeg leg : legs.all(announced.high(), announced.low(), announced.port())) {
                leg.onAnnouncedElsewhere(announced.nanos());
            }
            announced.sharing().answer(legs.all(announced.high(), announced.low(), announced.port()).length > 0);
        } else if (order instanceof Order.AnnouncedBefore announced) {
            announcedBefore.add(announced);
        } else if (order instanceof Order.GiveOrphan give) {
            give.handover().give(orphans.remove(give.number()));
            lastOrphanNumber = 0;
        } else if (order instanceof Order.OfferOrphan offer) {
            offer.handover().offeredNanos = presentNanos;
            offered.add(offer.handover());
        } else if (order instanceof Order.ForgetOrphan forget) {
            record(orphans.remove(forget.number()));
            lastOrphanNumber = 0;
        } else if (order instanceof Order.TimeBack back) {
            timeBack(back.nanos());
        } else if (order instanceof Order.Note about) {
            note(about);
        } else if (order instanceof Order.SourceLoss loss) {
            losses.addLast(loss.nanos());
            if (losses.size() > MAX_LOSSES) {
                losses.removeFirst();
            }
        }
    }

    private void note(Order.Note about) {
        try {
            correlators[about.protocol()].onNote(about.note());
        } catch (RuntimeException | LinkageError e) {
            faulty(table.signallings.get(about.protocol()), e);
        } finally {
            announcedBefore.clear();
        }
    }

    private void use(PluginTable wanted) {
        PluginTable old = table;
        if (old == null || !old.signallings.equals(wanted.signallings)) {
            Signalling.Correlator[] opened = new Signalling.Correlator[wanted.signallings.size()];
            for (int i = 0; i < correlators.length; i++) {
                int now = wanted.signallings.indexOf(old.signallings.get(i));
                if (now >= 0) {
                    opened[now] = correlators[i];
                } else {
                    close(correlators[i], old.signallings.get(i).name());
                }
            }
            for (int i = 0; i < opened.length; i++) {
                if (opened[i] == null) {
                    opened[i] = openCorrelator(wanted.signallings.get(i));
                }
            }
            correlators = opened;
            visibleCorrelators = opened;
        }
        if (old == null || old.media != wanted.media) {
            for (Signalling.Correlator correlator : correlators) {
                guarded("drop the flows of a correlator", correlator::onMediaChanged);
            }
            for (SwitchableSession session = sessions; session != null; session = session.next) {
                guarded("end the streams of a call", session::detach);
            }
            offered.forEach(handover -> record(handover.take()));
            offered.clear();
            orphans.values().forEach(this::record);
            orphans.clear();
            lastOrphanNumber = 0;
            if (workshop != null) {
                guarded("close the media analyzer", workshop::close);
            }
            workshop = null;
            if (wanted.media != null) {
                guarded("open the media analyzer", () -> workshop = wanted.media.open());
            }
            if (workshop != null) {
                for (SwitchableSession session = sessions; session != null; session = session.next) {
                    session.attach(workshop);
                }
            }
        }
        guarded("change the spool", () -> files.use(wanted.spool));
        table = wanted;
        seenGeneration = wanted.generation;
    }

    /** A signalling whose correlator cannot be opened is taken out of use; until the next table it gets nothing. */
    private Signalling.Correlator openCorrelator(Signalling signalling) {
        try {
            return signalling.openCorrelator(this);
        } catch (RuntimeException | LinkageError e) {
            threw++;
            registry.quarantine(signalling, "Signalling " + signalling.name(), e);
            return new IdleCorrelator();
        }
    }

    /** Whatever a plug-in does while it is exchanged, the shard has the new table afterwards. */
    private void guarded(String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError e) {
            threw++;
            LOGGER.error("Shard {} could not {}", index, what, e);
        }
    }

    private void timeBack(long nanos) {
        for (int i = 0; i < correlators.length; i++) {
            try {
                correlators[i].onTimeBack(nanos);
            } catch (RuntimeException | LinkageError e) {
                faulty(table.signallings.get(i), e);
            }
        }
    }

    private void closeCorrelators() {
        for (int i = 0; i < correlators.length; i++) {
            close(correlators[i], table.signallings.get(i).name());
        }
        correlators = new Signalling.Correlator[0];
        visibleCorrelators = correlators;
    }

    private void close(Signalling.Correlator correlator, String name) {
        try {
            correlator.close();
        } catch (Exception e) {
            threw++;
            LOGGER.error("Calls of {} in shard {} could not be ended", name, index, e);
        }
    }

    private void record(OrphanMedia orphan) {
        if (orphan == null) {
            return;
        }
        List<StreamRecord> streams = orphan.streams();
        if (orphanRecords.size() + streams.size() > MAX_ORPHAN_RECORDS) {
            orphanRecordsShed += streams.size();
            return;
        }
        orphanRecords.addAll(streams);
    }

    private void faulty(Object plugin, Throwable e) {
        threw++;
        if (plugin == null) {
            LOGGER.error("Shard {} failed on a packet", index, e);
            return;
        }
        int times = thrown.merge(plugin, 1, Integer::sum);
        if (times == 1) {
            LOGGER.error("{} threw in shard {}; after {} times it is taken out of use", plugin.getClass().getName(), index,
                    MAX_THROWN, e);
        }
        if (times == MAX_THROWN) {
            registry.quarantine(plugin, plugin.getClass().getName(), e);
        }
    }

    /** The end: ends all calls, writes all files. */
    void close() {
        closeCorrelators();
        for (Handover handover : offered) {
            record(handover.take());
        }
        offered.clear();
        orphans.values().forEach(this::record);
        orphans.clear();
        if (workshop != null) {
            workshop.close();
            workshop = null;
        }
        files.close();
    }

    // ---- what correlators ask for

    @Override
    public int index() {
        return index;
    }

    @Override
    public void expectMedia(long addressHigh, long addressLow, int port, MediaLeg leg) {
        legs.add(addressHigh, addressLow, port, leg);
        if (!offered.isEmpty()) {
            adopt(addressHigh, addressLow, port, leg);
        }
        for (int i = 0; i < announcedBefore.size(); i++) {
            Order.AnnouncedBefore before = announcedBefore.get(i);
            if (before.port() == port && before.low() == addressLow && before.high() == addressHigh) {
                leg.onAnnouncedBefore(before.sharing());
            }
        }
    }

    private void adopt(long high, long low, int port, MediaLeg leg) {
        for (int i = 0; i < offered.size(); i++) {
            Handover handover = offered.get(i);
            if (handover.announcedPort == port && handover.announcedLow == low && handover.announcedHigh == high) {
                offered.remove(i--);
                OrphanMedia orphan = handover.take();
                if (orphan != null) {
                    adopted += orphan.packets();
                    leg.onOrphan(orphan, handover.toEndpoint);
                }
            }
        }
    }

    @Override
    public void forgetMedia(long addressHigh, long addressLow, int port, MediaLeg leg) {
        legs.remove(addressHigh, addressLow, port, leg);
    }

    @Override
    public void dropFlows(long addressHigh, long addressLow, int port) {
        legs.dropFlows(legs.find(addressHigh, addressLow, port));
    }

    @Override
    public MediaSession openMedia() {
        SwitchableSession session = new SwitchableSession(this, workshop);
        session.next = sessions;
        if (sessions != null) {
            sessions.previous = session;
        }
        sessions = session;
        return session;
    }

    /** A session has ended. */
    void closed(SwitchableSession session) {
        if (session.previous != null) {
            session.previous.next = session.next;
        } else if (sessions == session) {
            sessions = session.next;
        } else {
            return; // ended before
        }
        if (session.next != null) {
            session.next.previous = session.previous;
        }
        session.previous = null;
        session.next = null;
    }

    @Override
    public CallFiles files() {
        return files;
    }

    @Override
    public void finished(CallRecord call) {
        records.accept(!losses.isEmpty() && lostDuring(call) ? call.asBlind() : call);
    }

    private boolean lostDuring(CallRecord call) {
        long from = call.start().getEpochSecond() * 1_000_000_000L + call.start().getNano();
        long to = call.end().getEpochSecond() * 1_000_000_000L + call.end().getNano();
        return losses.stream().anyMatch(at -> at >= from && at <= to);
    }

    // ---- what others may ask

    @Override
    public long seenGeneration() {
        return seenGeneration;
    }

    @Override
    public String readerName() {
        return "shard " + index;
    }

    /** Lets others see the number of packets worked off; at the end of a block. */
    void publish() {
        handledVisible = handled;
    }

    /** Packets worked off until {@link #publish} was last called; any thread. */
    long handled() {
        return handledVisible;
    }

    /** Calls that have not ended; any thread. */
    int activeCalls() {
        return Arrays.stream(visibleCorrelators).mapToInt(Signalling.Correlator::activeCalls).sum();
    }

    /** Media that no leg of this shard wanted any more; exact only when the shard rests. */
    long stale() {
        return stale;
    }

    /** Packets of orphans that calls have adopted; exact only when the shard rests. */
    long adopted() {
        return adopted;
    }

    /** Times a plug-in threw; exact only when the shard rests. */
    long threw() {
        return threw;
    }

    /** Orphan streams that there was no room to keep; exact only when the shard rests. */
    long orphanRecordsShed() {
        return orphanRecordsShed;
    }

    /** Orphan streams that have ended; only when the shard rests. */
    List<StreamRecord> orphanRecords() {
        return orphanRecords;
    }
}
