package org.karavox.storage.cdr.internal;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows as maps, with values as they stand in a table that has everything: durations in microseconds. */
final class CollectedCells extends Cells {

    final List<Map<String, Object>> rows = new ArrayList<>();
    private Map<String, Object> row = new LinkedHashMap<>();

    /** Rows by table of one call; texts have the length of their text as id. */
    static Map<CdrTable, List<Map<String, Object>>> of(TestCall call, Rules rules) {
        Cells[] cells = new Cells[CdrTable.values().length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = new CollectedCells();
        }
        try {
            new CdrRow(call.record(), 7, rules, new NamedTexts()).write(cells);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Map<CdrTable, List<Map<String, Object>>> tables = new LinkedHashMap<>();
        for (CdrTable table : CdrTable.values()) {
            tables.put(table, ((CollectedCells) cells[table.ordinal()]).rows);
        }
        return tables;
    }

    /** The last text that was asked for, by kind. */
    static final class NamedTexts implements Lookups {

        static final Map<Long, String> TEXTS = new LinkedHashMap<>();

        private static long id(String text) {
            TEXTS.put((long) text.hashCode() & 0xFFFFFF, text);
            return text.hashCode() & 0xFFFFFF;
        }

        @Override
        public long response(String text) {
            return id(text);
        }

        @Override
        public long request(String text) {
            return id(text);
        }

        @Override
        public long reason(int type, String text) {
            return id(type + ":" + text);
        }

        @Override
        public long agent(String text) {
            return id(text);
        }
    }

    private void put(String column, Object value) {
        if (row.containsKey(column)) {
            throw new IllegalStateException("twice: " + column);
        }
        row.put(column, value);
    }

    @Override
    void end() {
        rows.add(row);
        row = new LinkedHashMap<>();
    }

    @Override
    void nul(String column) {
        put(column, null);
    }

    @Override
    void number(String column, long value) {
        put(column, value);
    }

    @Override
    void seconds(String column, long micros) {
        put(column, micros);
    }

    @Override
    void fraction(String column, long micros) {
        put(column, micros);
    }

    @Override
    void time(String column, Instant at) {
        put(column, at);
    }

    @Override
    void text(String column, String text) {
        put(column, text);
    }

    @Override
    void reversed(String column, String text) {
        put(column, Texts.reversed(text));
    }

    @Override
    void address(String column, String literal) {
        put(column, literal);
    }
}
