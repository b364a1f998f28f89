package org.karavox.itests.oracle;

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

    /** The row without its cause. */
    String row() {
        return "| " + cell(file) + " | " + cell(subject) + " | " + cell(field) + " | " + cell(oracle) + " | " + cell(ours) + " |";
    }

    private static String cell(String text) {
        return text.isEmpty() ? "-" : text.replace("|", "\\|");
    }
}
