package org.karavox.manage.analyze;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.karavox.runtime.Analyzer;

/** {@code voip:analyze} without the shell around it. */
public final class AnalyzeInShell {

    private AnalyzeInShell() {
    }

    /**
     * Reads {@code files} and prints what is in them. Problems come last; in JSON they are part of the document.
     *
     * @param out where to keep the packets of calls, null = nowhere
     * @throws UsageException if the options contradict each other, or none of the files is there
     * @throws IOException if none of the files can be opened
     */
    public static void print(Analyzer analyzer, List<String> files, boolean json, boolean csv, String out, PrintStream console)
            throws UsageException, IOException {
        if (json && csv) {
            throw new UsageException("--json and --csv exclude each other");
        }
        if (files.stream().noneMatch(file -> new File(file).isFile())) {
            throw new UsageException(files.get(0) + ": no such file");
        }
        Optional<Path> spool = Optional.empty();
        if (out != null) {
            File directory = new File(out);
            if (!directory.isDirectory() && !directory.mkdirs()) {
                throw new UsageException("--out " + out + ": no such directory, and it cannot be created");
            }
            spool = Optional.of(directory.toPath());
        }
        Result.Collector calls = new Result.Collector();
        Result result = calls.result(analyzer.analyze(new Analyzer.Request(files, spool, OptionalInt.empty()), calls, share -> { }));
        Format format = json ? Format.JSON : csv ? Format.CSV : Format.TABLE;
        format.print(result, console);
        if (format == Format.TABLE) {
            console.println(Summary.of(result.ledger()));
        }
        if (format != Format.JSON) {
            for (String problem : result.problems()) {
                console.println("problem: " + problem);
            }
        }
        console.flush();
    }
}
