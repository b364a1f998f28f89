package org.karavox.storage.spool.internal;

/**
 * A piece of memory in which records of one file wait; several in a row are a chunk. Belongs to the shard that fills it, then
 * to the thread that writes it. The first piece of a chunk that is handed over also says what the chunk is.
 */
final class Piece {

    /** Bytes: about 17 packets of G.711, or half a short call of SIP. */
    static final int SIZE = 4 << 10;

    final byte[] bytes;
    /** First byte in {@link #bytes}. */
    final int start;
    /** Bytes used. */
    int used;
    /** Next of the same chunk. */
    Piece next;
    /** Whose share of the memory it is. */
    PiecePool.Account account;

    // ---- of the chunk, in its first piece

    TarFile file;
    int chunkBytes;
    int chunkPackets;
    boolean last;
    /** The header of the file stands before it. Writing thread only. */
    boolean withHeader;
    /** Next chunk on its way to a thread. */
    Piece nextChunk;

    Piece(byte[] bytes, int start) {
        this.bytes = bytes;
        this.start = start;
    }
}
