package org.karavox.call;

/**
 * Time to live (IPv6: hop limit) of the packets of one flow.
 *
 * @param min smallest, -1 if there was no packet
 * @param max largest, -1 if there was no packet
 * @param meanTimes10 arithmetic mean times ten, -1 if there was no packet
 */
public record Ttl(int min, int max, int meanTimes10) {

    /** No packet. */
    public static final Ttl NONE = new Ttl(-1, -1, -1);
}
