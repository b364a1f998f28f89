package org.karavox.call;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What reports ask about a stream beyond its quality.
 *
 * @param ttl of its packets
 * @param dscp six bits of its first packet
 * @param announcedPacketTimeMillis ptime of the SDP of the party that receives it, of the other one if only that is known; 0 if none
 * @param digits in the order of their beginning, RFC 4733
 * @param traits what else was seen
 */
public record StreamDetails(Ttl ttl, int dscp, int announcedPacketTimeMillis, List<Digit> digits, Set<Trait> traits) {

    /** Nothing seen. */
    public static final StreamDetails NONE = new StreamDetails(Ttl.NONE, 0, 0, List.of(), Set.of());

    /** Facts that are either so or not. */
    public enum Trait {
        /** Several calls announced its address: each has the packets. */
        SHARED,
        /** Announced as SRTP. */
        SRTP,
        /** A simulated receiver gave up, because the packets came too much out of order. */
        PLAYOUT_STOPPED,
        /** More than one voice codec. */
        CODEC_CHANGED,
        /** SSRC is 0. */
        SSRC_ZERO,
        /** Packets came in IP fragments. */
        FRAGMENTED
    }

    /** A digit of RFC 4733. */
    public record Digit(Instant at, char symbol) {
        public Digit {
            requireNonNull(at, "at");
        }
    }

    public StreamDetails {
        requireNonNull(ttl, "ttl");
        digits = List.copyOf(digits);
        traits = traits.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(traits));
    }

    /** The same with one more trait. */
    public StreamDetails with(Trait trait) {
        EnumSet<Trait> more = EnumSet.of(trait);
        more.addAll(traits);
        return new StreamDetails(ttl, dscp, announcedPacketTimeMillis, digits, more);
    }
}
