package org.karavox.call.wire;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.karavox.call.Endpoint;
import org.karavox.packet.Addresses;

/** Walks over fields. Whatever the bytes are, it answers or throws {@link WireException}, in memory bounded by their number. */
final class FieldReader {

    /** Most elements of all lists of a record. */
    static final int ELEMENT_LIMIT = 200_000;

    private final byte[] bytes;
    private final int end;
    private final int[] elementsLeft;
    private int next;

    private int field;
    private int kind;
    private long number;
    private int from;
    private int to;

    FieldReader(byte[] bytes, int from, int end) {
        this(bytes, from, end, new int[] {ELEMENT_LIMIT});
    }

    private FieldReader(byte[] bytes, int from, int end, int[] elementsLeft) {
        this.bytes = bytes;
        this.next = from;
        this.end = end;
        this.elementsLeft = elementsLeft;
    }

    /** Goes to the next field; false if there is none. */
    boolean next() throws WireException {
        if (next == end) {
            return false;
        }
        long tag = unsigned();
        kind = (int) tag & 3;
        if (tag < 0 || tag >>> 2 > Integer.MAX_VALUE) {
            throw new WireException("A call record has a field with an impossible number");
        }
        field = (int) (tag >>> 2);
        switch (kind) {
            case FieldWriter.NUMBER -> number = signed();
            case FieldWriter.BYTES, FieldWriter.UTF16 -> {
                long length = unsigned();
                if (length < 0 || length > end - next) {
                    throw new WireException("A call record has a field that is longer than the record");
                }
                from = next;
                next += (int) length;
                to = next;
            }
            default -> throw new WireException("A call record has a field of an unknown kind");
        }
        return true;
    }

    /** Number of the field. */
    int field() {
        return field;
    }

    long number() throws WireException {
        if (kind != FieldWriter.NUMBER) {
            throw new WireException("Field " + field + " of a call record is no number");
        }
        return number;
    }

    int integer() throws WireException {
        long value = number();
        if (value != (int) value) {
            throw new WireException("Field " + field + " of a call record is too large a number");
        }
        return (int) value;
    }

    char symbol() throws WireException {
        return (char) integer();
    }

    String text() throws WireException {
        if (kind == FieldWriter.NUMBER) {
            throw new WireException("Field " + field + " of a call record is no text");
        }
        if (kind == FieldWriter.BYTES) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder((to - from) / 2);
        for (int i = from; i + 1 < to; i += 2) {
            text.append((char) (bytes[i] << 8 | bytes[i + 1] & 0xFF));
        }
        return text.toString();
    }

    /** The field as fields of its own. */
    FieldReader fields() throws WireException {
        if (kind != FieldWriter.BYTES) {
            throw new WireException("Field " + field + " of a call record has no fields in it");
        }
        return new FieldReader(bytes, from, to, elementsLeft);
    }

    /** The field as one more element of a list. */
    FieldReader element() throws WireException {
        count(1);
        return fields();
    }

    Instant instant(Instant base) throws WireException {
        FieldReader content = fields();
        long seconds = content.signed();
        long nanos = content.unsigned();
        try {
            return Instant.ofEpochSecond(Math.addExact(base.getEpochSecond(), seconds), nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new WireException("Field " + field + " of a call record is no moment: " + e.getMessage());
        }
    }

    Endpoint endpoint() throws WireException {
        FieldReader content = fields();
        int form = (int) content.bigEndian(1);
        return switch (form) {
            case FieldWriter.ADDRESS_IPV4 -> {
                long low = Addresses.ipv4((int) content.bigEndian(4));
                yield Endpoint.of(0, low, (int) content.bigEndian(2));
            }
            case FieldWriter.ADDRESS_IPV6 -> {
                long high = content.bigEndian(8);
                long low = content.bigEndian(8);
                yield Endpoint.of(high, low, (int) content.bigEndian(2));
            }
            case FieldWriter.ADDRESS_TEXT -> {
                int port = (int) content.signed();
                yield new Endpoint(new String(bytes, content.next, content.end - content.next, StandardCharsets.UTF_8), port);
            }
            default -> throw new WireException("Field " + field + " of a call record is an address of an unknown kind");
        };
    }

    /** See {@link FieldWriter#numbers}. */
    <T> List<T> numbers(LongFunction<T> box) throws WireException {
        FieldReader content = fields();
        long size = content.unsigned();
        count(size);
        List<T> values = new ArrayList<>((int) size);
        T zero = box.apply(0);
        while (content.next < content.end) {
            long zeros = content.unsigned();
            if (zeros < 0 || zeros >= size - values.size()) {
                throw new WireException("Field " + field + " of a call record has more numbers than it says");
            }
            for (long i = 0; i < zeros; i++) {
                values.add(zero);
            }
            values.add(box.apply(content.signed()));
        }
        while (values.size() < size) {
            values.add(zero);
        }
        return values;
    }

    long unsigned() throws WireException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (next == end) {
                throw new WireException("A call record ends within a number");
            }
            byte octet = bytes[next++];
            value |= (octet & 0x7FL) << shift;
            if (octet >= 0) {
                return value;
            }
        }
        throw new WireException("A call record has a number of more than 64 bits");
    }

    private long signed() throws WireException {
        long value = unsigned();
        return value >>> 1 ^ -(value & 1);
    }

    private long bigEndian(int octets) throws WireException {
        if (end - next < octets) {
            throw new WireException("A call record ends within an address");
        }
        long value = 0;
        for (int i = 0; i < octets; i++) {
            value = value << 8 | bytes[next++] & 0xFF;
        }
        return value;
    }

    private void count(long more) throws WireException {
        if (more < 0 || more > elementsLeft[0]) {
            throw new WireException("A call record has more than " + ELEMENT_LIMIT + " elements in its lists");
        }
        elementsLeft[0] -= (int) more;
    }
}
