package org.karavox.call;

import static java.util.Objects.requireNonNull;

import org.karavox.packet.Addresses;

/**
 * An IP address and port.
 *
 * @param address literal, never a host name
 * @param port 0..65535
 */
public record Endpoint(String address, int port) implements Comparable<Endpoint> {

    public Endpoint {
        requireNonNull(address, "address");
    }

    /** From the two halves of the hot path, see {@link Addresses}. */
    public static Endpoint of(long high, long low, int port) {
        return new Endpoint(Addresses.format(high, low), port);
    }

    @Override
    public int compareTo(Endpoint other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
    }

    /** {@code a.b.c.d:port}, {@code [v6]:port}. */
    @Override
    public String toString() {
        return address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
    }
}
