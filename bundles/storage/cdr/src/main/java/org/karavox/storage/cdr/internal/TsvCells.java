package org.karavox.storage.cdr.internal;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import org.karavox.storage.cdr.internal.Layout.Column;

/** Rows as {@code LOAD DATA} reads them by default: tabulators, line feeds, backslash escapes, UTF-8. One thread. */
final class TsvCells extends PlacedCells {

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[64 << 10];
    private int length;
    private boolean first = true;

    TsvCells(Layout layout, LocalTimes times) {
        super(layout, times);
    }

    /** The statement that reads {@link #content}. */
    static String statement(Layout layout) {
        StringBuilder sql = new StringBuilder("LOAD DATA LOCAL INFILE 'rows' INTO TABLE ").append(layout.table())
                .append(" CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (");
        StringBuilder set = new StringBuilder();
        int variable = 0;
        String separator = "";
        for (Column column : layout.written()) {
            sql.append(separator);
            separator = ", ";
            if (column.address() && layout.binaryAddresses()) {
                String name = "@a" + variable++;
                sql.append(name);
                set.append(set.isEmpty() ? " SET " : ", ").append(layout.quoted(column)).append(" = UNHEX(").append(name)
                        .append(')');
            } else {
                sql.append(layout.quoted(column));
            }
        }
        return sql.append(')').append(set).toString();
    }

    InputStream content() {
        return new ByteArrayInputStream(bytes, 0, length);
    }

    @Override
    void clear() {
        super.clear();
        length = 0;
        first = true;
        if (bytes.length > 8 << 20) {
            bytes = new byte[64 << 10]; // an unusual batch need not be remembered
        }
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private void separate(int more) {
        room(more + 1);
        if (!first) {
            bytes[length++] = '\t';
        }
        first = false;
    }

    @Override
    void ended() {
        room(1);
        bytes[length++] = '\n';
        first = true;
    }

    @Override
    void putNull() {
        separate(2);
        bytes[length++] = '\\';
        bytes[length++] = 'N';
    }

    @Override
    void putNumber(long value) {
        separate(20);
        digits(value);
    }

    private void digits(long value) {
        if (value < 0) {
            bytes[length++] = '-';
            value = -value;
        }
        int from = length;
        do {
            bytes[length++] = (byte) ('0' + value % 10);
            value /= 10;
        } while (value != 0);
        for (int i = from, j = length - 1; i < j; i++, j--) {
            byte swap = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = swap;
        }
    }

    @Override
    void putDecimal(long millis) {
        separate(24);
        if (millis < 0) {
            bytes[length++] = '-';
            millis = -millis;
        }
        digits(millis / 1000);
        bytes[length++] = '.';
        int part = (int) (millis % 1000);
        bytes[length++] = (byte) ('0' + part / 100);
        bytes[length++] = (byte) ('0' + part / 10 % 10);
        bytes[length++] = (byte) ('0' + part % 10);
    }

    @Override
    void putPlain(byte[] ascii, int count) {
        separate(count);
        System.arraycopy(ascii, 0, bytes, length, count);
        length += count;
    }

    @Override
    void putText(String text) {
        int characters = text.length();
        separate(4 * characters);
        for (int i = 0; i < characters; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                switch (c) {
                    case '\\':
                        escaped('\\');
                        break;
                    case '\t':
                        escaped('t');
                        break;
                    case '\n':
                        escaped('n');
                        break;
                    case '\r':
                        escaped('r');
                        break;
                    case 0:
                        escaped('0');
                        break;
                    case 0x1A:
                        escaped('Z');
                        break;
                    default:
                        bytes[length++] = (byte) c;
                }
            } else if (c < 0x800) {
                bytes[length++] = (byte) (0xC0 | c >> 6);
                bytes[length++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c) && i + 1 < characters) {
                int codePoint = Character.toCodePoint(c, text.charAt(++i)); // halves were replaced before
                bytes[length++] = (byte) (0xF0 | codePoint >> 18);
                bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
                bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
                bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
            } else {
                bytes[length++] = (byte) (0xE0 | c >> 12);
                bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
                bytes[length++] = (byte) (0x80 | c & 0x3F);
            }
        }
    }

    private void escaped(char letter) {
        bytes[length++] = '\\';
        bytes[length++] = (byte) letter;
    }

    @Override
    void putBinary(long high, long low, int count) {
        separate(32);
        for (int i = 16 - count; i < 16; i++) {
            int value = (int) (i < 8 ? high >>> 56 - 8 * i : low >>> 56 - 8 * (i - 8)) & 0xFF;
            bytes[length++] = HEX[value >> 4];
            bytes[length++] = HEX[value & 15];
        }
    }
}
