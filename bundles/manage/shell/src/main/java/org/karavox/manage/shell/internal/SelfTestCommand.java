package org.karavox.manage.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    @Override
    void run(Screen screen) throws CommandException {
        List<SelfTest> tests = new ArrayList<>(BuiltInTests.all(services()));
        tests.addAll(services().all(SelfTest.class));
        int failed = 0;
        int warnings = 0;
        for (SelfTest test : tests) {
            Verdict verdict = run(test);
            failed += verdict.level() == Level.FAILED ? 1 : 0;
            warnings += verdict.level() == Level.WARNING ? 1 : 0;
            if (screen.forScripts()) {
                screen.cells(verdict.level().name().toLowerCase(Locale.ROOT), test.name(), verdict.found(), verdict.remedy().isEmpty() ? "-" : verdict.remedy());
            } else {
                // As lines, because the sentences are long; each at once, because a test may take seconds.
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

    private static Verdict run(SelfTest test) {
        try {
            return test.run();
        } catch (RuntimeException | LinkageError e) {
            return new Verdict(Level.FAILED, "The test itself failed: " + e, "Report this as a defect of the plug-in that brings the test " + test.name() + ".");
        }
    }

    private static Style style(Level level) {
        return level == Level.OK ? Style.GOOD : level == Level.WARNING ? Style.NOTABLE : Style.BAD;
    }
}
