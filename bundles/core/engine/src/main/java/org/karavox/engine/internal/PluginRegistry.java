package org.karavox.engine.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.karavox.media.MediaAnalyzer;
import org.karavox.runtime.DecoderStatus;
import org.karavox.signalling.Signalling;
import org.karavox.storage.CallSpool;
import org.karavox.tunnel.Attachment;
import org.karavox.tunnel.TunnelDecoder;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows all plug-ins and publishes the table of those in use.
 *
 * <p>Services come and go on the control path, under one lock. Packet threads read the table behind a volatile field
 * at their batch boundaries and say which generation they have seen. Removing a plug-in returns only after every
 * packet thread has seen a table without it, so that a stopping bundle gets silence.
 */
@Component(service = PluginRegistry.class)
public final class PluginRegistry {

    /** How long the removal of a plug-in waits for packet threads. */
    static final long QUIESCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final Logger LOGGER = LoggerFactory.getLogger(PluginRegistry.class);

    /** A packet thread that uses tables. */
    interface Reader {

        /** Generation of the newest table this thread has taken; plug-ins of older ones are not called any more. */
        long seenGeneration();

        /** For people: which thread this is. */
        String readerName();
    }

    private record Entry(Object plugin, long arrival, int ranking) {
    }

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Object, String> quarantined = new IdentityHashMap<>();
    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private long arrivals;
    private Map<Object, String> rejected = Map.of();
    private volatile PluginTable table = new PluginTable(0, List.of(), List.of(), null, null);

    /** The plug-ins in use. Any thread. */
    PluginTable table() {
        return table;
    }

    /** A thread begins to use tables. */
    void addReader(Reader reader) {
        readers.add(reader);
    }

