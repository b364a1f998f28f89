package org.karavox.itests.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.karavox.call.CallRecord;
import org.karavox.config.ConfFile;
import org.karavox.config.KnownKeys;
import org.karavox.config.Settings;
import org.karavox.manage.analyze.Standalone;
import org.karavox.runtime.Analyzer;
import org.karavox.runtime.ConfigurationReport;

/** One analysis of capture files by all bundles together, in the container that the command line uses. */
public final class Analysis {

    private final List<String> files;
    private String configuration = "";
    private Optional<Path> spool = Optional.empty();
    private int shards;
    private String leftOut = "";
    private final List<File> added = new ArrayList<>();
    private Consumer<Standalone> inspection = container -> { };

    private Analysis(List<String> files) {
        this.files = files;
    }

    /** Of one capture. */
    public static Analysis of(Path file) {
        return new Analysis(List.of(file.toString()));
    }

    /** With this {@code voipmonitor.conf}. */
    public Analysis configuredBy(Path file) throws IOException {
        return configuredAs(Files.readString(file));
    }

    /** With these lines in {@code voipmonitor.conf}. */
    public Analysis configuredAs(String lines) {
        configuration = lines;
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

    /** Without the bundles of a stage, and with another one, a directory. */
    public Analysis insteadOf(String stage, Path bundle) {
        leftOut = stage;
        added.add(bundle.toFile());
        return this;
    }

    /** Hands over a service before the analysis begins. */
    public <T> Analysis with(Class<T> service, Consumer<T> action) {
        inspection = container -> action.accept(container.get(service));
        return this;
    }

    /** Reads everything. */
    public Outcome run() throws IOException {
        List<CallRecord> calls = Collections.synchronizedList(new ArrayList<>());
        try (Standalone container = new Standalone(classPath(), Analysis.class.getClassLoader())) {
            container.configure(settings(container));
            inspection.accept(container);
            Analyzer.Report report = container.get(Analyzer.class)
                    .analyze(new Analyzer.Request(files, spool, OptionalInt.of(shards)), calls::add, done -> { });
            calls.sort(Comparator.comparingLong(CallRecord::firstFrame).thenComparing(CallRecord::callId));
            return new Outcome(calls, report);
        }
    }

    private Settings settings(Standalone container) throws IOException {
        ConfFile file = ConfFile.parse("voipmonitor.conf", configuration);
        Settings settings = Settings.of(List.of(file), container.catalogue(), KnownKeys.load());
        for (ConfigurationReport.Issue issue : settings.issues()) {
            throw new IllegalArgumentException(issue.text()); // a test must not misspell a key
        }
        return settings;
    }

    private List<File> classPath() {
        List<File> entries = new ArrayList<>(added);
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            boolean isLeftOut = !leftOut.isEmpty() && (entry.contains(File.separator + leftOut + File.separator) || entry.contains("org.karavox." + leftOut));
            if (!isLeftOut) {
                entries.add(new File(entry));
            }
        }
        return entries;
    }
}
