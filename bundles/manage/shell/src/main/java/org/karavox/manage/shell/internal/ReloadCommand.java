package org.karavox.manage.shell.internal;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.runtime.ConfigurationReport;

/** {@code voip:reload}. */
@Service
@Command(scope = "voip", name = "reload", description = "Reads voipmonitor.conf again now and says what is wrong in it")
public final class ReloadCommand extends VoipCommand {

    @Override
    void run(Screen screen) throws CommandException {
        ConfigurationReport configuration = need(ConfigurationReport.class, NO_CONFIGURATION);
        configuration.reload();
        ConfigCommand.printIssues(screen, configuration.issues());
        int issues = configuration.issues().size();
        screen.remark("Read again, " + issues + (issues == 1 ? " issue." : " issues."));
    }
}
