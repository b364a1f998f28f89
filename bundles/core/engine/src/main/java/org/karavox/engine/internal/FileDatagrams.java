package org.karavox.engine.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.karavox.capture.CaptureOpener;
import org.karavox.capture.CaptureSource;
import org.karavox.packet.PacketCursor;
import org.karavox.runtime.DatagramReader;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Reads captures down to their datagrams, with {@link Layers} of its own. */
@Component(service = DatagramReader.class, configurationPid = "karavox.engine")
public final class FileDatagrams implements DatagramReader {

    private static final int BATCH = 1024;

    private final PluginRegistry registry;
    private final EngineConfig config;
    private final List<CaptureOpener> openers = new CopyOnWriteArrayList<>();

    @Activate
    public FileDatagrams(EngineConfig config, @Reference PluginRegistry registry) {
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

    @Override
    public List<String> read(Path capture, Consumer<PacketCursor> datagrams) throws IOException {
        List<String> problems = new ArrayList<>();
        try (CaptureSource source = open(capture.toString())) {
            Walk walk = new Walk(datagrams);
            registry.addReader(walk);
            try {
                do {
                    walk.boundary();
                } while (source.poll(walk::frame, BATCH) != CaptureSource.END);
            } catch (IOException e) {
                problems.add(e.getMessage());
            } finally {
                registry.removeReader(walk);
            }
            problems.addAll(source.problems());
        }
        return problems;
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

    /** One file's way through the layers. */
    private final class Walk implements PluginRegistry.Reader {

        private final PacketCursor packet = new PacketCursor();
        private final Emissions emissions = new Emissions();
        private final Layers layers = new Layers(Fates.ofFrames(), new Fates(), new Defragmenter(), config.ipv6(), config.udpfrag(),
                emissions);
        private final Consumer<PacketCursor> datagrams;
        private long frames;
        private volatile long seenGeneration = -1;

        Walk(Consumer<PacketCursor> datagrams) {
            this.datagrams = datagrams;
        }

        @Override
        public long seenGeneration() {
            return seenGeneration;
        }

        @Override
        public String readerName() {
            return "datagrams";
        }

        /** Between two batches: takes the newest table, so that a decoder that goes is not called any more. */
        void boundary() {
            PluginTable newest = registry.table();
            if (newest.generation != seenGeneration) {
                layers.use(newest);
                seenGeneration = newest.generation;
            }
        }

        void frame(byte[] bytes, int offset, int capturedLength, int wireLength, long timestampNanos, int linkType, int interfaceId) {
            ++frames;
            uncover(bytes, offset, capturedLength, wireLength, timestampNanos, linkType, interfaceId);
            while (emissions.next()) {
                uncover(emissions.bytes(), emissions.offset(), emissions.length(), emissions.wireLength(), emissions.timestampNanos(),
                        emissions.linkType(), interfaceId);
            }
            emissions.clear();
        }

        /** What the spool keeps of a TCP connection are whole messages. */
        private void uncover(byte[] bytes, int offset, int capturedLength, int wireLength, long timestampNanos, int linkType,
                int interfaceId) {
            packet.frame(bytes, offset, capturedLength, wireLength, timestampNanos, linkType);
            packet.origin(0, interfaceId, frames);
            packet.whole(true);
            int answer = layers.uncover(packet);
            while (answer == Layers.REBUILT) {
                answer = layers.rebuilt(packet, timestampNanos, frames);
            }
            if (answer == Layers.DATAGRAM) {
                datagrams.accept(packet);
            }
        }
    }
}
