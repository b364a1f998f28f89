package org.karavox.storage.spool.internal;

import java.util.Arrays;
import org.karavox.call.CallRef;
import org.karavox.packet.PacketCursor;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;

/** Files of a shard that also go whole to {@link KeptMedia} where somebody wants that. One shard. */
final class MediaKeepingFiles implements CallFiles {

    private final CallFiles files;
    private final SpoolRules rules;
    private final KeptMedia media;
    private CallFiles whole;

    private int[] fileOf = new int[64];
    private int[] wholeOf = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int handles;

    MediaKeepingFiles(CallFiles files, SpoolRules rules, KeptMedia media) {
        this.files = files;
        this.rules = rules;
        this.media = media;
    }

    @Override
    public int open(CallRef call, FileKind kind) {
        int file = files.open(call, kind);
        int also = NOT_KEPT;
        if (KeptMedia.isNeeded(kind, rules) && media.isWanted(call)) {
            if (whole == null) {
                whole = media.open();
            }
            also = whole.open(KeptMedia.renamed(call), kind);
        }
        if (file == NOT_KEPT && also == NOT_KEPT) {
            return NOT_KEPT;
        }
        int handle = freeCount > 0 ? free[--freeCount] : handles++;
        if (handle == fileOf.length) {
            fileOf = Arrays.copyOf(fileOf, 2 * handle);
            wholeOf = Arrays.copyOf(wholeOf, 2 * handle);
            free = Arrays.copyOf(free, 2 * handle);
        }
        fileOf[handle] = file;
        wholeOf[handle] = also;
        return handle;
    }

    @Override
    public void append(int handle, PacketCursor payload) {
        if (handle < 0) {
            return;
        }
        files.append(fileOf[handle], payload);
        if (wholeOf[handle] >= 0) {
            whole.append(wholeOf[handle], payload);
        }
    }

    @Override
    public void close(int handle) {
        if (handle < 0 || fileOf[handle] < 0 && wholeOf[handle] < 0) {
            return;
        }
        files.close(fileOf[handle]);
        if (wholeOf[handle] >= 0) {
            whole.close(wholeOf[handle]);
        }
        fileOf[handle] = NOT_KEPT;
        wholeOf[handle] = NOT_KEPT;
        free[freeCount++] = handle;
    }

    @Override
    public void close() {
        files.close();
        if (whole != null) {
            whole.close();
        }
    }

    @Override
    public Totals totals() {
        return files.totals(); // what is kept for a while is nobody's file
    }
}
