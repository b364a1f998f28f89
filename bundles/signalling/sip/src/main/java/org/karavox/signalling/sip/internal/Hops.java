package org.karavox.signalling.sip.internal;

import java.util.ArrayList;
import java.util.List;
import org.karavox.call.Endpoint;
import org.karavox.packet.PacketCursor;

/** The way of the first INVITE: from the caller, over proxies, to where the last hop went. */
final class Hops {

    private static final int MOST = 64;

    private final List<Address> path = new ArrayList<>(2);
    private final LongSet seen = new LongSet();
    private Address caller;
    private Address called;

    private record Address(long high, long low, int port) {

        boolean sameHost(Address other) {
            return high == other.high && low == other.low;
        }

        Endpoint endpoint(Words words) {
            return words.endpoint(high, low, port);
        }
    }

    /** The first message went along the packet, or came back along it. */
    void begin(PacketCursor packet, boolean fromCaller) {
        Address source = source(packet);
        Address destination = destination(packet);
        caller = fromCaller ? source : destination;
        called = fromCaller ? destination : source;
        seen.add(Endpoints.pair(packet));
    }

    /** An INVITE outside a dialog was seen on this hop, perhaps again. */
    void invited(PacketCursor packet) {
        if (!seen.add(Endpoints.pair(packet)) || path.size() >= MOST) {
            return;
        }
        pass(called);
        pass(source(packet));
        called = destination(packet);
    }

    private void pass(Address address) {
        if (!address.equals(caller) && path.stream().noneMatch(address::sameHost) && !address.sameHost(caller)) {
            path.add(address);
        }
    }

    private static Address source(PacketCursor packet) {
        return new Address(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort());
    }

    private static Address destination(PacketCursor packet) {
        return new Address(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort());
    }

    Endpoint caller(Words words) {
        return caller.endpoint(words);
    }

    Endpoint called(Words words) {
        return called.endpoint(words);
    }

    List<Endpoint> proxies(Words words) {
        return path.stream().filter(address -> !address.equals(called)).map(address -> address.endpoint(words)).toList();
    }
}
