package org.karavox.storage.schema.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.karavox.storage.schema.internal.Shape.Option;

/**
 * A table as data: DDL of both dialects, lists of columns and the page for people are made from it.
 *
 * @param primaryKey without {@code calldate}, which joins where a table is partitioned
 * @param kind what the table is to {@code cdr}
 */
record Table(String name, String purpose, Kind kind, List<Column> columns, List<String> primaryKey, List<Index> indexes) {

    /** Relation to the calls. */
    enum Kind {
        /** The calls. */
        CALLS,
        /** Rows of a call: go with it, partitioned as it is. */
        CHILD,
        /** Stands alone, never partitioned. */
        OTHER
    }

    /**
     * @param required NOT NULL
     * @param numbered the database counts it up
     * @param option only there with it; null = always
     * @param partitionedOnly only there where the table is partitioned
     */
    record Column(String name, Type type, boolean required, boolean numbered, Option option, boolean partitionedOnly) {
    }

    /** @param option only made with it; null = always */
    record Index(String name, List<String> columns, boolean unique, Option option) {
    }

    boolean hasPartitions(Shape shape) {
        return shape.partitioned() && kind != Kind.OTHER;
    }

    /** Columns that the table has in such a database, in order. */
    List<Column> columns(Shape shape) {
        List<Column> present = new ArrayList<>();
        if (getsRowIds(shape)) {
            present.add(new Column("ID", Type.UBIGINT, true, true, Option.ROW_IDS, false));
        }
        for (Column column : columns) {
            if ((column.option() == null || shape.has(column.option()))
                    && (!column.partitionedOnly() || hasPartitions(shape))) {
                present.add(column);
            }
        }
        return present;
    }

    List<String> primaryKey(Shape shape) {
        List<String> key = new ArrayList<>(getsRowIds(shape) ? List.of("ID") : primaryKey);
        if (!key.isEmpty() && hasPartitions(shape)) {
            key.add("calldate"); // a unique key of a partitioned table must contain the partition column
        }
        return key;
    }

    /** Indexes that the table has in such a database. */
    List<Index> indexes(Shape shape) {
        List<String> present = columns(shape).stream().map(Column::name).toList();
        List<Index> wanted = new ArrayList<>();
        for (Index index : indexes) {
            if ((index.option() == null || shape.has(index.option())) && present.containsAll(index.columns())) {
                wanted.add(index);
            }
        }
        return wanted;
    }

    private boolean getsRowIds(Shape shape) {
        return kind == Kind.CHILD && primaryKey.isEmpty() && shape.has(Option.ROW_IDS);
    }

    Optional<Column> column(String wanted) {
        return columns.stream().filter(column -> column.name().equalsIgnoreCase(wanted)).findFirst();
    }

    static Builder calls(String name, String purpose) {
        return new Builder(name, purpose, Kind.CALLS);
    }

    /** Begins with the columns and indexes that all children have. */
    static Builder child(String name, String purpose) {
        Builder builder = new Builder(name, purpose, Kind.CHILD).required(Type.CALL_ID, "cdr_ID");
        builder.columns.add(new Column("calldate", Type.DATETIME, true, false, null, true));
        return builder.index("cdr_ID", "calldate");
    }

    static Builder other(String name, String purpose) {
        return new Builder(name, purpose, Kind.OTHER);
    }

    /** Collects the parts in the order of their declaration. */
    static final class Builder {

        private final String name;
        private final String purpose;
        private final Kind kind;
        private final List<Column> columns = new ArrayList<>();
        private final List<Index> indexes = new ArrayList<>();
        private List<String> primaryKey = List.of();
        private Option option;

        private Builder(String name, String purpose, Kind kind) {
            this.name = name;
            this.purpose = purpose;
            this.kind = kind;
        }

        /** What follows is there only with that option; null = always. */
        Builder only(Option wanted) {
            option = wanted;
            return this;
        }

        Builder number(Type type, String column) {
            columns.add(new Column(column, type, true, true, null, false));
            primaryKey = List.of(column);
            return this;
        }

        Builder required(Type type, String... names) {
            for (String each : names) {
                columns.add(new Column(each, type, true, false, option, false));
            }
            return this;
        }

        Builder add(Type type, String... names) {
            for (String each : names) {
                columns.add(new Column(each, type, false, false, option, false));
            }
            return this;
        }

        /** Columns {@code a_NAME} and {@code b_NAME}. */
        Builder sides(Type type, String... names) {
            for (String each : names) {
                add(type, "a_" + each, "b_" + each);
            }
            return this;
        }

        Builder key(String... names) {
            primaryKey = List.of(names);
            return this;
        }

        /** An index of its own for every column, called like the column. */
        Builder index(String... names) {
            for (String each : names) {
                indexes.add(new Index(each, List.of(each), false, option));
            }
            return this;
        }

        Builder indexCalled(String called, String column) {
            indexes.add(new Index(called, List.of(column), false, option));
            return this;
        }

        Builder indexSides(String... names) {
            for (String each : names) {
                index("a_" + each, "b_" + each);
            }
            return this;
        }

        Builder unique(String called, String... names) {
            indexes.add(new Index(called, List.of(names), true, option));
            return this;
        }

        /** {@code calldate} is there whether partitioned or not. */
        Builder alwaysCalldate() {
            columns.replaceAll(column -> column.name().equals("calldate")
                    ? new Column("calldate", Type.DATETIME, true, false, null, false) : column);
            return this;
        }

        Table end() {
            return new Table(name, purpose, kind, List.copyOf(columns), primaryKey, List.copyOf(indexes));
        }
    }
}
