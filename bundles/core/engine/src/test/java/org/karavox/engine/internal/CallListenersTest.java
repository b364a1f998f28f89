package org.karavox.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.karavox.engine.internal.Frames.T0;
import static org.karavox.engine.internal.Frames.ethernet;
import static org.karavox.engine.internal.Frames.ipv4;
import static org.karavox.engine.internal.Frames.udp;
import static org.karavox.engine.internal.TestPlugins.line;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.karavox.call.CallRecord;
import org.karavox.engine.internal.TestPlugins.Counting;
import org.karavox.engine.internal.TestPlugins.Lines;
import org.karavox.engine.internal.TestPlugins.Listed;
import org.karavox.runtime.Analyzer;
import org.karavox.storage.CallSink;
import org.karavox.tunnel.Attachment;

class CallListenersTest {

    private final List<String> heard = new ArrayList<>();
    private final List<String> sunk = new ArrayList<>();

    private void analyze(boolean store) throws IOException {
        PluginRegistry registry = new PluginRegistry();
        registry.addSignalling(new Lines(Attachment.udpPort(5060)), Map.of());
        registry.addAnalyzer(new Counting(), Map.of());
        FileAnalyzer analyzer = new FileAnalyzer(new Inline(), registry);
        analyzer.addOpener(location -> new Listed().add(signal("call a 4000"), T0).add(signal("call a end"), T0 + 3)
                .add(signal("call b 4002"), T0 + 4).add(signal("call b end"), T0 + 5));
        analyzer.setSink(new Sink());
        analyzer.addListener(call -> {
            throw new IllegalStateException("a listener that is broken");
        });
        analyzer.addListener(call -> heard.add(call.callId()));
        analyzer.analyze(new Analyzer.Request(List.of("x"), Optional.empty(), OptionalInt.of(0), store), call -> { }, share -> { });
    }

    private static byte[] signal(String text) {
        return ethernet(0x0800, ipv4(10, 1, 17, udp(5060, 5060, line(text))));
    }

    @Test
    void hearOfEveryCallThatIsStoredEvenIfAnotherOneThrows() throws IOException {
        analyze(true);
        assertEquals(List.of("a", "b"), heard);
        assertEquals(heard, sunk);
    }

    @Test
    void hearNothingOfCallsThatAreOnlyLookedAt() throws IOException {
        analyze(false);
        assertEquals(List.of(), heard);
    }

    private final class Sink implements CallSink {
        @Override
        public boolean offer(CallRecord call) {
            throw new AssertionError("a file's calls wait for room");
        }

        @Override
        public void put(CallRecord call) {
            sunk.add(call.callId());
        }

        @Override
        public boolean awaitStored(Duration patience) {
            return true;
        }
    }

    private static final class Inline implements EngineConfig {
        @Override
        public boolean ipv6() {
            return true;
        }

        @Override
        public boolean udpfrag() {
            return true;
        }

        @Override
        public int shards() {
            return 0;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return EngineConfig.class;
        }
    }
}
