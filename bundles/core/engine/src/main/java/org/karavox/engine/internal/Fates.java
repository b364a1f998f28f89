package org.karavox.engine.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts by name, addressed by a number on the hot path: what became of each frame, and details beside it. One owner,
 * the dispatcher thread; others get copies that the owner makes.
 */
final class Fates {

    /** Media of a call, or at least sent to an address that a call has announced. */
    static final int MEDIA = 0;
    /** Plausible media that no call has announced. */
    static final int ORPHAN = 1;
    /** UDP that nobody wants. */
    static final int UNCLAIMED_UDP = 2;
    /** TCP. */
    static final int UNCLAIMED_TCP = 3;
    /** Other IP protocols. */
    static final int UNCLAIMED_IP = 4;
    /** No IP inside: ARP, LLDP, ... */
    static final int UNCLAIMED_LINK = 5;
    /** IPv6 while the key {@code ipv6} is no. */
    static final int IPV6_OFF = 6;
    /** Link type that nobody can decode. */
    static final int LINK_UNKNOWN = 7;
    /** A link header reaches beyond the frame. */
    static final int LINK_TRUNCATED = 8;
    /** A link header contradicts its specification. */
    static final int LINK_MALFORMED = 9;
    /** An IP header or packet reaches beyond what encloses it. */
    static final int IP_TRUNCATED = 10;
    /** An IP header contradicts its specification. */
    static final int IP_MALFORMED = 11;
    /** A UDP header reaches beyond its IP packet. */
    static final int UDP_TRUNCATED = 12;
    /** A UDP header contradicts its specification. */
    static final int UDP_MALFORMED = 13;
    /** More layers than anybody nests. */
    static final int TOO_DEEP = 14;
    /** A fragment that waits for the others, or that was the last and has become a datagram. */
    static final int FRAGMENT_TAKEN = 15;
    /** A fragment that repeats bytes which are there. */
    static final int FRAGMENT_REPEATED = 16;
    /** A fragment whose bytes contradict those that are there; the datagram is given up. */
    static final int FRAGMENT_OVERLAP = 17;
    /** A fragment that breaks a rule: length, offset, end beyond 65,535. */
    static final int FRAGMENT_MALFORMED = 18;
    /** A fragment of a datagram that was given up. */
    static final int FRAGMENT_REFUSED = 19;
    /** A fragment while the key {@code udpfrag} is no. */
    static final int FRAGMENT_IGNORED = 20;

    private static final String[] FIXED = {"media", "orphan", "unclaimed.udp", "unclaimed.tcp", "unclaimed.ip", "unclaimed.link",
        "engine.ipv6.off", "engine.link.unknown", "engine.link.truncated", "engine.link.malformed", "engine.ip.truncated",
        "engine.ip.malformed", "engine.udp.truncated", "engine.udp.malformed", "engine.depth.exceeded", "engine.fragment.taken",
        "engine.fragment.repeated", "engine.fragment.overlap", "engine.fragment.malformed", "engine.fragment.refused",
        "engine.fragment.ignored"};

    private final List<String> names = new ArrayList<>();
    private long[] counts = new long[64];

    /** The fates of frames, with the fixed numbers of this class. */
    static Fates ofFrames() {
        Fates fates = new Fates();
        fates.names.addAll(List.of(FIXED));
        return fates;
    }

    /** Number of the fate called {@code name}, made if it is new. Control path. */
    int number(String name) {
        int known = names.indexOf(name);
        if (known >= 0) {
            return known;
        }
        names.add(name);
        if (names.size() > counts.length) {
            counts = java.util.Arrays.copyOf(counts, counts.length * 2);
        }
        return names.size() - 1;
    }

    /** One more; hot path. */
    void count(int number) {
        counts[number]++;
    }

    /** The count so far. */
    long of(int number) {
        return counts[number];
    }

    /** All counts that are not zero, by name. */
    Map<String, Long> copy() {
        Map<String, Long> copy = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (counts[i] != 0) {
                copy.put(names.get(i), counts[i]);
            }
        }
        return copy;
    }
}
