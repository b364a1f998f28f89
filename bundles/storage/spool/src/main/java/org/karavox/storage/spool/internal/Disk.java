package org.karavox.storage.spool.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/** The calls into the file system that writing needs, with the modes of what is created. Any thread. */
class Disk {

    private static final int DEFAULT_FILE_MODE = 0640;
    private static final int DEFAULT_DIRECTORY_MODE = 0750;
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final Set<OpenOption> APPEND =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> REPAIR =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

    private final OptionalInt fileMode;
    private final OptionalInt directoryMode;
    private final FileAttribute<?>[] fileAttributes;
    private final FileAttribute<?>[] directoryAttributes;
    private final Ownership ownership;

    /**
     * @param fileMode set as it is, whatever the umask says; empty = 0640 less the umask
     * @param directoryMode the same for directories; empty = 0750 less the umask
     * @param posix true if the file system knows such modes
     */
    Disk(OptionalInt fileMode, OptionalInt directoryMode, boolean posix) {
        this(fileMode, directoryMode, posix, Ownership.UNCHANGED);
    }

    /** @param ownership whose what is created becomes */
    Disk(OptionalInt fileMode, OptionalInt directoryMode, boolean posix, Ownership ownership) {
        this.ownership = posix ? ownership : Ownership.UNCHANGED;
        this.fileMode = posix ? fileMode : OptionalInt.empty();
        this.directoryMode = posix ? directoryMode : OptionalInt.empty();
        this.fileAttributes = posix ? attributes(fileMode.orElse(DEFAULT_FILE_MODE)) : NO_ATTRIBUTES;
        this.directoryAttributes = posix ? attributes(directoryMode.orElse(DEFAULT_DIRECTORY_MODE)) : NO_ATTRIBUTES;
    }

    private static FileAttribute<?>[] attributes(int mode) {
        PosixFilePermission[] fromOthersUp = {PosixFilePermission.OTHERS_EXECUTE, PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_READ, PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_READ};
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < fromOthersUp.length; bit++) {
            if ((mode >>> bit & 1) != 0) {
                permissions.add(fromOthersUp[bit]);
            }
        }
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    }

    /** Opens a file that must not exist. */
    FileChannel create(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, CREATE, fileAttributes);
        if (fileMode.isPresent() || ownership.isGiven()) {
            try {
                settle(path);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }
        return channel;
    }

    /** Gives a file the configured mode and owner, if they are configured. */
    void settle(Path path) throws IOException {
        if (fileMode.isPresent()) {
            Files.setAttribute(path, "unix:mode", fileMode.getAsInt());
        }
        ownership.give(path);
    }

    /** True if there is such a file. */
    boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Renames a file; there must be none of the new name. */
    void rename(Path from, Path to) throws IOException {
        Files.move(from, to);
    }

    /** Opens an existing file to write at its end. */
    FileChannel append(Path path) throws IOException {
        return FileChannel.open(path, APPEND);
    }

    /** Opens an existing file to look at it and cut it. */
    FileChannel repair(Path path) throws IOException {
        return FileChannel.open(path, REPAIR);
    }

    /** Writes some or all of what remains in {@code bytes}. */
    int write(FileChannel channel, ByteBuffer bytes) throws IOException {
        return channel.write(bytes);
    }

    /** Cuts the file to {@code size} bytes. */
    void truncate(FileChannel channel, long size) throws IOException {
        channel.truncate(size);
    }

    /** Removes a file, if it is there. */
    void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    /** Creates a directory and those above it that are missing. */
    void createDirectories(Path directory) throws IOException {
        try {
            createDirectory(directory);
        } catch (NoSuchFileException e) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw e;
            }
            createDirectories(parent);
            createDirectory(directory);
        }
    }

    private void createDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, directoryAttributes);
            if (directoryMode.isPresent()) {
                Files.setAttribute(directory, "unix:mode", directoryMode.getAsInt());
            }
            ownership.give(directory);
        } catch (FileAlreadyExistsException e) { // another shard was faster
            if (!Files.isDirectory(directory)) {
                throw new FileSystemException(directory.toString(), null, "Not a directory");
            }
        }
    }
}
