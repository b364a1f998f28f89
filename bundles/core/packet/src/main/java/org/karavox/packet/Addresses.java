package org.karavox.packet;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** IP addresses as two longs. IPv4 is {@code ::ffff:a.b.c.d}, so one form serves both. Control path, except {@link #ipv4}. */
public final class Addresses {

    private static final long IPV4_MAPPED = 0xFFFF_0000_0000L;

    private Addresses() {
    }

    /** Low half of an IPv4 address given as its 32 bits; the high half is 0. */
    public static long ipv4(int address) {
        return IPV4_MAPPED | address & 0xFFFF_FFFFL;
    }

    /** True if the two halves are an IPv4 address. */
    public static boolean isIpv4(long high, long low) {
        return high == 0 && low >>> 32 == 0xFFFF;
    }

    /** The address as people write it: dotted for IPv4, RFC 5952 for IPv6. */
    public static String format(long high, long low) {
        if (isIpv4(high, low)) {
            return (low >>> 24 & 0xFF) + "." + (low >>> 16 & 0xFF) + "." + (low >>> 8 & 0xFF) + "." + (low & 0xFF);
        }
        return formatIpv6(high, low);
    }

    private static String formatIpv6(long high, long low) {
        int[] groups = new int[8];
        for (int i = 0; i < 4; i++) {
            groups[i] = (int) (high >>> 48 - 16 * i) & 0xFFFF;
            groups[4 + i] = (int) (low >>> 48 - 16 * i) & 0xFFFF;
        }
        int bestStart = -1;
        int bestLength = 1; // RFC 5952 4.2.2: a single zero group is not shortened
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && groups[i + length] == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
            i += length;
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /**
     * Reads a literal address into {@code halves} (high, low).
     *
     * @return false if {@code text} is not a literal IPv4 or IPv6 address (a host name is not resolved)
     */
    public static boolean parse(String text, long[] halves) {
        if (text.isEmpty()) {
            return false;
        }
        if (text.indexOf(':') < 0) {
            return parseIpv4(text, halves);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
                return false; // keeps InetAddress from asking a name server
            }
        }
        try {
            byte[] bytes = InetAddress.getByName(text).getAddress();
            if (bytes.length == 4) {
                halves[0] = 0;
                halves[1] = ipv4((bytes[0] & 0xFF) << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF);
                return true;
            }
            halves[0] = eight(bytes, 0);
            halves[1] = eight(bytes, 8);
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean parseIpv4(String text, long[] halves) {
        int address = 0;
        int part = 0;
        int digits = 0;
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (digits == 0 || ++dots > 3) {
                    return false;
                }
                address = address << 8 | part;
                part = 0;
                digits = 0;
            } else if (c >= '0' && c <= '9') {
                part = part * 10 + c - '0';
                if (++digits > 3 || part > 255) {
                    return false;
                }
            } else {
                return false;
            }
        }
        if (dots != 3 || digits == 0) {
            return false;
        }
        halves[0] = 0;
        halves[1] = ipv4(address << 8 | part);
        return true;
    }

    private static long eight(byte[] bytes, int from) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | bytes[from + i] & 0xFF;
        }
        return value;
    }
}
