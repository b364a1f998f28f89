package org.karavox.manage.shell.internal;

/** How a cell is emphasised on a terminal. Never the only carrier of a meaning. */
enum Style {
    /** As it is. */
    PLAIN(""),
    /** A heading. */
    BOLD("\u001b[1m"),
    /** All is well. */
    GOOD("\u001b[32m"),
    /** Worth a look. */
    NOTABLE("\u001b[33m"),
    /** Does not work. */
    BAD("\u001b[31m"),
    /** Of little interest. */
    FAINT("\u001b[2m");

    private static final String END = "\u001b[0m";

    private final String begin;

    Style(String begin) {
        this.begin = begin;
    }

    /** {@code text}, emphasised. */
    String on(String text) {
        return begin.isEmpty() ? text : begin + text + END;
    }
}
