package org.karavox.manage.shell.internal;

import java.time.ZoneId;
import java.util.Optional;
import org.apache.felix.service.command.Process;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.Terminal;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.runtime.SensorIdentity;
import org.osgi.framework.BundleContext;

/** What the {@code voip:} commands have in common: services by look-up, one form for scripts, and sentences as errors. */
abstract class VoipCommand implements Action {

    static final String NO_PIPELINE = "The pipeline does not run: look into the log, then restart the bundle org.karavox.engine";
    static final String NO_CONFIGURATION = "Nobody reads voipmonitor.conf: install the feature karavox-core, or restart the bundle org.karavox.config";

    private static final int STANDARD_OUTPUT = 1;
    private static final int WIDTH_WITHOUT_TERMINAL = 120;
    private static final int NARROWEST = 40;

    @Reference
    BundleContext context;

    @Reference
    Session session;

    @Option(name = "--no-format", description = "Prints tab-separated columns for scripts: no headings, no colours, control "
            + "characters escaped as in C")
    boolean noFormat;

    private Services services;

    @Override
    public final Object execute() throws CommandException {
        services = new Services(context);
        Screen screen = new Screen(System.out, noFormat, isTerminal(), width());
        run(screen);
        return null;
    }

    /** Does the work. */
    abstract void run(Screen screen) throws CommandException;

    final Services services() {
        return services;
    }

    /** The service, or a failure that says {@code what} is missing. */
    final <T> T need(Class<T> type, String what) throws CommandException {
        Optional<T> service = services.find(type);
        if (service.isEmpty()) {
            throw failure(what);
        }
        return service.get();
    }

    /** Zone of the dates of this sensor. */
    final ZoneId zone() {
        return services.find(SensorIdentity.class).map(SensorIdentity::zone).orElse(ZoneId.systemDefault());
    }

    /** Ends the command with one sentence and, for scripts, an exit code. Without colours: it may go into a file. */
    static CommandException failure(String sentence) {
        String printable = Printable.of(sentence);
        return new CommandException(printable, printable);
    }

    private boolean isTerminal() {
        Terminal terminal = session.getTerminal();
        if (terminal == null || terminal.getType() == null || terminal.getType().startsWith("dumb")) {
            return false;
        }
        Process process = Process.Utils.current(); // null outside of a pipe of commands
        return process == null || process.isTty(STANDARD_OUTPUT);
    }

    private int width() {
        Terminal terminal = session.getTerminal();
        int width = terminal == null ? 0 : terminal.getWidth();
        return width > 0 ? Math.max(NARROWEST, width) : WIDTH_WITHOUT_TERMINAL;
    }

}