    /** A thread has stopped using tables. */
    void removeReader(Reader reader) {
        readers.remove(reader);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addDecoder(TunnelDecoder decoder, Map<String, Object> properties) {
        add(decoder, properties);
        LOGGER.info("Tunnel decoder {} added at {}", decoder.name(), decoder.attachments());
    }

    void removeDecoder(TunnelDecoder decoder) {
        remove(decoder, "Tunnel decoder " + decoder.name());
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addSignalling(Signalling signalling, Map<String, Object> properties) {
        add(signalling, properties);
        LOGGER.info("Signalling {} added at {}", signalling.name(), signalling.attachments());
    }

    void removeSignalling(Signalling signalling) {
        remove(signalling, "Signalling " + signalling.name());
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addAnalyzer(MediaAnalyzer analyzer, Map<String, Object> properties) {
        add(analyzer, properties);
        LOGGER.info("Media analyzer {} added", analyzer.name());
    }

    void removeAnalyzer(MediaAnalyzer analyzer) {
        remove(analyzer, "Media analyzer " + analyzer.name());
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addSpool(CallSpool spool, Map<String, Object> properties) {
        add(spool, properties);
        LOGGER.info("Spool {} added", spool.getClass().getSimpleName());
    }

    void removeSpool(CallSpool spool) {
        remove(spool, "Spool " + spool.getClass().getSimpleName());
    }

    private synchronized void add(Object plugin, Map<String, Object> properties) {
        int ranking = properties.get("service.ranking") instanceof Integer number ? number : 0;
        entries.add(new Entry(plugin, arrivals++, ranking));
        entries.sort(Comparator.comparingInt((Entry e) -> -e.ranking).thenComparingLong(Entry::arrival));
        publish();
    }

    private void remove(Object plugin, String what) {
        long generation;
        synchronized (this) {
            entries.removeIf(entry -> entry.plugin == plugin);
            quarantined.remove(plugin);
            generation = publish();
        }
        // outside the lock: a packet thread may need it to get a faulty plug-in out of use
        LOGGER.info("{} removed", what);
        for (Reader late : awaitReaders(generation)) {
            LOGGER.warn("{} removed while {} did not reach a batch boundary in {} s", what, late.readerName(),
                    TimeUnit.NANOSECONDS.toSeconds(QUIESCE_NANOS));
        }
    }

    /** Takes a plug-in that threw out of use until its bundle is restarted. Called by packet threads. */
    synchronized void quarantine(Object plugin, String name, Throwable thrown) {
        if (quarantined.containsKey(plugin) || entries.stream().noneMatch(entry -> entry.plugin == plugin)) {
            return;
        }
        quarantined.put(plugin, "threw " + thrown.getClass().getSimpleName());
        LOGGER.error("{} is taken out of use until its bundle is restarted, because it threw", name, thrown);
        publish();
    }

    private long publish() {
        List<TunnelDecoder> tunnels = new ArrayList<>();
        List<Signalling> signallings = new ArrayList<>();
        MediaAnalyzer media = null;
        CallSpool spool = null;
        Map<Object, String> refused = new IdentityHashMap<>(quarantined);
        for (Entry entry : entries) {
            if (refused.containsKey(entry.plugin)) {
                continue;
            }
            if (entry.plugin instanceof TunnelDecoder decoder) {
                Optional<String> reason = clash(decoder.attachments(), tunnels.stream()
                        .map(t -> Map.entry(t.name(), t.attachments())).toList());
                reason.ifPresentOrElse(text -> refused.put(decoder, text), () -> tunnels.add(decoder));
            } else if (entry.plugin instanceof Signalling signalling) {
                Optional<String> reason = clash(signalling.attachments(), signallings.stream()
                        .map(s -> Map.entry(s.name(), s.attachments())).toList());
                reason.ifPresentOrElse(text -> refused.put(signalling, text), () -> signallings.add(signalling));
            } else if (entry.plugin instanceof MediaAnalyzer analyzer && media == null) {
                media = analyzer;
            } else if (entry.plugin instanceof CallSpool files && spool == null) {
                spool = files;
            }
        }
        for (Map.Entry<Object, String> entry : refused.entrySet()) {
            if (!entry.getValue().equals(rejected.get(entry.getKey())) && !quarantined.containsKey(entry.getKey())) {
                LOGGER.warn("{} is not used: {}", nameOf(entry.getKey()), entry.getValue());
            }
        }
        rejected = refused;
        table = new PluginTable(table.generation + 1, tunnels, signallings, media, spool);
        return table.generation;
    }

    /** Why a plug-in cannot be attached; empty if it can. */
    private static Optional<String> clash(List<Attachment> wanted, List<Map.Entry<String, List<Attachment>>> taken) {
        for (Attachment place : wanted) {
            if (place.layer() == Attachment.Layer.LINK_TYPE || place.layer() == Attachment.Layer.TCP_PORT) {
                return Optional.of("cannot be attached at " + place);
            }
            for (Map.Entry<String, List<Attachment>> other : taken) {
                for (Attachment theirs : other.getValue()) {
                    if (theirs.layer() == place.layer() && theirs.first() <= place.last() && place.first() <= theirs.last()) {
                        return Optional.of("taken by " + other.getKey());
                    }
                }
            }
        }
        return taken.size() >= 120 ? Optional.of("too many plug-ins") : Optional.empty();
    }

    private List<Reader> awaitReaders(long generation) {
        long deadline = System.nanoTime() + QUIESCE_NANOS;
        List<Reader> late = readersBehind(generation);
        while (!late.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(100_000);
            late = readersBehind(generation);
        }
        return late;
    }

    private List<Reader> readersBehind(long generation) {
        return readers.stream().filter(reader -> reader.seenGeneration() < generation).toList();
    }

    private static String nameOf(Object plugin) {
        if (plugin instanceof TunnelDecoder decoder) {
            return "Tunnel decoder " + decoder.name();
        }
        return plugin instanceof Signalling signalling ? "Signalling " + signalling.name() : plugin.getClass().getSimpleName();
    }

    /** All decoders and signalling plug-ins, those not in use with the reason. */
    synchronized List<DecoderStatus> status() {
        List<DecoderStatus> all = new ArrayList<>();
        for (Entry entry : entries) {
            Optional<String> reason = Optional.ofNullable(rejected.get(entry.plugin));
            if (entry.plugin instanceof TunnelDecoder decoder) {
                all.add(new DecoderStatus(decoder.name(), "tunnel", decoder.attachments(), reason));
            } else if (entry.plugin instanceof Signalling signalling) {
                all.add(new DecoderStatus(signalling.name(), "signalling", signalling.attachments(), reason));
            }
        }
        return List.copyOf(all);
    }
}
