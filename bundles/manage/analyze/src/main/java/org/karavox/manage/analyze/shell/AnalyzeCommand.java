package org.karavox.manage.analyze.shell;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.manage.analyze.AnalyzeInShell;
import org.karavox.manage.analyze.UsageException;
import org.karavox.runtime.Analyzer;
import org.karavox.storage.CallSink;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Reads captures with the settings and plug-ins of the running system, beside its live capture. */
@Service
@Command(scope = "voip", name = "analyze", description = "Reads captures and prints the calls and streams in them")
public final class AnalyzeCommand implements Action {

    @Reference
    BundleContext context;

    @Argument(name = "files", description = "Captures: pcap, pcapng; also .gz and .zst", required = true, multiValued = true)
    List<String> files;

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Option(name = "--csv", description = "Prints one line per call, comma separated")
    boolean csv;

    @Option(name = "--out", description = "Keeps the packets of every call in this directory, as savesip and savertp say")
    String out;

    @Option(name = "--store", description = "Keeps the calls like those of live sources: records in the database, packets in the spool; "
            + "ends when they are stored")
    boolean store;

    @Override
    public Object execute() throws CommandException {
        Optional<Analyzer> analyzer = find(Analyzer.class);
        if (analyzer.isEmpty()) {
            throw failure("Nothing can be analysed, because the engine does not run: look into the log, then restart the bundle org.karavox.engine");
        }
        AnalyzeInShell.Output output = new AnalyzeInShell.Output(json, csv, Optional.ofNullable(out), store);
        try {
            // Not the session's console: the output may go into a pipe of commands.
            AnalyzeInShell.print(analyzer.get(), find(CallSink.class), files, output, System.out);
            return null;
        } catch (UsageException | IOException e) {
            throw failure(e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("Interrupted: what has been read is stored in the background");
        }
    }

    private <T> Optional<T> find(Class<T> type) {
        ServiceReference<T> reference = context.getServiceReference(type);
        return reference == null ? Optional.empty() : Optional.ofNullable(context.getService(reference));
    }

    /** One sentence without colours, and an exit code. */
    private static CommandException failure(String sentence) {
        StringBuilder printable = new StringBuilder(sentence);
        for (int i = 0; i < printable.length(); i++) {
            if (Character.isISOControl(printable.charAt(i))) {
                printable.setCharAt(i, '?');
            }
        }
        return new CommandException(printable.toString(), printable.toString());
    }
}
