package org.karavox.storage.queue.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** What can fail for reasons that lie outside; tests put themselves in between. */
class Disk {

    private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    /** Creates the directory and those above it that are missing, closed to others. */
    void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, mode(directory, "rwxr-x---"));
        }
    }

    /** Opens a file for reading and writing; creates it if it is not there. */
    FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, WRITE, mode(file, "rw-r-----"));
    }

    /** Writes all that remains in {@code bytes}, from {@code offset} of the file on. */
    void write(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    void truncate(FileChannel channel, long size) throws IOException {
        channel.truncate(size);
    }

    /** Returns when the content of the file has survived a power failure. */
    void sync(FileChannel channel) throws IOException {
        channel.force(false);
    }

    /** The same for the names in a directory. */
    void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Puts a small file in place of what is there, as one step. */
    void replace(Path file, byte[] content, boolean sync) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = open(next)) {
            truncate(channel, 0);
            write(channel, ByteBuffer.wrap(content), 0);
            if (sync) {
                sync(channel);
            }
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (sync) {
            syncDirectory(file.getParent());
        }
    }

    private static FileAttribute<?>[] mode(Path path, String mode) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
