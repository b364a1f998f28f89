package org.karavox.storage.spool.internal;

/**
 * How archives of one kind are written.
 *
 * @param whole compression of the archive
 * @param wholeLevel of {@code whole}
 * @param entry compression of each chunk
 * @param entryLevel of {@code entry}
 */
record TarRules(Compression whole, int wholeLevel, Compression entry, int entryLevel) {

    /** Plain. */
    static final TarRules PLAIN = new TarRules(Compression.NONE, 0, Compression.NONE, 0);
}
