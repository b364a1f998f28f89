package org.karavox.manage.shell.internal;

import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.runtime.ConfigurationReport;

/** {@code voip:config}. */
@Service
@Command(scope = "voip", name = "config", description = "Shows the keys of voipmonitor.conf in effect and where they come from")
public final class ConfigCommand extends VoipCommand {

    @Option(name = "--issues", description = "Shows what was wrong in the last load instead")
    boolean issues;

    @Option(name = "--all", description = "Shows the keys that have their default, too")
    boolean all;

    @Override
    void run(Screen screen) throws CommandException {
        ConfigurationReport configuration = need(ConfigurationReport.class, NO_CONFIGURATION);
        if (issues) {
            printIssues(screen, configuration.issues());
            if (configuration.issues().isEmpty()) {
                screen.remark("No issues.");
            }
        } else {
            printValues(screen, configuration);
        }
    }

    /** Each as a line. */
    static void printIssues(Screen screen, List<ConfigurationReport.Issue> found) {
        for (ConfigurationReport.Issue issue : found) {
            String level = issue.level().name().toLowerCase(Locale.ROOT);
            if (screen.forScripts()) {
                screen.cells(level, issue.text());
            } else {
                screen.line(level + ": " + issue.text(), issue.level() == ConfigurationReport.Level.ERROR ? Style.BAD
                        : issue.level() == ConfigurationReport.Level.WARNING ? Style.NOTABLE : Style.PLAIN);
            }
        }
    }

    private void printValues(Screen screen, ConfigurationReport configuration) {
        Listing listing = new Listing("Key", "Value", "Origin", "Owner");
        int shown = 0;
        List<ConfigurationReport.Value> values = configuration.values();
        for (ConfigurationReport.Value value : values) {
            if (all || !value.origin().equals("default")) {
                listing.row(value.key(), value.value(), value.origin(), value.owner());
                shown++;
            }
        }
        listing.print(screen);
        screen.remark(shown + " of " + values.size() + " keys shown" + (all ? "" : "; the others have their default (--all)"));
        int count = configuration.issues().size();
        if (count > 0) {
            screen.remark(count + (count == 1 ? " issue" : " issues") + " in the last load (--issues)");
        }
    }
}
