package org.karavox.signalling.sip.internal;

import org.karavox.call.Endpoint;
import org.karavox.packet.Hashing;
import org.karavox.packet.PacketCursor;

/** Addresses of a packet as keys. */
final class Endpoints {

    private Endpoints() {
    }

    /** Hash of source and destination, in this order. */
    static long pair(PacketCursor packet) {
        return Hashing.endpoint(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort()) * 31
                + Hashing.endpoint(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort());
    }

    /** {@link #pair} of a packet that goes the other way. */
    static long reversePair(PacketCursor packet) {
        return Hashing.endpoint(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort()) * 31
                + Hashing.endpoint(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort());
    }

    static Endpoint source(PacketCursor packet) {
        return Endpoint.of(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort());
    }

    static Endpoint destination(PacketCursor packet) {
        return Endpoint.of(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort());
    }
}
