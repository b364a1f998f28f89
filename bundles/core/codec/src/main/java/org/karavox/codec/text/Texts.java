package org.karavox.codec.text;

/**
 * Texts that come again and again, made once: products, reason phrases. An unusual text takes the place of another, so that
 * whoever sends ever new ones costs time, not memory.
 *
 * <p><b>Threads.</b> One instance belongs to one thread.
 */
public final class Texts {

    private static final int SLOTS = 256;

    private final String[] texts = new String[SLOTS];

    /** As {@link Ascii#text}. */
    public String of(byte[] bytes, int from, int end) {
        if (from >= end) {
            return "";
        }
        long hash = Ascii.hash(bytes, from, end);
        int slot = (int) (hash ^ hash >>> 16) & SLOTS - 1;
        String known = texts[slot];
        if (known == null || !Ascii.equals(bytes, from, end, known)) { // others than ASCII never are
            known = Ascii.text(bytes, from, end);
            texts[slot] = known;
        }
        return known;
    }
}
