package org.karavox.itests.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.karavox.itests.run.Shared;

/** The load generator of the shared material, compiled here; it writes a capture and the truth about it. */
final class LoadGenerator {

    private static final long LIMIT_MINUTES = 5;

    private final Path program;

    private LoadGenerator(Path program) {
        this.program = program;
    }

    /** Compiles it; the calling test is skipped where there is no C compiler. */
    static LoadGenerator compile(Path directory) throws IOException, InterruptedException {
        Path source = Shared.get("tools", "loadgen.c");
        assumeTrue(isThere("cc"), "No C compiler cc to compile the load generator with");
        Path program = directory.resolve("loadgen");
        run(List.of("cc", "-O2", "-o", program.toString(), source.toString(), "-lm"));
        return new LoadGenerator(program);
    }

    /** Writes {@code capture} and {@code truth}. */
    void write(Path capture, Path truth, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--out", capture.toString(), "--truth", truth.toString()));
        command.addAll(List.of(options));
        run(command);
    }

    private static boolean isThere(String name) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(directory, name))) {
                return true;
            }
        }
        return false;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(command + " did not end");
        }
        assertEquals(0, process.exitValue(), () -> "Exit code of " + command);
    }
}
