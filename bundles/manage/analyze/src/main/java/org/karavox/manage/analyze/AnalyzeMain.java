package org.karavox.manage.analyze;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.karavox.config.ConfFile;
import org.karavox.config.KeyCatalogue;
import org.karavox.config.KnownKeys;
import org.karavox.config.Settings;
import org.karavox.runtime.Analyzer;
import org.karavox.runtime.ConfigurationReport.Issue;

/** {@code analyze FILE...} as a program of its own: the components of the bundles on the class path, no framework. */
public class AnalyzeMain {

    /** All was read. */
    static final int ALL_READ = 0;
    /** The result could not be written, or Karavox failed. */
    static final int FAILED = 1;
    /** Wrong usage, or no file that can be opened. */
    static final int USAGE = 2;
    /** What was readable is reported, but something was not. */
    static final int DAMAGED = 3;

    private final OutputStream out;
    private final PrintStream err;
    private final boolean terminal;

    /** @param terminal {@code err} leads to a screen on which a line can be drawn again and again */
    AnalyzeMain(OutputStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** Ends the process with the exit code that {@code --help} lists. */
    public static void main(String[] words) {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        System.exit(new AnalyzeMain(out, System.err, Progress.isStandardErrorATerminal()).run(words));
    }

    /** The components to run. */
    Standalone components() throws IOException {
        return Standalone.ofClassPath();
    }

    int run(String[] words) {
        try {
            Arguments arguments = Arguments.parse(words);
            if (arguments.help()) {
                try (Utf8Output text = new Utf8Output(out)) {
                    text.text(Arguments.USAGE);
                }
                return ALL_READ;
            }
            return analyze(arguments);
        } catch (UsageException e) {
            return fail(USAGE, e.getMessage());
        } catch (IOException e) {
            return fail(FAILED, "The result cannot be written: " + e.getMessage());
        } catch (RuntimeException e) { // a defect: say which, for whoever mends it
            e.printStackTrace(err);
            return fail(FAILED, "Karavox failed: " + e);
        }
    }

    private int fail(int code, String sentence) {
        err.println("analyze: " + sentence);
        return code;
    }

    private int analyze(Arguments arguments) throws UsageException, IOException {
        requireOneReadable(arguments.locations());
        Optional<Path> spool = Optional.empty();
        if (arguments.out().isPresent()) {
            File directory = arguments.out().get();
            if (!directory.isDirectory() && !directory.mkdirs()) {
                throw new UsageException("--out " + directory + ": no such directory, and it cannot be created");
            }
            spool = Optional.of(directory.toPath());
        }
        Result result;
        try (Standalone components = components()) {
            components.configure(settings(arguments, components.catalogue()));
            Analyzer analyzer = components.get(Analyzer.class);
            result = read(analyzer, new Analyzer.Request(arguments.locations(), spool, arguments.shards()), arguments);
        }
        arguments.format().print(result, out);
        List<String> problems = result.problems();
        if (!arguments.quiet()) {
            err.println(Summary.of(result.ledger()));
        }
        for (String problem : problems) {
            err.println("problem: " + problem);
        }
        return problems.isEmpty() ? ALL_READ : DAMAGED;
    }

    /** Of several files those that can be read are read, and the others are problems. */
    private static void requireOneReadable(List<String> locations) throws UsageException {
        UsageException first = null;
        for (String location : locations) {
            if (location.equals("-")) {
                return;
            }
            try {
                requireReadable(new File(location), location);
                return;
            } catch (UsageException e) {
                first = first == null ? e : first;
            }
        }
        throw first;
    }

    private static void requireReadable(File file, String name) throws UsageException {
        if (!file.exists()) {
            throw new UsageException(name + ": no such file");
        }
        if (file.isDirectory()) {
            throw new UsageException(name + " is a directory, not a capture");
        }
        if (!file.canRead()) {
            throw new UsageException(name + " cannot be read: permission denied");
        }
    }

    private Result read(Analyzer analyzer, Analyzer.Request request, Arguments arguments) throws UsageException {
        Result.Collector calls = new Result.Collector();
        Progress progress = terminal && !arguments.quiet() ? new Progress(err) : null;
        try {
            return calls.result(analyzer.analyze(request, calls, progress == null ? NO_PROGRESS : progress));
        } catch (IOException e) {
            throw new UsageException(e.getMessage() == null ? e.toString() : e.getMessage());
        } finally {
            if (progress != null) {
                progress.clear();
            }
        }
    }

    private static final DoubleConsumer NO_PROGRESS = new DoubleConsumer() {
        @Override
        public void accept(double share) {
            // nobody watches
        }
    };

    /** Defaults of this command, then {@code --conf}, then {@code --set}. */
    private Settings settings(Arguments arguments, KeyCatalogue catalogue) throws UsageException {
        KnownKeys known = KnownKeys.load();
        List<ConfFile> own = new ArrayList<>();
        preset(own, catalogue, "sipport", "1-65535");
        preset(own, catalogue, "shards", "0"); // fewest CPU seconds; --shards trades them for elapsed time
        if (arguments.out().isPresent()) {
            preset(own, catalogue, "savesip", "yes");
            preset(own, catalogue, "savertp", "yes");
        }
        Settings settings = Settings.of(own, catalogue, known);
        if (arguments.conf().isPresent()) {
            File file = arguments.conf().get();
            try {
                settings = settings.overriddenBy(Settings.of(ConfFile.read(file.toPath()), catalogue, known));
            } catch (IOException e) {
                throw new UsageException("--conf " + file + (file.exists() ? " cannot be read: " + e.getMessage() : ": no such file"));
            }
        }
        List<ConfFile> set = new ArrayList<>();
        for (String[] keyAndValue : arguments.set()) {
            set.add(ConfFile.single("--set", keyAndValue[0], keyAndValue[1]));
        }
        Settings fromCommandLine = Settings.of(set, catalogue, known);
        if (!fromCommandLine.issues().isEmpty()) {
            throw new UsageException(fromCommandLine.issues().get(0).text());
        }
        settings = settings.overriddenBy(fromCommandLine);
        for (Issue issue : settings.issues()) {
            if (!arguments.quiet()) {
                err.println(issue.text());
            }
        }
        return settings;
    }

    private static void preset(List<ConfFile> own, KeyCatalogue catalogue, String key, String value) {
        if (catalogue.find(key) != null) {
            own.add(ConfFile.single("analyze", key, value));
        }
    }
}
