package org.karavox.storage.cleaner.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** The file systems of this machine. */
final class SystemDisk implements Disk {

    /** Java does not tell how many blocks a file has; this is what nearly every file system allocates by. */
    private static final long BLOCK = 4096;

    private static final Set<OpenOption> APPEND = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    private static final FileAttribute<?> MODE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
    private static final FileAttribute<?> FOLDER_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---"));

    @Override
    public Space space(Path root) throws IOException {
        Path there = root;
        while (!Files.exists(there) && there.getParent() != null) {
            try (DirectoryStream<Path> alive = Files.newDirectoryStream(there)) {
                break; // came into being meanwhile
            } catch (NoSuchFileException e) { // any other exception is the news
                there = there.getParent();
            }
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(there)) {
            entries.iterator().hasNext(); // a dead mount may still answer from memory what it is, but not what it has
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        FileStore store = Files.getFileStore(there);
        return new Space(store.getUsableSpace(), store.getTotalSpace(), Files.getAttribute(there, "unix:dev"));
    }

    @Override
    public List<Entry> list(Path root, String folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(root.resolve(folder))) {
            for (Path path : paths) {
                try {
                    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                    entries.add(new Entry(path.getFileName().toString(), type(attributes), allocated(attributes),
                            attributes.lastModifiedTime().toInstant()));
                } catch (NoSuchFileException e) {
                    continue; // gone since it was listed
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    private static Type type(BasicFileAttributes attributes) {
        return attributes.isDirectory() ? Type.FOLDER : attributes.isRegularFile() ? Type.FILE : Type.OTHER;
    }

    private static long allocated(BasicFileAttributes attributes) {
        return attributes.isRegularFile() ? (attributes.size() + BLOCK - 1) / BLOCK * BLOCK : 0;
    }

    /** Goes down by descriptors, so that nothing that is renamed or linked meanwhile leads out of the root. */
    @Override
    public Removed remove(Path root, String path) throws IOException {
        String[] names = path.split("/", -1);
        for (String name : names) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                throw new FileSystemException(path, null, "No path below a spool directory");
            }
        }
        Deque<SecureDirectoryStream<Path>> above = new ArrayDeque<>();
        try {
            above.push(secure(Files.newDirectoryStream(root), root));
            for (int i = 0; i < names.length - 1; i++) {
                above.push(above.peek().newDirectoryStream(Path.of(names[i]), LinkOption.NOFOLLOW_LINKS));
            }
            Removed removed = remove(above.peek(), Path.of(names[names.length - 1]));
            removeEmpty(above, names);
            return removed;
        } catch (NoSuchFileException e) {
            return new Removed(0, 0); // somebody else was faster
        } finally {
            for (SecureDirectoryStream<Path> open : above) {
                open.close();
            }
        }
    }

    private static void removeEmpty(Deque<SecureDirectoryStream<Path>> above, String[] names) throws IOException {
        try {
            for (int i = names.length - 2; i >= 0; i--) {
                above.pop().close();
                above.peek().deleteDirectory(Path.of(names[i]));
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            return; // something else is in there, or somebody else was faster
        }
    }

    @SuppressWarnings("unchecked")
    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path path) throws IOException {
        if (stream instanceof SecureDirectoryStream<?> secure) {
            return (SecureDirectoryStream<Path>) secure;
        }
        stream.close();
        throw new FileSystemException(path.toString(), null, "This system cannot delete without following links; use Linux");
    }

    private static Removed remove(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        BasicFileAttributes attributes =
                parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).readAttributes();
        if (!attributes.isDirectory()) {
            parent.deleteFile(name);
            return new Removed(attributes.isRegularFile() ? 1 : 0, allocated(attributes));
        }
        long files = 0;
        long bytes = 0;
        try (SecureDirectoryStream<Path> folder = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : folder) {
                Removed removed = remove(folder, entry.getFileName());
                files += removed.files();
                bytes += removed.bytes();
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        try {
            parent.deleteDirectory(name);
        } catch (DirectoryNotEmptyException e) {
            return new Removed(files, bytes); // written to in this moment
        }
        return new Removed(files, bytes);
    }

    @Override
    public List<String> lastLines(Path root, String file, int limit) throws IOException {
        Path path = root.resolve(file);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        Deque<String> lines = new ArrayDeque<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS),
                StandardCharsets.UTF_8))) { // unlike Files.newBufferedReader, replaces what is no UTF-8
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.addLast(line);
                if (lines.size() > limit) {
                    lines.removeFirst();
                }
            }
        }
        return List.copyOf(lines);
    }

    @Override
    public void append(Path root, String file, String older, long limit, String line) throws IOException {
        Path path = root.resolve(file);
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) > limit) {
            Files.move(path, root.resolve(older), StandardCopyOption.REPLACE_EXISTING);
        }
        try (FileChannel channel = FileChannel.open(path, APPEND, MODE)) {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    @Override
    public void tryWriting(Path root) throws IOException {
        Files.createDirectories(root, FOLDER_MODE);
        Path file = Files.createTempFile(root, ".karavox-selftest-", "", MODE);
        try {
            Files.write(file, new byte[(int) BLOCK]);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
