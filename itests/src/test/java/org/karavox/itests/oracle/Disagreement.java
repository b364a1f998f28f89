package org.karavox.itests.oracle;

import java.util.List;
import java.util.stream.Stream;

/**
 * One field in which the result differs from the oracle; a row of {@code oracle-disagreements.md}.
 *
 * @param file capture
 * @param subject Call-ID, or {@code source > destination SSRC}
 * @param field that differs; {@code call} or {@code stream} if one of the two has not seen it at all
 * @param oracle its value
 * @param ours our value
 */
record Disagreement(String file, String subject, String field, String oracle, String ours) {

    /** As cells of the table. */
    List<String> cells() {
        return Stream.of(file, subject, field, oracle, ours).map(text -> text.isEmpty() ? "-" : text.replace("|", "\\|")).toList();
    }

    /** The row, without its cause. */
    String row() {
        return "| " + String.join(" | ", cells()) + " |";
    }
}
