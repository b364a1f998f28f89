package org.karavox.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.karavox.packet.EndpointMap;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;
import org.karavox.signalling.ScanResult;
import org.karavox.signalling.Shard;
import org.karavox.signalling.Signalling;
import org.karavox.tunnel.Attachment;
import org.karavox.tunnel.TunnelDecoder;

/** A dispatcher whose only signalling takes every datagram on every port and writes it down. For tests. */
final class Walk implements ShardLink {

    /** Datagrams that came out, as text: addresses, ports, payload in hex. */
    final List<String> datagrams = new ArrayList<>();
    final List<byte[]> frames = new ArrayList<>();
    final List<Integer> linkTypes = new ArrayList<>();
    final List<Integer> vlans = new ArrayList<>();
    final List<Boolean> rebuilt = new ArrayList<>();
    final Dispatcher dispatcher;
    long now = Frames.T0;

    Walk(TunnelDecoder... tunnels) {
        this(true, true, tunnels);
    }

    Walk(boolean ipv6, boolean reassemble, TunnelDecoder... tunnels) {
        PluginRegistry registry = new PluginRegistry();
        registry.addSignalling(new Everything(), Map.of());
        for (TunnelDecoder tunnel : tunnels) {
            registry.addDecoder(tunnel, Map.of());
        }
        dispatcher = new Dispatcher(registry, new ShardLink[] {this}, new EndpointMap(64), ipv6, reassemble);
        dispatcher.boundary();
    }

    Walk frame(byte[] bytes) {
        return frame(bytes, LinkTypes.ETHERNET);
    }

    Walk frame(byte[] bytes, int linkType) {
        return cut(bytes, bytes.length, linkType);
    }

    /** A frame of which the capture kept only the first bytes. */
    Walk cut(byte[] bytes, int wireLength, int linkType) {
        dispatcher.onFrame(bytes, 0, bytes.length, wireLength, now, linkType, 0);
        now += 1_000;
        return this;
    }

    /** What became of the frames; ends the batch, because datagrams may wait for the rest of their group. */
    Map<String, Long> fates() {
        dispatcher.boundary();
        return dispatcher.fates().copy();
    }

    @Override
    public void packet(int kind, int detail, PacketCursor p) {
        byte[] payload = new byte[p.remaining()];
        p.copy(0, payload, 0, payload.length);
        datagrams.add(org.karavox.call.Endpoint.of(p.sourceHigh(), p.sourceLow(), p.sourcePort()) + " > "
                + org.karavox.call.Endpoint.of(p.destinationHigh(), p.destinationLow(), p.destinationPort()) + " "
                + java.util.HexFormat.of().formatHex(payload));
        frames.add(java.util.Arrays.copyOfRange(p.bytes(), p.frameStart(), p.frameStart() + p.frameLength()));
        linkTypes.add(p.linkType());
        vlans.add(p.vlan());
        rebuilt.add(p.isRebuilt());
    }

    @Override
    public void announce(int[] kinds, long[] values, int count) {
        // of no interest
    }

    @Override
    public void tick(long nanos) {
        // of no interest
    }

    @Override
    public void order(Order order) {
        // of no interest
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void end() {
        // nothing to end
    }

    private static final class Everything implements Signalling, Signalling.Scanner {

        @Override
        public String name() {
            return "all";
        }

        @Override
        public List<Attachment> attachments() {
            return List.of(Attachment.udpPorts(0, 65_535));
        }

        @Override
        public Scanner openScanner() {
            return this;
        }

        @Override
        public Correlator openCorrelator(Shard shard) {
            throw new IllegalStateException("there is no shard");
        }

        @Override
        public int scan(PacketCursor payload, ScanResult result) {
            result.callKey(1);
            return MESSAGE;
        }
    }
}
