package org.karavox.storage.cdr.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.karavox.storage.cdr.internal.Layout.Column;

/** Rows as INSERT statements with many rows each, for servers that do not take {@code LOAD DATA LOCAL}. One thread. */
final class InsertCells extends PlacedCells {

    /** A statement is ended behind so many characters; far below the smallest {@code max_allowed_packet} in use (1 MiB). */
    private static final int STATEMENT = 200_000;

    private final String head;
    private final List<String> statements = new ArrayList<>();
    private final StringBuilder sql = new StringBuilder();
    private boolean first = true;

    InsertCells(Layout layout, LocalTimes times) {
        super(layout, times);
        StringBuilder text = new StringBuilder("INSERT INTO ").append(layout.table()).append(" (");
        String separator = "";
        for (Column column : layout.written()) {
            text.append(separator).append(layout.quoted(column));
            separator = ", ";
        }
        head = text.append(") VALUES ").toString();
    }

    List<String> statements() {
        if (!sql.isEmpty()) {
            statements.add(sql.toString());
            sql.setLength(0);
        }
        return statements;
    }

    @Override
    void clear() {
        super.clear();
        statements.clear();
        sql.setLength(0);
        first = true;
    }

    private StringBuilder separate() {
        if (!first) {
            return sql.append(',');
        }
        first = false;
        return sql.isEmpty() ? sql.append(head).append('(') : sql.append(",(");
    }

    @Override
    void ended() {
        sql.append(')');
        first = true;
        if (sql.length() > STATEMENT) {
            statements.add(sql.toString());
            sql.setLength(0);
        }
    }

    @Override
    void putNull() {
        separate().append("NULL");
    }

    @Override
    void putNumber(long value) {
        separate().append(value);
    }

    @Override
    void putDecimal(long millis) {
        long size = Math.abs(millis);
        separate().append(millis < 0 ? "-" : "").append(size / 1000).append('.').append((char) ('0' + size / 100 % 10))
                .append((char) ('0' + size / 10 % 10)).append((char) ('0' + size % 10));
    }

    @Override
    void putPlain(byte[] ascii, int length) {
        separate().append('\'').append(new String(ascii, 0, length, StandardCharsets.US_ASCII)).append('\'');
    }

    @Override
    void putText(String text) {
        separate().append('\'');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\'':
                case '"':
                case '\\':
                    sql.append('\\').append(c);
                    break;
                case 0:
                    sql.append("\\0");
                    break;
                case 0x1A:
                    sql.append("\\Z");
                    break;
                default:
                    sql.append(c);
            }
        }
        sql.append('\'');
    }

    @Override
    void putBinary(long high, long low, int length) {
        separate().append("x'");
        for (int i = 16 - length; i < 16; i++) {
            int value = (int) (i < 8 ? high >>> 56 - 8 * i : low >>> 56 - 8 * (i - 8)) & 0xFF;
            sql.append(Character.forDigit(value >> 4, 16)).append(Character.forDigit(value & 15, 16));
        }
        sql.append('\'');
    }
}
