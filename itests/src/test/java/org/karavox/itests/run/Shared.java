package org.karavox.itests.run;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The material that lies beside the repository and is not part of it: real captures, test vectors, the load generator. */
public final class Shared {

    private Shared() {
    }

    /** A file or directory of it; the calling test is skipped where there is none. */
    public static Path get(String first, String... more) {
        String root = System.getProperty("karavox.shared", "");
        assumeTrue(!root.isEmpty() && Files.isDirectory(Path.of(root)), "No shared material at karavox.shared=" + root);
        Path path = Path.of(root).resolve(Path.of(first, more));
        assumeTrue(Files.exists(path), "Shared material has no " + Path.of(first, more));
        return path;
    }
}
