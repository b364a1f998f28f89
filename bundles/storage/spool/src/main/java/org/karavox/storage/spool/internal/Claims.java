package org.karavox.storage.spool.internal;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which file name is being written by whom. Different Call-IDs may have the same safe form, and not all of them are in
 * the same shard: a name has one writer at a time, and who comes second shares it (same shard) or takes the next
 * number (another shard). Any thread.
 */
final class Claims {

    private static final int LAST_NUMBER = 99;

    private final ConcurrentMap<String, PcapFile> byPath = new ConcurrentHashMap<>();

    /** Gives {@code file} a name; or answers with the file of the same owner that has it already. */
    PcapFile claimOrShare(PcapFile file) {
        String path = pathOf(file, 1);
        PcapFile present = byPath.putIfAbsent(path, file);
        if (present == null) {
            file.number = 1;
            file.path = Path.of(path);
            return file;
        }
        if (present.owner == file.owner && present.number == 1) {
            return present;
        }
        claimFrom(file, 2);
        return file;
    }

    /** Gives {@code file} the first free name with a number of at least {@code number}. */
    void claimFrom(PcapFile file, int number) {
        int candidate = number;
        String path = pathOf(file, candidate);
        while (byPath.putIfAbsent(path, file) != null) {
            path = pathOf(file, ++candidate);
        }
        file.number = candidate;
        file.path = Path.of(path);
    }

    /**
     * Moves {@code file} to the next number, because its name is taken on disk by something else.
     *
     * @throws FileSystemException if there have been too many already
     */
    void renumber(PcapFile file) throws FileSystemException {
        if (file.number >= LAST_NUMBER) {
            throw new FileSystemException(file.path.toString(), null, LAST_NUMBER + " files of this name cannot be continued");
        }
        release(file);
        claimFrom(file, file.number + 1);
    }

    /** Frees the name. */
    void release(PcapFile file) {
        byPath.remove(pathOf(file, file.number), file);
    }

    private static String pathOf(PcapFile file, int number) {
        return file.directory + '/' + SpoolLayout.name(file.base, number);
    }
}
