package org.karavox.storage.cdr.internal;

import org.karavox.storage.cdr.internal.Layout.Charset;

/** Makes text fit a column. */
final class Texts {

    private static final char REPLACEMENT = '?';
    /** Characters of Windows-1252 between 0x80 and 0x9F. */
    private static final String WINDOWS = "\u20AC\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u017D"
            + "\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u017E\u0178";

    private Texts() {
    }

    /**
     * The text without what the column cannot hold: characters it does not know become question marks, the end is cut off.
     *
     * @param width most characters
     */
    static String fit(String text, int width, Charset charset) {
        int length = text.length();
        if (length <= width) {
            int i = 0;
            while (i < length && text.charAt(i) < 0x80) {
                i++;
            }
            if (i == length) {
                return text; // nearly always
            }
        }
        StringBuilder fitted = new StringBuilder(Math.min(length, width) + 1);
        int characters = 0;
        for (int i = 0; i < length && characters < width; characters++) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            fitted.appendCodePoint(holds(charset, codePoint) ? codePoint : REPLACEMENT);
        }
        return fitted.toString();
    }

    private static boolean holds(Charset charset, int codePoint) {
        if (codePoint < 0x80) {
            return true;
        }
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            return false; // half a character
        }
        switch (charset) {
            case LATIN1:
                return codePoint >= 0xA0 && codePoint <= 0xFF || codePoint > 0xFF && WINDOWS.indexOf(codePoint) >= 0;
            case UTF8_3:
                return codePoint <= 0xFFFF;
            default:
                return true;
        }
    }

    /** From the end to the beginning, characters kept whole. */
    static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }
}
