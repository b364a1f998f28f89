package org.karavox.storage.spool.internal;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Header of an entry as GNU tar writes it, 512 bytes:
 *
 * <pre>
 *    0 name (100)      124 size (12, octal)   156 type (1) = 0       265 user (32)    345 GNU fields (150)
 *  100 mode (8)        136 time (12, octal)   157 link (100)         297 group (32)   495 unused: tag of the call (17)
 *  108 uid, gid (16)   148 checksum (8)       257 "ustar  " (8)      329 device (16)
 * </pre>
 *
 * <p>The tag is {@code K}, then both numbers of {@link CallTag}, big-endian. Readers that do not know it see nothing of it.
 *
 * @param name without suffix of a chunk
 * @param last the file ends with this entry
 * @param size bytes of content
 * @param tag empty in archives of others
 */
record TarHeader(String name, boolean last, long size, Optional<CallTag> tag) {

    /** Length of a header; contents are filled up to a multiple of it. */
    static final int BLOCK = 512;

    /** Most bytes of a name, so that the suffix of a chunk has room. */
    static final int NAME_LENGTH = 92;

    private static final long LARGEST = 1L << 40;
    private static final int FIELD_LENGTH = 100;
    private static final int HASHED_FROM = 54;
    private static final int SIZE = 124;
    private static final int TIME = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int TAG = 495;
    private static final byte TAG_MARK = 'K';

    /** The name as it fits into a header: the beginning and a hash of the rest if it is too long. */
    static String hashed(String name) {
        if (name.length() <= NAME_LENGTH) {
            return name;
        }
        try {
            byte[] rest = name.substring(HASHED_FROM).getBytes(StandardCharsets.ISO_8859_1);
            return name.substring(0, HASHED_FROM) + "_hash_" + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(rest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }

    /**
     * Writes a header.
     *
     * @param header 512 bytes
     * @param number of the entry in its archive, if more of the file follows; negative = final
     */
    static void put(byte[] header, String name, long number, long size, long timeSeconds, CallTag tag) {
        Arrays.fill(header, (byte) 0);
        String whole = number < 0 ? name : name + '#' + number;
        byte[] text = whole.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, header, 0, Math.min(text.length, FIELD_LENGTH));
        octal(header, 100, 8, 0444);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        octal(header, SIZE, 12, size);
        octal(header, TIME, 12, Math.max(0, timeSeconds));
        header[TYPE] = '0';
        byte[] magic = {'u', 's', 't', 'a', 'r', ' ', ' ', 0};
        System.arraycopy(magic, 0, header, MAGIC, magic.length);
        ByteBuffer.wrap(header, TAG, 17).put(TAG_MARK).putLong(tag.callId()).putLong(tag.startNanos());
        Arrays.fill(header, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        octal(header, CHECKSUM, 7, sum(header));
    }

    private static void octal(byte[] header, int offset, int length, long value) {
        for (int i = offset + length - 2; i >= offset; i--) {
            header[i] = (byte) ('0' + (value & 7));
            value >>>= 3;
        }
        header[offset + length - 1] = 0;
    }

    private static int sum(byte[] header) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : header[i] & 0xFF;
        }
        return sum;
    }

    /** Reads a header; empty if these 512 bytes are none. */
    static Optional<TarHeader> parse(byte[] header) {
        long size = number(header, SIZE, 12);
        if (number(header, CHECKSUM, 8) != sum(header) || size < 0 || size > LARGEST || header[TYPE] != 0 && header[TYPE] != '0') {
            return Optional.empty();
        }
        int length = 0;
        while (length < FIELD_LENGTH && header[length] != 0) {
            length++;
        }
        Optional<CallTag> tag = Optional.empty();
        if (header[TAG] == TAG_MARK) {
            ByteBuffer numbers = ByteBuffer.wrap(header, TAG + 1, 16);
            tag = Optional.of(new CallTag(numbers.getLong(), numbers.getLong()));
        }
        String whole = new String(header, 0, length, StandardCharsets.ISO_8859_1);
        String name = withoutNumber(whole);
        return Optional.of(new TarHeader(name, name.length() == whole.length(), size, tag));
    }

    /** Octal text, or binary if the highest bit is set; -1 if it is neither. */
    private static long number(byte[] header, int offset, int length) {
        if ((header[offset] & 0x80) != 0) {
            byte[] big = Arrays.copyOfRange(header, offset, offset + length);
            big[0] &= 0x7F;
            BigInteger value = new BigInteger(big);
            return value.bitLength() < Long.SIZE ? value.longValue() : -1;
        }
        long value = 0;
        boolean any = false;
        for (int i = offset; i < offset + length; i++) {
            byte digit = header[i];
            if (digit >= '0' && digit <= '7') {
                value = value << 3 | digit - '0';
                any = true;
            } else if (any || digit != ' ') {
                break;
            }
        }
        return any ? value : -1;
    }

    /** Removes the suffix of a chunk: {@code #} and up to ten digits, or {@code _} and up to six behind a whole name. */
    private static String withoutNumber(String name) {
        int digits = name.length();
        while (digits > 0 && name.charAt(digits - 1) >= '0' && name.charAt(digits - 1) <= '9') {
            digits--;
        }
        int count = name.length() - digits;
        if (count == 0 || digits == 0) {
            return name;
        }
        char separator = name.charAt(digits - 1);
        boolean isChunk = separator == '#' && count <= 10 || separator == '_' && count <= 6 && name.startsWith(".pcap", digits - 6);
        return isChunk ? name.substring(0, digits - 1) : name;
    }

    /** Bytes up to the next header. */
    long paddedSize() {
        return size + BLOCK - 1 & -BLOCK;
    }
}
