package org.karavox.engine.internal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.karavox.call.CallListener;
import org.karavox.call.CallRecord;
import org.karavox.capture.CaptureSource;
import org.karavox.runtime.DecoderStatus;
import org.karavox.runtime.Ledger;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.storage.CallSink;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipeline that runs as long as the appliance does: polls every registered source and remembers the last calls. */
@Component(service = PipelineRuntime.class, configurationPid = "karavox.engine", immediate = true)
public final class LivePipeline implements PipelineRuntime {

    private static final Logger LOGGER = LoggerFactory.getLogger(LivePipeline.class);
    private static final int BATCH = 1024;
    private static final int RECENT = 1000;
    private static final long IDLE_NANOS = 5_000_000L;
    private static final long STOP_SECONDS = 8;

    /** A wish of the control path, and a latch for whoever waits until it is fulfilled. */
    private record Change(CaptureSource source, boolean arrival, CountDownLatch done) {
    }

    private final PluginRegistry registry;
    private final Pipeline.Options options;
    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private final Deque<CallRecord> recent = new ArrayDeque<>();
    private final CallListeners listeners = new CallListeners();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread ingest;
    private volatile Pipeline pipeline;
    private volatile CallSink sink;
    private volatile boolean stopping;

    @Activate
    public LivePipeline(EngineConfig config, @Reference PluginRegistry registry) {
        this.registry = registry;
        this.options = new Pipeline.Options(Cores.shards(config.shards()), config.ipv6(), config.udpfrag(), Optional.empty(), true,
                true);
        ingest = new Thread(this::run, "karavox ingest");
        ingest.setDaemon(true);
        ingest.start();
    }

    @Deactivate
    void stop() {
        stopping = true;
        LockSupport.unpark(ingest);
        try {
            ingest.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (ingest.isAlive()) {
            LOGGER.warn("The pipeline did not stop within {} s; calls that had not ended are lost", STOP_SECONDS);
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addSource(CaptureSource source) {
        changes.add(new Change(source, true, new CountDownLatch(1)));
        LOGGER.info("Capture source {} added", source.info().name());
    }

    void removeSource(CaptureSource source) {
        Change change = new Change(source, false, new CountDownLatch(1));
        changes.add(change);
        try {
            if (!stopping && !change.done.await(2, TimeUnit.SECONDS)) {
                LOGGER.warn("Capture source {} removed while it was being polled", source.info().name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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

    private void run() {
        List<CaptureSource> sources = new ArrayList<>();
        try (Pipeline running = new Pipeline("karavox", registry, options, this::finished)) {
            pipeline = running;
            ready.countDown();
            long lastFrame = System.nanoTime();
            while (!stopping) {
                for (Change change = changes.poll(); change != null; change = changes.poll()) {
                    if (change.arrival) {
                        running.add(change.source);
                        sources.add(change.source);
                    } else if (sources.remove(change.source)) {
                        running.remove(change.source);
                    }
                    change.done.countDown();
                }
                if (pollAll(running, sources)) {
                    lastFrame = System.nanoTime();
                } else {
                    running.idle(System.nanoTime() - lastFrame);
                    LockSupport.parkNanos(this, IDLE_NANOS);
                }
            }
        } catch (RuntimeException | Error e) {
            LOGGER.error("The pipeline has stopped; restart the bundle org.karavox.engine", e);
            throw e;
        } finally {
            ready.countDown();
            for (Change change = changes.poll(); change != null; change = changes.poll()) {
                change.done.countDown();
            }
        }
    }

    private static boolean pollAll(Pipeline running, List<CaptureSource> sources) {
        boolean any = false;
        for (int i = 0; i < sources.size(); i++) {
            CaptureSource source = sources.get(i);
            try {
                int answer = running.poll(source, BATCH);
                any |= answer > 0;
                if (answer == CaptureSource.END) {
                    sources.remove(i--);
                    LOGGER.info("Capture source {} has ended", source.info().name());
                }
            } catch (IOException | RuntimeException e) {
                sources.remove(i--);
                LOGGER.error("Capture source {} cannot be read any more", source.info().name(), e);
            }
        }
        return any;
    }

    private void finished(CallRecord call) {
        remember(call);
        CallSink queue = sink;
        if (queue != null) {
            queue.offer(call); // it counts what it cannot take
        }
        listeners.ended(call);
    }

    private void remember(CallRecord call) {
        synchronized (recent) {
            recent.addFirst(call);
            if (recent.size() > RECENT) {
                recent.removeLast();
            }
        }
    }

    private Pipeline pipeline() {
        try {
            ready.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return pipeline;
    }

    @Override
    public List<DecoderStatus> decoders() {
        return registry.status();
    }

    @Override
    public Ledger ledger() {
        return pipeline().ledger();
    }

    @Override
    public List<CallRecord> recentCalls(int limit) {
        synchronized (recent) {
            return recent.stream().limit(limit).toList();
        }
    }

    @Override
    public int activeCalls() {
        return pipeline().activeCalls();
    }

    @Override
    public String plan() {
        return pipeline().plan();
    }
}
