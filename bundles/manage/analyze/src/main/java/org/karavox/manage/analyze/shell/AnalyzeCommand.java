package org.karavox.manage.analyze.shell;

import java.io.IOException;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.manage.analyze.AnalyzeInShell;
import org.karavox.manage.analyze.UsageException;
import org.karavox.runtime.Analyzer;

/** Reads captures with the settings and plug-ins of the running system, beside its live capture. */
@Service
@Command(scope = "voip", name = "analyze", description = "Reads captures and prints the calls and streams in them")
public final class AnalyzeCommand implements Action {

    @Reference
    Analyzer analyzer;

    @Reference
    Session session;

    @Argument(name = "files", description = "Captures: pcap, pcapng; also .gz and .zst", required = true, multiValued = true)
    List<String> files;

    @Option(name = "--json", description = "Prints JSON")
    boolean json;

    @Option(name = "--csv", description = "Prints one line per call, comma separated")
    boolean csv;

    @Option(name = "--out", description = "Keeps the packets of every call in this directory, as savesip and savertp say")
    String out;

    @Override
    public Object execute() throws Exception {
        try {
            AnalyzeInShell.print(analyzer, files, json, csv, out, session.getConsole());
        } catch (UsageException | IOException e) {
            throw new CommandException(e.getMessage()); // the one exception that the shell does not log with its stack
        }
        return null;
    }
}
