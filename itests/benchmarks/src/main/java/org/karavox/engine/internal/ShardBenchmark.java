package org.karavox.engine.internal;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.karavox.manage.analyze.Standalone;
import org.karavox.packet.EndpointMap;
import org.karavox.packet.PacketCursor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a shard costs per RTP packet: call, stream, all statistics and the three playout simulators. Nothing is saved. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class ShardBenchmark {

    private final PacketCursor cursor = new PacketCursor();
    private Standalone container;
    private Telephones telephones;
    private ShardAgent shard;
    private long records;

    @Setup(Level.Trial)
    public void open() throws IOException {
        container = Standalone.ofClassPath();
        container.get(PluginRegistry.class);
    }

    /** Packet time must not reach the time-outs of calls, so every iteration begins anew. */
    @Setup(Level.Iteration)
    public void callUp() {
        PluginRegistry registry = container.get(PluginRegistry.class);
        telephones = new Telephones();
        shard = new ShardAgent(0, registry, null, new SwitchableFiles(Optional.empty(), false, false), call -> records += call.streams().size());
        Dispatcher dispatcher = new Dispatcher(registry, new ShardLink[] {new ShardLink.Direct(shard)}, new EndpointMap(4096), true, true);
        dispatcher.boundary();
        telephones.callUp(dispatcher);
        records = 0;
    }

    @Benchmark
    @OperationsPerInvocation(Telephones.STREAMS)
    public long rtp() {
        for (int packet = 0; packet < Telephones.STREAMS; packet++) {
            telephones.speak(cursor);
            shard.packet(Block.MEDIA_TO, 0, cursor);
        }
        return shard.handled();
    }

    @TearDown(Level.Iteration)
    public void everyStreamHasItsRecord() {
        shard.close();
        if (records != Telephones.STREAMS) {
            throw new IllegalStateException(records + " streams were recorded, not " + Telephones.STREAMS);
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        container.close();
    }
}
