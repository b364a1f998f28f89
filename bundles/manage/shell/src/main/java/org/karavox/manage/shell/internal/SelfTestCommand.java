package org.karavox.manage.shell.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.runtime.SelfTest;
import org.karavox.runtime.SelfTest.Level;
import org.karavox.runtime.SelfTest.Verdict;

/** {@code voip:selftest}. */
@Service
@Command(scope = "voip", name = "selftest", description = "Tests everything the monitor depends on and says what to do; fails if something does not work")
public final class SelfTestCommand extends VoipCommand {

    /** {@link SelfTest} promises ten seconds. */
    Duration patience = Duration.ofSeconds(15);

    @Override
    void run(Screen screen) throws CommandException {
        List<SelfTest> tests = new ArrayList<>(BuiltInTests.all(services()));
        tests.addAll(services().all(SelfTest.class));
        ExecutorService threads = Executors.newCachedThreadPool(SelfTestCommand::daemon);
        try {
            List<Future<Verdict>> verdicts = new ArrayList<>();
            tests.forEach(test -> verdicts.add(threads.submit(() -> test.run()))); // all at once: each may take seconds
            show(screen, tests, verdicts);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread daemon(Runnable test) {
        Thread thread = new Thread(test, "karavox self-test");
        thread.setDaemon(true);
        return thread;
    }

    private void show(Screen screen, List<SelfTest> tests, List<Future<Verdict>> verdicts) throws CommandException {
        int failed = 0;
        int warnings = 0;
        for (int i = 0; i < tests.size(); i++) {
            SelfTest test = tests.get(i);
            Verdict verdict = verdict(test, verdicts.get(i));
            failed += verdict.level() == Level.FAILED ? 1 : 0;
            warnings += verdict.level() == Level.WARNING ? 1 : 0;
            if (screen.forScripts()) {
                screen.cells(verdict.level().name().toLowerCase(Locale.ROOT), test.name(), verdict.found(), verdict.remedy().isEmpty() ? "-" : verdict.remedy());
            } else {
                // As lines, because the sentences are long.
                screen.parts(List.of(String.format("%-8s", verdict.level().name()), String.format("%-20s ", test.name()), verdict.found()),
                        List.of(style(verdict.level()), Style.BOLD, Style.PLAIN));
                if (!verdict.remedy().isEmpty()) {
                    screen.line(" ".repeat(29) + "-> " + verdict.remedy());
                }
            }
        }
        screen.remark(tests.size() + " tests, " + failed + " failed, " + warnings + (warnings == 1 ? " warning" : " warnings"));
        if (failed > 0) {
            throw failure("Self-test failed: " + failed + " of " + tests.size() + " do not work");
        }
    }

    private Verdict verdict(SelfTest test, Future<Verdict> verdict) throws CommandException {
        try {
            return verdict.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            return new Verdict(Level.FAILED, "The test itself failed: " + e.getCause(),
                    "Report this as a defect of the plug-in that brings the test " + test.name() + ".");
        } catch (TimeoutException e) {
            return new Verdict(Level.FAILED, "No answer within " + patience.toSeconds() + " s",
                    "See whether the disk, the database or the server that is tested answers at all.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("Interrupted");
        }
    }

    private static Style style(Level level) {
        return level == Level.OK ? Style.GOOD : level == Level.WARNING ? Style.NOTABLE : Style.BAD;
    }
}
