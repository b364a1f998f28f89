package org.karavox.itests.traffic;

import org.karavox.call.Endpoint;

/**
 * Somebody who makes or takes calls.
 *
 * @param user user part of the URI
 * @param signalling where SIP comes from and goes to
 */
public record Party(String user, Endpoint signalling) {

    /** On port 5060. */
    public static Party at(String user, String address) {
        return new Party(user, new Endpoint(address, 5060));
    }

    /** {@code sip:user@host}. */
    public String uri() {
        return "sip:" + user + "@" + host();
    }

    /** {@code sip:user@host:port}. */
    String contact() {
        return uri() + ":" + signalling.port();
    }

    /** The address as URIs write it. */
    String host() {
        return signalling.address().indexOf(':') < 0 ? signalling.address() : "[" + signalling.address() + "]";
    }

    /** A media address of this party. */
    public Endpoint media(int port) {
        return new Endpoint(signalling.address(), port);
    }
}
