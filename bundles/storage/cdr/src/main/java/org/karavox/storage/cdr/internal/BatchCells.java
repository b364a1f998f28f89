package org.karavox.storage.cdr.internal;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.karavox.storage.cdr.internal.Layout.Column;

/** Rows as parameters of a prepared INSERT, for H2. One thread. */
final class BatchCells extends PlacedCells {

    private final int width;
    private final List<Object[]> values = new ArrayList<>();
    private Object[] row;
    private int at;

    BatchCells(Layout layout, LocalTimes times) {
        super(layout, times);
        width = layout.written().size();
        row = new Object[width];
    }

    /** The statement that takes {@link #values}. */
    static String statement(Layout layout) {
        StringBuilder sql = new StringBuilder("INSERT INTO ").append(layout.table()).append(" (");
        StringBuilder marks = new StringBuilder();
        for (Column column : layout.written()) {
            sql.append(marks.isEmpty() ? "" : ", ").append(layout.quoted(column));
            marks.append(marks.isEmpty() ? "?" : ", ?");
        }
        return sql.append(") VALUES (").append(marks).append(')').toString();
    }

    List<Object[]> values() {
        return values;
    }

    @Override
    void clear() {
        super.clear();
        values.clear();
        at = 0;
    }

    @Override
    void ended() {
        values.add(row);
        row = new Object[width];
        at = 0;
    }

    @Override
    void putNull() {
        row[at++] = null;
    }

    @Override
    void putNumber(long value) {
        row[at++] = value;
    }

    @Override
    void putDecimal(long millis) {
        row[at++] = BigDecimal.valueOf(millis, 3);
    }

    @Override
    void putPlain(byte[] ascii, int length) {
        row[at++] = new String(ascii, 0, length, StandardCharsets.US_ASCII);
    }

    @Override
    void putText(String text) {
        row[at++] = text;
    }

    @Override
    void putBinary(long high, long low, int length) {
        byte[] all = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        row[at++] = length == 16 ? all : Arrays.copyOfRange(all, 12, 16);
    }
}
