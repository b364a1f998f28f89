package org.karavox.engine.internal;

import java.nio.file.Path;
import java.util.Optional;
import org.karavox.call.CallRef;
import org.karavox.packet.PacketCursor;
import org.karavox.storage.CallFiles;
import org.karavox.storage.CallSpool;
import org.karavox.storage.FileKind;

/**
 * The packet files of a shard, whatever happens to the spool's bundle: handles of a spool that has gone are ignored.
 * One owner, the shard; totals for any thread.
 */
final class SwitchableFiles implements CallFiles {

    private static final int HANDLE_BITS = 24;

    private final Optional<Path> root;
    private final boolean keep;
    private final boolean live;
    private CallSpool spool;
    private int epoch;
    private volatile CallFiles current;
    private volatile Totals earlier = Totals.NONE;

    /**
     * @param keep false if nothing is to be kept whatever the spool says
     * @param live packets may be lost, waiting is not possible
     */
    SwitchableFiles(Optional<Path> root, boolean keep, boolean live) {
        this.root = root;
        this.keep = keep;
        this.live = live;
    }

    /** From now on writes to {@code wanted}, or nowhere if it is null. */
    void use(CallSpool wanted) {
        if (!keep || wanted == spool) {
            return;
        }
        close();
        spool = wanted;
        epoch = epoch + 1 & 0x7F;
        current = wanted == null ? null : live ? wanted.openLive(root) : wanted.open(root);
    }

    @Override
    public int open(CallRef call, FileKind kind) {
        CallFiles files = current;
        int inner = files == null ? NOT_KEPT : files.open(call, kind);
        if (inner >>> HANDLE_BITS != 0) { // NOT_KEPT, or more files at once than handles can tell apart
            if (inner > 0) {
                files.close(inner);
            }
            return NOT_KEPT;
        }
        return epoch << HANDLE_BITS | inner;
    }

    @Override
    public void append(int file, PacketCursor payload) {
        if (file >= 0 && file >>> HANDLE_BITS == epoch) {
            current.append(file & (1 << HANDLE_BITS) - 1, payload);
        }
    }

    @Override
    public void close(int file) {
        if (file >= 0 && file >>> HANDLE_BITS == epoch) {
            current.close(file & (1 << HANDLE_BITS) - 1);
        }
    }

    @Override
    public void close() {
        CallFiles files = current;
        if (files != null) {
            files.close();
            earlier = earlier.plus(files.totals());
            current = null;
            epoch = epoch + 1 & 0x7F;
        }
    }

    @Override
    public Totals totals() {
        CallFiles files = current;
        return files == null ? earlier : earlier.plus(files.totals());
    }
}
