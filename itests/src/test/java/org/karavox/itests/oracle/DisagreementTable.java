package org.karavox.itests.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The checked-in table of disagreements. A row stands for one of them, or, if its subject is written
 * {@code pattern (count)} with a {@code *} in the pattern, for exactly that many that differ in the subject only.
 */
final class DisagreementTable {

    /** A cause that begins so says that the oracle errs; it names the frame that proves it. */
    private static final String ORACLE_ERRS = "Oracle wrong: ";
    private static final Pattern PROOF = Pattern.compile("frames? \\d+");
    private static final Pattern SEVERAL = Pattern.compile("(.*\\*.*) \\((\\d+)\\)");
    private static final int CELLS = 6;

    private final List<Row> rows;

    private static final class Row {
        private final List<String> cells;
        private final Pattern subject;
        private final int expected;
        private int found;

        Row(List<String> cells) {
            this.cells = cells;
            Matcher several = SEVERAL.matcher(cells.get(1));
            boolean isSeveral = several.matches();
            expected = isSeveral ? Integer.parseInt(several.group(2)) : 1;
            subject = Pattern.compile(isSeveral ? Pattern.quote(several.group(1)).replace("*", "\\E.*\\Q") : Pattern.quote(cells.get(1)));
        }

        boolean covers(Disagreement disagreement) {
            List<String> theirs = disagreement.cells();
            return cells.get(0).equals(theirs.get(0)) && subject.matcher(theirs.get(1)).matches() && cells.subList(2, 5).equals(theirs.subList(2, 5));
        }

        String cause() {
            return cells.get(5);
        }
    }

    private DisagreementTable(List<Row> rows) {
        this.rows = rows;
    }

    static DisagreementTable read(Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("| ") || line.startsWith("| file ")) {
                continue;
            }
            List<String> cells = new ArrayList<>();
            for (String cell : line.split("(?<!\\\\)\\|")) {
                cells.add(cell.strip());
            }
            if (cells.size() != CELLS + 1) {
                throw new IOException(file + ": " + CELLS + " cells expected in " + line);
            }
            rows.add(new Row(cells.subList(1, CELLS + 1)));
        }
        return new DisagreementTable(rows);
    }

    /** Marks the row of a disagreement as seen; false if there is none. */
    boolean explains(Disagreement disagreement) {
        return rows.stream().filter(row -> row.covers(disagreement)).peek(row -> row.found++).count() > 0;
    }

    /** True if the row of this disagreement proves that the oracle errs. */
    boolean provesOracleWrong(Disagreement disagreement) {
        return rows.stream().anyMatch(row -> row.covers(disagreement) && row.cause().startsWith(ORACLE_ERRS));
    }

    /** Rows that were seen less or more often than they say. */
    List<String> wrongRows() {
        return rows.stream().filter(row -> row.found != row.expected)
                .map(row -> String.join(" | ", row.cells.subList(0, 5)) + ": expected " + row.expected + ", found " + row.found).toList();
    }

    /** Rows whose cause says nothing, or blames the oracle without a frame. */
    List<String> unfounded() {
        return rows.stream().filter(row -> row.cause().length() < 20 || row.cause().startsWith(ORACLE_ERRS) && !PROOF.matcher(row.cause()).find())
                .map(row -> String.join(" | ", row.cells)).toList();
    }
}
