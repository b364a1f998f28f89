package org.karavox.engine.internal;

import java.io.IOException;
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

/** What the dispatcher costs per RTP packet: layers, directory, choice of the shard. The shard's own work is not done. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DispatcherBenchmark {

    private Standalone container;
    private Telephones telephones;
    private Dispatcher dispatcher;
    private Tally tally;

    /** Takes packets and does nothing with them. */
    private static final class Tally implements ShardLink {

        private long media;

        @Override
        public void packet(int kind, int detail, PacketCursor packet) {
            media += kind == Block.MEDIA_TO ? 1 : 0;
        }

        @Override
        public void announce(int[] kinds, long[] values, int count) {
            // no shard to prepare
        }

        @Override
        public void tick(long nanos) {
            // no shard, no time
        }

        @Override
        public void order(Order order) {
            // no shard, no orders
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void end() {
            // nothing to end
        }
    }

    @Setup(Level.Trial)
    public void open() throws IOException {
        container = Standalone.ofClassPath();
        container.get(PluginRegistry.class);
    }

    /** Packet time must not reach the time-outs of calls, so every iteration begins anew. */
    @Setup(Level.Iteration)
    public void callUp() {
        tally = new Tally();
        telephones = new Telephones();
        dispatcher = new Dispatcher(container.get(PluginRegistry.class), new ShardLink[] {tally}, new EndpointMap(4096), true, true);
        dispatcher.boundary();
        telephones.callUp(dispatcher);
    }

    @Benchmark
    @OperationsPerInvocation(Telephones.STREAMS)
    public long rtp() {
        for (int packet = 0; packet < Telephones.STREAMS; packet++) {
            telephones.speak(dispatcher);
        }
        dispatcher.boundary(); // the last group
        return tally.media;
    }

    @TearDown(Level.Iteration)
    public void allWasMedia() {
        if (tally.media == 0 || tally.media % Telephones.STREAMS != 0) {
            throw new IllegalStateException(tally.media + " packets were media, that is no multiple of " + Telephones.STREAMS);
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        container.close();
    }
}
