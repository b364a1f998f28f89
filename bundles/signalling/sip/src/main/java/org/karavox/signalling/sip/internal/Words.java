package org.karavox.signalling.sip.internal;

import java.util.List;
import org.karavox.call.CallDetails;
import org.karavox.call.Endpoint;
import org.karavox.call.Ttl;
import org.karavox.codec.sip.SipMessage;
import org.karavox.codec.text.Texts;
import org.karavox.packet.Addresses;
import org.karavox.packet.Hashing;

/**
 * What the records of many calls have in common, made once per shard: responses, products, addresses. Whatever is unusual
 * takes the place of something else, so that whoever invents things costs time, not memory.
 */
final class Words {

    /** What the column keeps of a status line. */
    private static final int LONGEST = 127;
    private static final int RESPONSES = 256;
    private static final int ADDRESSES = 1024;

    private final Texts texts = new Texts();
    private final String[] phrases = new String[RESPONSES];
    private final CallDetails.Response[] responses = new CallDetails.Response[RESPONSES];
    private final String[] hosts = new String[ADDRESSES];
    private final long[] hostsHigh = new long[ADDRESSES];
    private final long[] hostsLow = new long[ADDRESSES];
    private final Endpoint[] endpoints = new Endpoint[ADDRESSES];
    private final Ttl[] ttls = new Ttl[256];
    private List<CallDetails.Response> usual = List.of();

    /** Reason phrase of a response. */
    String phrase(SipMessage response) {
        return response.reason(texts);
    }

    /** Product that sent the message, empty if it does not say. */
    String agent(SipMessage message) {
        return message.agent(texts);
    }

    /** Status and reason phrase of a response. */
    CallDetails.Response response(SipMessage message) {
        int status = message.status();
        int slot = status & RESPONSES - 1;
        String phrase = phrase(message);
        CallDetails.Response known = responses[slot];
        if (known == null || known.status() != status || !phrase.equals(phrases[slot])) {
            String text = phrase.isEmpty() ? String.valueOf(status) : status + " " + phrase;
            known = new CallDetails.Response(status, text.length() > LONGEST ? text.substring(0, LONGEST) : text);
            phrases[slot] = phrase;
            responses[slot] = known;
        }
        return known;
    }

    /** The responses of a call: mostly those of the call before. */
    List<CallDetails.Response> responses(List<CallDetails.Response> seen) {
        boolean same = seen.size() == usual.size();
        for (int i = 0; i < seen.size() && same; i++) {
            same = seen.get(i) == usual.get(i);
        }
        if (!same) {
            usual = List.copyOf(seen);
        }
        return usual;
    }

    /** TTL of {@code packets}. */
    Ttl ttl(int min, int max, long sum, int packets) {
        if (min != max) {
            return new Ttl(min, max, (int) ((sum * 10 + packets / 2) / packets));
        }
        if (ttls[min] == null) {
            ttls[min] = new Ttl(min, max, 10 * min);
        }
        return ttls[min];
    }

    /** An address of signalling: the same few of them. */
    Endpoint endpoint(long high, long low, int port) {
        String host = host(high, low);
        long hash = Hashing.endpoint(high, low, port);
        int slot = (int) (hash ^ hash >>> 32) & ADDRESSES - 1;
        Endpoint known = endpoints[slot];
        if (known == null || known.port() != port || !known.address().equals(host)) {
            known = new Endpoint(host, port);
            endpoints[slot] = known;
        }
        return known;
    }

    /** An address of media: many ports of the same few hosts. */
    Endpoint mediaEndpoint(long high, long low, int port) {
        return new Endpoint(host(high, low), port);
    }

    private String host(long high, long low) {
        long hash = Hashing.endpoint(high, low, 0);
        int slot = (int) (hash ^ hash >>> 32) & ADDRESSES - 1;
        if (hosts[slot] == null || hostsLow[slot] != low || hostsHigh[slot] != high) {
            hosts[slot] = Addresses.format(high, low);
            hostsHigh[slot] = high;
            hostsLow[slot] = low;
        }
        return hosts[slot];
    }
}
