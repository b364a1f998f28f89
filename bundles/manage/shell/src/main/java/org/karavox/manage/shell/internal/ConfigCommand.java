package org.karavox.manage.shell.internal;

import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.karavox.runtime.ConfigurationReport;

/** {@code voip:config}. */
@Service
@Command(scope = "voip", name = "config", description = "Shows the keys of voipmonitor.conf in effect and where they come from")
public final class ConfigCommand implements Action {

    @Reference
    ConfigurationReport configuration;

    @Option(name = "--issues", description = "Shows what was wrong in the last load instead")
    boolean issues;

    @Option(name = "--all", description = "Shows the keys that have their default, too")
    boolean all;

    @Option(name = "--no-format", description = "Prints plain columns for scripts, nothing else")
    boolean noFormat;

    @Override
    public Object execute() {
        if (issues) {
            printIssues();
        } else {
            printValues();
        }
        return null;
    }

    private void printIssues() {
        List<ConfigurationReport.Issue> found = configuration.issues();
        for (ConfigurationReport.Issue issue : found) {
            System.out.println(issue.level().name().toLowerCase(Locale.ROOT) + (noFormat ? "\t" : ": ") + Printable.of(issue.text()));
        }
        if (found.isEmpty() && !noFormat) {
            System.out.println("No issues.");
        }
    }

    private void printValues() {
        Listing listing = new Listing("Key", "Value", "Origin", "Owner");
        int shown = 0;
        List<ConfigurationReport.Value> values = configuration.values();
        for (ConfigurationReport.Value value : values) {
            if (all || !value.origin().equals("default")) {
                listing.row(value.key(), Printable.of(value.value()), value.origin(), value.owner());
                shown++;
            }
        }
        listing.print(System.out, noFormat);
        if (!noFormat) {
            System.out.println(shown + " of " + values.size() + " keys shown" + (all ? "" : "; the others have their default (--all)"));
            int count = configuration.issues().size();
            if (count > 0) {
                System.out.println(count + (count == 1 ? " issue" : " issues") + " in the last load (--issues)");
            }
        }
    }
}
