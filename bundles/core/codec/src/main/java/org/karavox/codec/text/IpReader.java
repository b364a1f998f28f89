package org.karavox.codec.text;

import org.karavox.packet.Addresses;

/** Reads literal IP addresses from text without allocating. One instance per thread; holds the last address read. */
public final class IpReader {

    private long high;
    private long low;

    /**
     * Reads the address that fills the range.
     *
     * @return false if it is no literal IPv4 or IPv6 address, for example a host name
     */
    public boolean read(byte[] bytes, int from, int end) {
        int colon = Ascii.find(bytes, from, end, ':');
        if (colon < end) {
            return readIpv6(bytes, from, end);
        }
        long address = ipv4(bytes, from, end);
        if (address < 0) {
            return false;
        }
        high = 0;
        low = Addresses.ipv4((int) address);
        return true;
    }

    /** High half of the last address read, see {@link Addresses}. */
    public long high() {
        return high;
    }

    /** Low half of the last address read. */
    public long low() {
        return low;
    }

    /** True if the last address read is {@code 0.0.0.0} or {@code ::}, which nobody can send to. */
    public boolean isUnspecified() {
        return high == 0 && (low == 0 || low == Addresses.ipv4(0));
    }

    private static long ipv4(byte[] bytes, int from, int end) {
        long address = 0;
        int part = 0;
        int digits = 0;
        int dots = 0;
        for (int i = from; i < end; i++) {
            int c = bytes[i];
            if (c == '.') {
                if (digits == 0 || ++dots > 3) {
                    return -1;
                }
                address = address << 8 | part;
                part = 0;
                digits = 0;
            } else if (c >= '0' && c <= '9') {
                part = part * 10 + c - '0';
                if (++digits > 3 || part > 255) {
                    return -1;
                }
            } else {
                return -1;
            }
        }
        return dots == 3 && digits > 0 ? address << 8 | part : -1;
    }

    /** RFC 4291 2.2: eight groups, one run of zeros as {@code ::}, the last 32 bits perhaps dotted. */
    private boolean readIpv6(byte[] bytes, int from, int end) {
        long before0 = 0; // groups before "::" fill from the top, those behind it from the bottom
        long before1 = 0;
        long after0 = 0;
        long after1 = 0;
        int groups = 0;
        int groupsBefore = -1;
        int i = from;
        if (end - from >= 2 && bytes[from] == ':') {
            if (bytes[from + 1] != ':') {
                return false;
            }
            groupsBefore = 0;
            i = from + 2;
        }
        while (i < end) {
            int stop = i;
            int group = 0;
            while (stop < end && bytes[stop] != ':' && bytes[stop] != '.') {
                int digit = Character.digit(bytes[stop], 16);
                if (digit < 0 || stop - i >= 4) {
                    return false;
                }
                group = group << 4 | digit;
                stop++;
            }
            int added = 1;
            long value = group;
            if (stop < end && bytes[stop] == '.') {
                value = ipv4(bytes, i, end);
                added = 2;
                stop = end;
                if (value < 0) {
                    return false;
                }
            } else if (stop == i) {
                return false;
            }
            if (groups + added > 8) {
                return false;
            }
            groups += added;
            int shift = 16 * added;
            if (groupsBefore < 0) {
                before0 = before0 << shift | before1 >>> 64 - shift;
                before1 = before1 << shift | value;
            } else {
                after0 = after0 << shift | after1 >>> 64 - shift;
                after1 = after1 << shift | value;
            }
            i = stop;
            if (i < end) {
                i++; // the colon
                if (i == end) {
                    return false;
                }
                if (bytes[i] == ':') {
                    if (groupsBefore >= 0) {
                        return false;
                    }
                    groupsBefore = groups;
                    i++;
                }
            }
        }
        if (groupsBefore < 0) {
            if (groups != 8) {
                return false;
            }
            high = before0;
            low = before1;
            return true;
        }
        if (groups > 7) {
            return false;
        }
        int missing = 16 * (8 - groupsBefore); // bits to move the first groups to the top
        if (groupsBefore == 0) {
            high = after0;
            low = after1;
        } else if (missing >= 64) {
            high = before1 << missing - 64 | after0;
            low = after1;
        } else {
            high = before0 << missing | before1 >>> 64 - missing | after0;
            low = before1 << missing | after1;
        }
        return true;
    }
}
