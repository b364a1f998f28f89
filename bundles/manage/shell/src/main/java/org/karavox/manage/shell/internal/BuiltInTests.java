package org.karavox.manage.shell.internal;

import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.karavox.runtime.ConfigurationReport;
import org.karavox.runtime.DecoderStatus;
import org.karavox.runtime.Ledger;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.runtime.SelfTest;
import org.karavox.runtime.SelfTest.Level;
import org.karavox.runtime.SelfTest.Verdict;
import org.karavox.storage.CallSink;

/** The tests of the platform and the pipeline, which no plug-in brings. */
final class BuiltInTests {

    private static final int OLDEST_JAVA = 17;
    private static final int NEWEST_JAVA = 21;
    private static final double HEAP_TIGHT = 0.9;
    /** Long before the first release: a clock that says less was never set. */
    private static final Instant CLOCK_NOT_BEFORE = LocalDate.of(2026, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);
    private static final Duration CLOCK_STEP = Duration.ofSeconds(1);

    private BuiltInTests() {
    }

    private record Named(String name, Supplier<Verdict> test) implements SelfTest {

        @Override
        public Verdict run() {
            return test.get();
        }
    }

    static List<SelfTest> all(Services services) {
        return List.of(new Named("java", () -> java(Runtime.version().feature())),
                new Named("heap", () -> heap(Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(), Runtime.getRuntime().maxMemory())),
                new Named("clock", BuiltInTests::clock),
                new Named("voipmonitor.conf", () -> configuration(services.find(ConfigurationReport.class))),
                new Named("pipeline", () -> ledger(services.find(PipelineRuntime.class))),
                new Named("capture", () -> sources(services.find(PipelineRuntime.class))),
                new Named("plug-ins", () -> plugins(services.find(PipelineRuntime.class))),
                new Named("records", () -> records(services.find(CallSink.class))));
    }

    static Verdict java(int version) {
        if (version >= OLDEST_JAVA && version <= NEWEST_JAVA) {
            return Verdict.ok("Java " + version + " (" + System.getProperty("java.vm.vendor") + ")");
        }
        return new Verdict(Level.FAILED, "Java " + version + " is not supported", "Run Karavox with a Java from " + OLDEST_JAVA + " to " + NEWEST_JAVA + ".");
    }

    static Verdict heap(long used, long most) {
        String found = Bytes.of(used) + " of at most " + Bytes.of(most) + " used";
        return used < most * HEAP_TIGHT ? Verdict.ok(found)
                : new Verdict(Level.WARNING, found, "Start with more, for example EXTRA_JAVA_OPTS=-Xmx1g, if it stays so.");
    }

    /** Compares the clock of the day with the one that only runs, since the start of the virtual machine. */
    private static Verdict clock() {
        RuntimeMXBean machine = ManagementFactory.getRuntimeMXBean();
        Instant now = Instant.now();
        return clock(now, Duration.ofMillis(now.toEpochMilli() - machine.getStartTime() - machine.getUptime()));
    }

    static Verdict clock(Instant now, Duration step) {
        if (now.isBefore(CLOCK_NOT_BEFORE)) {
            return new Verdict(Level.FAILED, "The clock says " + now + ", which cannot be", "Set the clock: install chrony or systemd-timesyncd.");
        }
        if (step.abs().compareTo(CLOCK_STEP) > 0) {
            return new Verdict(Level.WARNING, "The clock has been stepped by " + step.toMillis() + " ms since the start",
                    "See to it that time is slewed, not stepped: times of calls jump with it.");
        }
        return Verdict.ok(now.toString());
    }

    static Verdict configuration(Optional<ConfigurationReport> report) {
        if (report.isEmpty()) {
            return new Verdict(Level.FAILED, "Nobody reads voipmonitor.conf", "Install the feature karavox-core.");
        }
        List<ConfigurationReport.Issue> issues = report.get().issues();
        Optional<ConfigurationReport.Issue> worst = issues.stream().max((a, b) -> a.level().compareTo(b.level()));
        if (worst.isEmpty() || worst.get().level() == ConfigurationReport.Level.INFO) {
            return Verdict.ok(issues.isEmpty() ? "no issues" : issues.size() + " remarks, nothing wrong");
        }
        long wrong = issues.stream().filter(issue -> issue.level() != ConfigurationReport.Level.INFO).count();
        Level level = worst.get().level() == ConfigurationReport.Level.ERROR ? Level.FAILED : Level.WARNING;
        return new Verdict(level, worst.get().text() + (wrong > 1 ? " (and " + (wrong - 1) + " more)" : ""),
                "Correct the file; voip:config --issues lists everything.");
    }

    static Verdict ledger(Optional<PipelineRuntime> pipeline) {
        if (pipeline.isEmpty()) {
            return new Verdict(Level.FAILED, "The pipeline does not run", "Look into the log, then restart the bundle org.karavox.engine.");
        }
        Ledger ledger = pipeline.get().ledger();
        List<String> imbalances = ledger.imbalances();
        if (!imbalances.isEmpty()) {
            return new Verdict(Level.FAILED, "The books do not balance: " + imbalances.get(0), "Report this as a defect, with voip:ledger --details.");
        }
        return Verdict.ok(ledger.read() + " frames read, each has a fate; " + pipeline.get().plan() + ", " + pipeline.get().activeCalls() + " active calls");
    }

    static Verdict sources(Optional<PipelineRuntime> pipeline) {
        List<Ledger.Source> sources = pipeline.map(runtime -> runtime.ledger().sources()).orElse(List.of());
        if (sources.isEmpty()) {
            return new Verdict(Level.WARNING, "No capture source: nothing is monitored",
                    "Configure one in voipmonitor.conf, or analyse files with voip:analyze.");
        }
        long read = sources.stream().mapToLong(Ledger.Source::read).sum();
        long dropped = sources.stream().mapToLong(Ledger.Source::dropped).sum();
        String found = sources.size() + (sources.size() == 1 ? " source, " : " sources, ") + read + " frames read, " + dropped + " lost";
        if (dropped == 0) {
            return Verdict.ok(found);
        }
        return new Verdict(Level.WARNING, found + String.format(Locale.ROOT, " (%.2f %%)", 100.0 * dropped / (read + dropped)),
                "Give the monitor more CPU, or have less captured; voip:ledger shows which source loses.");
    }

    static Verdict plugins(Optional<PipelineRuntime> pipeline) {
        List<DecoderStatus> decoders = pipeline.map(PipelineRuntime::decoders).orElse(List.of());
        List<DecoderStatus> rejected = decoders.stream().filter(decoder -> decoder.rejected().isPresent()).toList();
        if (!rejected.isEmpty()) {
            return new Verdict(Level.WARNING, rejected.get(0).name() + " is not in use: " + rejected.get(0).rejected().orElseThrow(),
                    "See voip:decoders; two plug-ins cannot have the same place, one that threw is back after a restart of its bundle.");
        }
        if (decoders.stream().noneMatch(decoder -> decoder.kind().equals("signalling"))) {
            return new Verdict(Level.FAILED, "No signalling plug-in is installed: no calls are seen", "Install the feature karavox-signalling-sip.");
        }
        return Verdict.ok(decoders.size() + " in use");
    }

    static Verdict records(Optional<CallSink> sink) {
        return sink.isPresent() ? Verdict.ok("finished calls go into the queue")
                : new Verdict(Level.WARNING, "Finished calls are kept in memory only", "Install the features karavox-storage-queue and karavox-storage-cdr.");
    }
}
