package org.karavox.engine.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.karavox.call.CallListener;
import org.karavox.call.CallRecord;
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
        List<CaptureSource> sources = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        int shards = request.shards().orElse(Cores.shards(config.shards()));
        Pipeline.Options options = new Pipeline.Options(shards, config.ipv6(), config.udpfrag(), request.spool(),
                request.spool().isPresent() || request.store());
        Pipeline pipeline = new Pipeline("analyze", registry, options, request.store() ? calls.andThen(storing()) : calls);
        try (pipeline) {
            sources.addAll(open(request.locations(), problems));
            for (int i = 0; i < sources.size(); i++) {
                read(pipeline, sources.get(i), problems, i, sources.size(), progress);
            }
        }
        Ledger ledger = pipeline.ledger();
        problems.addAll(ledger.imbalances());
        return new Report(ledger, pipeline.orphans(), problems, pipeline.firstPacket());
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
