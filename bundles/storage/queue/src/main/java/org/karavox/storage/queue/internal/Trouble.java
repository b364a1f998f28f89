package org.karavox.storage.queue.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/** Says in one sentence why the directory of the queue cannot be used and what to do. */
final class Trouble {

    private static final String ELSEWHERE = "or choose another directory with save_query_to_files_directory";

    private Trouble() {
    }

    static String sentence(Path directory, IOException cause) {
        String text = String.valueOf(cause.getMessage());
        String reason = cause instanceof FileSystemException e && e.getReason() != null ? e.getReason() : text;
        String lower = reason.toLowerCase(Locale.ROOT);
        if (text.contains("save_query_to_files_directory") || text.contains("use the version that wrote it")) {
            return text;
        }
        String start = "The directory of the record queue, " + directory + ", cannot be written to: ";
        if (lower.contains("no space left") || lower.contains("quota")) {
            return start + "its disk is full. Free space, " + ELSEWHERE;
        }
        if (lower.contains("read-only")) {
            return start + "its file system is read-only. Check the disk and mount it for writing, " + ELSEWHERE;
        }
        if (cause instanceof AccessDeniedException || lower.contains("permission denied") || lower.contains("not permitted")) {
            return start + "this user (" + System.getProperty("user.name") + ") may not. Give it write permission, " + ELSEWHERE;
        }
        if (cause instanceof java.nio.file.FileAlreadyExistsException || lower.contains("not a directory")) {
            return start + "a file is in its place (" + text + "). Remove it, " + ELSEWHERE;
        }
        if (lower.contains("too many open files")) {
            return start + "too many files are open. Raise the limit (ulimit -n, LimitNOFILE)";
        }
        return start + text + ". Check the disk, " + ELSEWHERE;
    }
}
