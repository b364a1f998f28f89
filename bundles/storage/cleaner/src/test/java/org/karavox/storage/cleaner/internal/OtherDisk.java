package org.karavox.storage.cleaner.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The real disk, to be changed in one thing. */
class OtherDisk implements Disk {

    private final SystemDisk real = new SystemDisk();

    @Override
    public Space space(Path root) throws IOException {
        return real.space(root);
    }

    @Override
    public List<Entry> list(Path root, String folder) throws IOException {
        return real.list(root, folder);
    }

    @Override
    public Removed remove(Path root, String path) throws IOException {
        return real.remove(root, path);
    }

    @Override
    public List<String> lastLines(Path root, String file, int limit) throws IOException {
        return real.lastLines(root, file, limit);
    }

    @Override
    public void append(Path root, String file, String older, long limit, String line) throws IOException {
        real.append(root, file, older, limit, line);
    }

    @Override
    public void tryWriting(Path root) throws IOException {
        real.tryWriting(root);
    }
}
