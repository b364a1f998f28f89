package org.karavox.engine.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.karavox.call.CallListener;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord;
import org.karavox.capture.CaptureOpener;
import org.karavox.capture.CaptureSource;
import org.karavox.runtime.Analyzer;
import org.karavox.runtime.Ledger;
import org.karavox.storage.CallSink;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** Reads captures to their end with a pipeline of their own. */
@Component(service = Analyzer.class, configurationPid = "karavox.engine")
@Designate(ocd = EngineConfig.class)
public final class FileAnalyzer implements Analyzer {

    private static final int BATCH = 4096;

    private final PluginRegistry registry;
    private final EngineConfig config;
    private final List<CaptureOpener> openers = new CopyOnWriteArrayList<>();
    private final CallListeners listeners = new CallListeners();
    private volatile CallSink sink;

    @Activate
    public FileAnalyzer(EngineConfig config, @Reference PluginRegistry registry) {
        this.config = config;
        this.registry = registry;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addOpener(CaptureOpener opener) {
        openers.add(opener);
    }

    void removeOpener(CaptureOpener opener) {
        openers.remove(opener);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setSink(CallSink queue) {
        sink = queue;
    }

    void unsetSink(CallSink queue) {
        if (sink == queue) {
            sink = null;
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addListener(CallListener listener) {
        listeners.add(listener);
    }

    void removeListener(CallListener listener) {
        listeners.remove(listener);
    }

    @Override
    public Report analyze(Request request, Consumer<CallRecord> calls, DoubleConsumer progress) throws IOException {
        List<String> problems = new ArrayList<>();
        int shards = request.shards().orElse(Cores.shards(config.shards()));
        Pipeline.Options options = new Pipeline.Options(shards, config.ipv6(), config.udpfrag(), request.spool(),
                request.spool().isPresent() || request.store());
        Consumer<CallRecord> records = request.store() ? calls.andThen(storing()) : calls;
        List<CaptureSource> sources = open(request.locations(), problems);
        List<Pipeline> pipelines = new ArrayList<>(); // one per sequence of files that follow each other; all but the last closed
        try {
            for (int i = 0; i < sources.size(); i++) {
                PeekedSource source = new PeekedSource(sources.get(i));
                Pipeline last = pipelines.isEmpty() ? null : pipelines.get(pipelines.size() - 1);
                if (last == null || !follows(source, last)) {
                    if (last != null) {
                        last.close();
                    }
                    long framesBefore = last == null ? 0 : last.frames();
                    last = new Pipeline("analyze", registry, options, records);
                    last.countFrom(framesBefore);
                    pipelines.add(last);
                }
                read(last, source, problems, i, sources.size(), progress);
            }
            if (pipelines.isEmpty()) {
                pipelines.add(new Pipeline("analyze", registry, options, records)); // for an empty report
            }
        } finally {
            if (!pipelines.isEmpty()) {
                pipelines.get(pipelines.size() - 1).close();
            }
        }
        Ledger ledger = pipelines.stream().map(Pipeline::ledger).reduce(Ledger::plus).orElseThrow();
        problems.addAll(ledger.imbalances());
        List<StreamRecord> orphans = pipelines.stream().flatMap(pipeline -> pipeline.orphans().stream()).toList();
        Optional<Instant> first = pipelines.stream().map(Pipeline::firstPacket).flatMap(Optional::stream).findFirst();
        return new Report(ledger, orphans, problems, first);
    }

    /**
     * False for a capture of another time, whose packets would make the clock leap and end every call: it is analysed as if it
     * were alone.
     */
    private static boolean follows(PeekedSource source, Pipeline pipeline) {
        OptionalLong now = pipeline.packetNanos();
        return !source.hasFrame() || now.isEmpty() || Math.abs(source.firstNanos() - now.getAsLong()) <= PacketClock.JUMP_NANOS;
    }

    private Consumer<CallRecord> storing() throws IOException {
        CallSink queue = sink;
        if (queue == null) {
            throw new IOException("Calls cannot be stored, because no storage is installed: install the feature karavox-storage-queue");
        }
        return call -> {
            try {
                queue.put(call);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            listeners.ended(call);
        };
    }

    /** All that can be opened: one name mistyped among many must not cost the others. Throws if none can. */
    private List<CaptureSource> open(List<String> locations, List<String> problems) throws IOException {
        List<CaptureSource> opened = new ArrayList<>();
        IOException first = null;
        for (String location : locations) {
            try {
                opened.add(open(location));
            } catch (IOException e) {
                problems.add(e.getMessage());
                first = first == null ? e : first;
            }
        }
        if (opened.isEmpty() && first != null) {
            throw first;
        }
        return opened;
    }

    private CaptureSource open(String location) throws IOException {
        IOException why = new IOException("No bundle is installed that can open " + location);
        for (CaptureOpener opener : openers) {
            try {
                return opener.open(location);
            } catch (IOException e) {
                why = e;
            }
        }
        throw why;
    }

    private static void read(Pipeline pipeline, CaptureSource source, List<String> problems, int index, int count,
            DoubleConsumer progress) {
        pipeline.add(source);
        try {
            while (pipeline.poll(source, BATCH) != CaptureSource.END) {
                double done = source.progress();
                progress.accept(done < 0 ? done : (index + done) / count);
            }
        } catch (IOException e) {
            problems.add(e.getMessage());
        }
        problems.addAll(source.problems());
    }
}
