package org.karavox.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.karavox.call.Endpoint;
import org.karavox.capture.CaptureSource;
import org.karavox.tunnel.Attachment;
import org.karavox.packet.PacketCursor;
import org.karavox.tunnel.Next;
import org.karavox.tunnel.TunnelDecoder;

class FileDatagramsTest {

    private final PluginRegistry registry = new PluginRegistry();
    private final FileDatagrams reader = new FileDatagrams(new Config(), registry);
    private final TestPlugins.Listed capture = new TestPlugins.Listed();
    private final List<String> seen = new ArrayList<>();

    @Test
    void givesEveryDatagramWithItsAddresses() throws IOException {
        capture.add(Frames.ethernet(0x0800, Frames.ipv4(1, 2, 17, Frames.udp(5060, 5062, Frames.hex("0102")))), Frames.T0);
        capture.add(Frames.ethernet(0x0806, new byte[28]), Frames.T0); // ARP

        assertEquals(List.of(), read());
        assertEquals(List.of("192.0.2.1:5060 > 198.51.100.2:5062 0102"), seen);
    }

    @Test
    void putsFragmentsTogether() throws IOException {
        byte[] datagram = Frames.udp(5060, 5062, Frames.hex("0102030405060708 0910"));
        capture.add(Frames.ethernet(0x0800, Frames.ipv4(1, 2, 17, 7, 0x2000, Frames.cut(datagram, 8))), Frames.T0);
        capture.add(Frames.ethernet(0x0800, Frames.ipv4(1, 2, 17, 7, 1, java.util.Arrays.copyOfRange(datagram, 8, datagram.length))), Frames.T0);

        read();

        assertEquals(List.of("192.0.2.1:5060 > 198.51.100.2:5062 01020304050607080910"), seen);
    }

    @Test
    void takesOffTunnelsOfTheInstalledDecoders() throws IOException {
        registry.addDecoder(new FourBytes(), Map.of());
        byte[] inner = Frames.ipv4(3, 4, 17, Frames.udp(5060, 5062, Frames.hex("aa")));
        capture.add(Frames.ethernet(0x0800, Frames.ipv4(1, 2, 17, Frames.udp(9, 7777, Frames.join(new byte[4], inner)))), Frames.T0);

        read();

        assertEquals(List.of("192.0.2.3:5060 > 198.51.100.4:5062 aa"), seen);
    }

    @Test
    void whatCannotBeOpenedIsSaid() {
        IOException e = assertThrows(IOException.class, () -> reader.read(Path.of("x.pcap"), p -> { }));
        assertTrue(e.getMessage().contains("No bundle is installed that can open x.pcap"), e.getMessage());
    }

    private List<String> read() throws IOException {
        reader.addOpener(location -> (CaptureSource) capture);
        return reader.read(Path.of("x.pcap"), p -> {
            byte[] payload = new byte[p.remaining()];
            p.copy(0, payload, 0, payload.length);
            seen.add(Endpoint.of(p.sourceHigh(), p.sourceLow(), p.sourcePort()) + " > "
                    + Endpoint.of(p.destinationHigh(), p.destinationLow(), p.destinationPort()) + " " + HexFormat.of().formatHex(payload));
        });
    }

    /** A tunnel of four bytes on port 7777. */
    private static final class FourBytes implements TunnelDecoder, TunnelDecoder.Decoding {

        @Override
        public String name() {
            return "four";
        }

        @Override
        public List<Attachment> attachments() {
            return List.of(Attachment.udpPort(7777));
        }

        @Override
        public Decoding open() {
            return this;
        }

        @Override
        public int decode(PacketCursor packet) {
            packet.advance(4);
            return Next.IP;
        }
    }

    private static final class Config implements EngineConfig {

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
