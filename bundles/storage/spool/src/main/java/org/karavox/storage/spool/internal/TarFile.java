package org.karavox.storage.spool.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.karavox.storage.FileKind;

/**
 * One capture of a call in an archive: the records that wait in memory. Belongs to one shard; {@link #snapshot} is for any
 * thread, {@link #headerEpoch} for the one that writes the archive.
 */
final class TarFile {

    /** {@link #linkType} before the first packet. */
    static final int NO_LINK_TYPE = -1;

    private static final VarHandle WAITING;
    private static final VarHandle VERSION;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WAITING = lookup.findVarHandle(TarFile.class, "waiting", int.class);
            VERSION = lookup.findVarHandle(TarFile.class, "version", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final TarCallFiles owner;
    final FileKind kind;
    final TarArchive archive;
    /** Name of the final entry. */
    final String name;
    final String base;
    /** What tells the calls of an archive apart, see {@link CallTag}. */
    final CallTag tag;

    int handle;
    volatile int linkType = NO_LINK_TYPE;

    Piece head;
    Piece tail;
    private int waiting;
    int waitingPackets;
    /** Bytes of the pieces that are spoken for: those that wait, and those that the shard is about to copy. Owner only. */
    int reserved;
    /** Odd while pieces are handed over. */
    private int version;
    /** True if something was handed over before. */
    boolean continued;
    /** File of the same call for frames of a link type that cannot stand in this one. */
    TarFile next;

    /** Which life of the archive has the file header, 0 = none. Writing thread only. */
    int headerEpoch;

    TarFile(TarCallFiles owner, FileKind kind, TarArchive archive, String name, String base, CallTag tag) {
        this.owner = owner;
        this.kind = kind;
        this.archive = archive;
        this.name = name;
        this.base = base;
        this.tag = tag;
    }

    /** Bytes of records that wait. Owner only. */
    int waiting() {
        return waiting;
    }

    /** Says that {@code bytes} more, reserved before, are in the pieces. Hot path. */
    void grown(int bytes) {
        WAITING.setRelease(this, waiting + bytes);
    }

    /** Takes the chunk that waits away; null if there is none. */
    Piece takeChunk(boolean last) {
        Piece chunk = head;
        if (chunk == null) {
            return null;
        }
        VERSION.setVolatile(this, version + 1);
        chunk.file = this;
        chunk.chunkBytes = waiting;
        chunk.chunkPackets = waitingPackets;
        chunk.last = last;
        head = null;
        tail = null;
        waiting = 0;
        waitingPackets = 0;
        reserved = 0;
        continued = true;
        VERSION.setVolatile(this, version + 1);
        return chunk;
    }

    /** Changes with every chunk that is handed over. Any thread. */
    int version() {
        return (int) VERSION.getVolatile(this);
    }

    /** The records that wait, whole ones only; null if they were handed over meanwhile. Any thread. */
    byte[] snapshot() {
        int before = version();
        if ((before & 1) != 0) {
            return null;
        }
        int length = (int) WAITING.getAcquire(this);
        byte[] copy = new byte[length];
        int at = 0;
        for (Piece piece = head; piece != null && at < length; piece = piece.next) {
            int part = Math.min(Math.min(piece.used, Piece.SIZE), length - at);
            if (part < 0) {
                return null;
            }
            System.arraycopy(piece.bytes, piece.start, copy, at, part);
            at += part;
        }
        VarHandle.acquireFence();
        return at == length && version() == before ? copy : null;
    }
}
