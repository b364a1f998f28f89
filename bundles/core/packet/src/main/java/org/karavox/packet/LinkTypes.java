package org.karavox.packet;

/** Link types as numbered in pcap files (the LINKTYPE_ registry). */
public final class LinkTypes {

    /** BSD loopback: 4 byte address family in the byte order of the capturing host. */
    public static final int NULL = 0;
    /** Ethernet. */
    public static final int ETHERNET = 1;
    /** PPP, with or without the two HDLC bytes. */
    public static final int PPP = 9;
    /** Raw IP as some old writers number it (the DLT of BSD/OS). */
    public static final int RAW_12 = 12;
    /** Raw IP as OpenBSD numbers it. */
    public static final int RAW_14 = 14;
    /** LLC/SNAP over ATM, RFC 1483. */
    public static final int ATM_RFC1483 = 100;
    /** Raw IP, the version nibble decides. */
    public static final int RAW = 101;
    /** OpenBSD loopback: 4 byte address family, big-endian. */
    public static final int LOOP = 108;
    /** Linux cooked capture, 16 byte header. */
    public static final int LINUX_SLL = 113;
    /** Raw IPv4. */
    public static final int IPV4 = 228;
    /** Raw IPv6. */
    public static final int IPV6 = 229;
    /** Linux cooked capture, 20 byte header. */
    public static final int LINUX_SLL2 = 276;

    private LinkTypes() {
    }
}
