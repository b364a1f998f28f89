package org.karavox.manage.analyze;

import java.io.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.karavox.runtime.Analyzer;
import org.karavox.storage.CallSink;

/** {@code voip:analyze} without the shell around it. */
public final class AnalyzeInShell {

    /** Longer than a database takes for the calls of any one command; then they are stored in the background. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private AnalyzeInShell() {
    }

    /**
     * What is wanted.
     *
     * @param out where to keep the packets of calls; empty = nowhere
     * @param store keep the calls like those of live sources, and wait until they are
     */
    public record Output(boolean json, boolean csv, Optional<String> out, boolean store) {
    }

    /**
     * Reads {@code files} and prints what is in them. Problems come last; in JSON they are part of the document.
     *
     * @param sink where stored calls go to, empty if nothing stores them
     * @throws UsageException if the options contradict each other, or none of the files is there
     * @throws IOException if none of the files can be opened, or the calls cannot be stored
     * @throws InterruptedException while waiting until the calls are stored
     */
    public static void print(Analyzer analyzer, Optional<CallSink> sink, List<String> files, Output output, PrintStream console)
            throws UsageException, IOException, InterruptedException {
        if (output.json() && output.csv()) {
            throw new UsageException("--json and --csv exclude each other");
        }
        if (output.store() && output.out().isPresent()) {
            throw new UsageException("--store and --out exclude each other: --store keeps the packets in the spool");
        }
        if (output.store() && sink.isEmpty()) {
            throw new IOException("Calls cannot be stored, because no storage is installed: feature:install karavox-storage-queue brings it");
        }
        if (files.stream().noneMatch(file -> new File(file).isFile())) {
            throw new UsageException(files.get(0) + ": no such file");
        }
        Optional<Path> spool = Optional.empty();
        if (output.out().isPresent()) {
            File directory = new File(output.out().get());
            if (!directory.isDirectory() && !directory.mkdirs()) {
                throw new UsageException("--out " + directory + ": no such directory, and it cannot be created");
            }
            spool = Optional.of(directory.toPath());
        }
        Result.Collector calls = new Result.Collector();
        Analyzer.Request request = new Analyzer.Request(files, spool, OptionalInt.empty(), output.store());
        Result result = calls.result(analyzer.analyze(request, calls, share -> { }));
        Format format = output.json() ? Format.JSON : output.csv() ? Format.CSV : Format.TABLE;
        format.print(result, format == Format.CSV ? new PrintStream(new Harmless(console)) : console);
        if (format == Format.TABLE) {
            console.println(Summary.of(result.ledger()));
        }
        if (format != Format.JSON) {
            for (String problem : result.problems()) {
                console.println("problem: " + TableFormat.clean(problem));
            }
        }
        console.flush();
        if (output.store()) {
            awaitStored(sink.get(), result.calls().size(), format == Format.TABLE ? Optional.of(console) : Optional.empty());
        }
    }

    private static void awaitStored(CallSink sink, int calls, Optional<PrintStream> console) throws IOException, InterruptedException {
        String subject = calls + (calls == 1 ? " call" : " calls");
        if (!sink.awaitStored(PATIENCE)) {
            throw new IOException(subject + (calls == 1 ? " waits" : " wait") + " in the queue, because the database has not taken "
                    + (calls == 1 ? "it" : "them") + " within " + PATIENCE.toSeconds() + " s; voip:db says why");
        }
        if (console.isPresent()) {
            console.get().println(subject + " stored");
            console.get().flush();
        }
    }

    /** CSV repeats what was sent byte by byte; on the way to a terminal, control characters become question marks. */
    private static final class Harmless extends FilterOutputStream {

        private boolean afterC2; // C2 80 to C2 9F are the C1 control characters

        Harmless(PrintStream console) {
            super(console);
        }

        @Override
        public void write(int octet) throws IOException {
            int c = octet & 0xFF;
            boolean harmful = c < 0x20 && c != '\n' && c != '\r' || c == 0x7F || afterC2 && c < 0xA0;
            afterC2 = c == 0xC2;
            out.write(harmful ? '?' : c);
        }
    }
}
