package org.karavox.engine.internal;

import java.util.List;
import org.karavox.media.MediaAnalyzer;
import org.karavox.signalling.Signalling;
import org.karavox.storage.CallSpool;
import org.karavox.tunnel.Attachment;
import org.karavox.tunnel.TunnelDecoder;

/**
 * The plug-ins in use, as flat arrays. Immutable: a change makes a new table with the next generation. Packet threads
 * pick it up between two batches.
 */
final class PluginTable {

    private static final int PORTS = 65_536;

    final long generation;
    final List<TunnelDecoder> tunnels;
    final List<Signalling> signallings;
    /** Null if there is none. */
    final MediaAnalyzer media;
    /** Null if there is none. */
    final CallSpool spool;

    /** Per UDP port: index of the tunnel plus 1, 0 for none. */
    final byte[] udpTunnel = new byte[PORTS];
    /** Per UDP port: index of the signalling plus 1, 0 for none. */
    final byte[] udpSignalling = new byte[PORTS];
    /** One bit per UDP port that has a plug-in of its own; spares the larger arrays for nearly every packet. */
    final long[] udpPorts = new long[PORTS / 64];
    /** Index of the signalling that wants all UDP ports plus 1, 0 for none. */
    final int signallingOnAllPorts;
    /** First bytes of datagrams about which that signalling is asked, one bit each. */
    final long[] signallingFirstBytes = new long[4];
    /** Per IP protocol: index of the tunnel plus 1, 0 for none. */
    final byte[] ipProtocol = new byte[256];
    /** Per GRE protocol type: index of the tunnel plus 1, 0 for none. Null if no decoder asked. */
    final byte[] greProtocol;
    /** Per Ethernet type, as above. */
    final byte[] etherType;

    PluginTable(long generation, List<TunnelDecoder> tunnels, List<Signalling> signallings, MediaAnalyzer media, CallSpool spool) {
        this.generation = generation;
        this.tunnels = List.copyOf(tunnels);
        this.signallings = List.copyOf(signallings);
        this.media = media;
        this.spool = spool;
        byte[] gre = null;
        byte[] ether = null;
        for (int i = 0; i < tunnels.size(); i++) {
            byte mark = (byte) (i + 1);
            for (Attachment place : tunnels.get(i).attachments()) {
                switch (place.layer()) {
                    case UDP_PORT -> {
                        fill(udpTunnel, place, mark);
                        markPorts(place);
                    }
                    case IP_PROTOCOL -> fill(ipProtocol, place, mark);
                    case GRE_PROTOCOL -> fill(gre = gre == null ? new byte[PORTS] : gre, place, mark);
                    case ETHER_TYPE -> fill(ether = ether == null ? new byte[PORTS] : ether, place, mark);
                    default -> {
                        // refused by the registry, which knows what the engine can attach
                    }
                }
            }
        }
        int everywhere = 0;
        for (int i = 0; i < signallings.size(); i++) {
            byte mark = (byte) (i + 1);
            for (Attachment place : signallings.get(i).attachments()) {
                if (place.layer() == Attachment.Layer.UDP_PORT) {
                    if (place.first() <= 1 && place.last() == PORTS - 1) {
                        everywhere = mark;
                    } else {
                        fill(udpSignalling, place, mark);
                        markPorts(place);
                    }
                }
            }
        }
        greProtocol = gre;
        etherType = ether;
        signallingOnAllPorts = everywhere;
        for (int first = 0; everywhere != 0 && first < 256; first++) {
            if (signallings.get(everywhere - 1).mayBeginWith(first)) {
                signallingFirstBytes[first >>> 6] |= 1L << first;
            }
        }
    }

    /** True if the signalling that wants all UDP ports may want a datagram that begins so. */
    boolean mayBeSignalling(int firstByte) {
        return (signallingFirstBytes[firstByte >>> 6] >>> firstByte & 1) != 0;
    }

    /** True if one of the two ports has a plug-in of its own. */
    boolean hasPlugin(int port, int otherPort) {
        return ((udpPorts[port >>> 6] >>> port | udpPorts[otherPort >>> 6] >>> otherPort) & 1) != 0;
    }

    private static void fill(byte[] table, Attachment place, byte mark) {
        for (int number = place.first(); number <= place.last(); number++) {
            table[number] = mark;
        }
    }

    private void markPorts(Attachment place) {
        for (int port = place.first(); port <= place.last(); port++) {
            udpPorts[port >>> 6] |= 1L << port;
        }
    }
}
