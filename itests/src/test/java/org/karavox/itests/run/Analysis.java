package org.karavox.itests.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.karavox.call.CallRecord;
import org.karavox.runtime.Analyzer;

/** One analysis of capture files by all bundles together. */
public final class Analysis {

    private final List<String> files;
    private Optional<Path> configuration = Optional.empty();
    private Optional<Path> spool = Optional.empty();
    private int shards;

    private Analysis(List<String> files) {
        this.files = files;
    }

    /** Of one capture. */
    public static Analysis of(Path file) {
        return new Analysis(List.of(file.toString()));
    }

    /** With this {@code voipmonitor.conf}. */
    public Analysis configuredBy(Path file) {
        configuration = Optional.of(file);
        return this;
    }

    /** Keeps the packets of the calls there. */
    public Analysis savingTo(Path directory) {
        spool = Optional.of(directory);
        return this;
    }

    /** With so many shards, 0 = in the calling thread. */
    public Analysis shards(int number) {
        shards = number;
        return this;
    }

    /** Reads everything. */
    public Outcome run() throws IOException {
        List<CallRecord> calls = Collections.synchronizedList(new ArrayList<>());
        Analyzer.Report report = open().analyze(new Analyzer.Request(files, spool, OptionalInt.of(shards)), calls::add, done -> { });
        calls.sort(Comparator.comparingLong(CallRecord::firstFrame).thenComparing(CallRecord::callId));
        return new Outcome(calls, report);
    }
}
