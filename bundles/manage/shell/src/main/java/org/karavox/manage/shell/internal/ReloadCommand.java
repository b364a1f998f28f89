package org.karavox.manage.shell.internal;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.karavox.runtime.ConfigurationReport;

/** {@code voip:reload}. */
@Service
@Command(scope = "voip", name = "reload", description = "Reads voipmonitor.conf again now and says what is wrong in it")
public final class ReloadCommand implements Action {

    @Reference
    ConfigurationReport configuration;

    @Override
    public Object execute() {
        configuration.reload();
        configuration.issues().forEach(issue -> System.out.println(Printable.of(issue.text())));
        System.out.println("Read again, " + configuration.issues().size() + " issues.");
        return null;
    }
}
