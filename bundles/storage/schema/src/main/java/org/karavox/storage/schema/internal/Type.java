package org.karavox.storage.schema.internal;

import java.util.function.Function;
import org.karavox.storage.schema.Dialect;

/**
 * Type of a column, in both dialects. H2 has no unsigned numbers, so the next wider one stands in.
 *
 * @param documented as in the reference of tables
 * @param mysql in MySQL and MariaDB, by the shape of the database
 * @param h2 in H2, by the shape of the database
 */
record Type(String documented, Function<Shape, String> mysql, Function<Shape, String> h2) {

    static final Type TINYINT = plain("tinyint", "tinyint");
    static final Type UTINYINT = plain("tinyint unsigned", "smallint");
    static final Type SMALLINT = plain("smallint", "smallint");
    static final Type USMALLINT = plain("smallint unsigned", "integer");
    static final Type MEDIUMINT = plain("mediumint", "integer");
    static final Type UMEDIUMINT = plain("mediumint unsigned", "integer");
    static final Type INT = plain("int", "integer");
    static final Type UINT = plain("int unsigned", "bigint");
    static final Type UBIGINT = plain("bigint unsigned", "bigint");
    static final Type TEXT = plain("text", "character large object");
    static final Type DATE = plain("date", "date");
    /** Thousandths of a second in every database. */
    static final Type PRECISE = plain("decimal(9,3)", "decimal(9,3)");

    static final Type IP = new Type("ip", shape -> shape.binaryAddresses() ? "varbinary(16)" : "int unsigned",
            shape -> shape.binaryAddresses() ? "varbinary(16)" : "bigint");
    static final Type DATETIME = new Type("datetime", shape -> shape.milliseconds() ? "datetime(3)" : "datetime",
            shape -> shape.milliseconds() ? "timestamp(3)" : "timestamp(0)");
    static final Type DURATION = duration("dur", "mediumint unsigned", "integer");
    static final Type DURATION_FLOAT = duration("dur:float", "float", "real");
    static final Type DURATION_SMALLINT = duration("dur:smallint", "smallint", "smallint");
    /** Of {@code cdr.ID}: an older database has {@code int} there, and a foreign key wants the same type. */
    static final Type CALL_ID = new Type("bigint unsigned", Shape::callIdType, shape -> "bigint");

    static Type varchar(int length) {
        String text = "varchar(" + length + ")";
        return plain(text, text);
    }

    static Type character(int length) {
        String text = "char(" + length + ")";
        return plain(text, text);
    }

    static Type oneOf(String... words) {
        String text = "enum('" + String.join("','", words) + "')";
        return plain(text, text);
    }

    private static Type plain(String mysql, String h2) {
        return new Type(mysql, shape -> mysql, shape -> h2);
    }

    private static Type duration(String documented, String mysql, String h2) {
        return new Type(documented, shape -> shape.milliseconds() ? "decimal(9,3)" : mysql,
                shape -> shape.milliseconds() ? "decimal(9,3)" : h2);
    }

    String sql(Shape shape) {
        return (shape.dialect() == Dialect.H2 ? h2 : mysql).apply(shape);
    }
}
