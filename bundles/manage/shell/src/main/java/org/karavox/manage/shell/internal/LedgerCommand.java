package org.karavox.manage.shell.internal;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.runtime.Ledger;
import org.karavox.runtime.PipelineRuntime;

/** {@code voip:ledger}. */
@Service
@Command(scope = "voip", name = "ledger", description = "Shows where every frame went and whether the books balance")
public final class LedgerCommand extends VoipCommand {

    @Option(name = "--details", description = "Adds the counters that are no fates")
    boolean details;

    @Override
    void run(Screen screen) throws CommandException {
        PipelineRuntime pipeline = need(PipelineRuntime.class, NO_PIPELINE);
        Ledger ledger = pipeline.ledger();
        Listing listing = new Listing("Kind", "Name", "Frames");
        for (Ledger.Source source : ledger.sources()) {
            listing.row("read", source.name(), source.read());
            listing.row("dropped", source.name(), source.dropped());
        }
        listing.row("rebuilt", "from fragments, streams, other frames", ledger.rebuilt());
        ledger.fates().forEach((name, frames) -> listing.row("fate", name, frames));
        listing.row("shards", "handed", ledger.handed());
        listing.row("shards", "handled", ledger.handled());
        listing.row("shards", "in flight", ledger.inFlight());
        if (details) {
            ledger.details().forEach((name, count) -> listing.row("detail", name, count));
        }
        listing.print(screen);
        if (!noFormat) {
            long fates = ledger.fates().values().stream().mapToLong(Long::longValue).sum();
            screen.line("read " + ledger.read() + " + rebuilt " + ledger.rebuilt() + " = " + (ledger.read() + ledger.rebuilt())
                    + ", with a fate " + fates);
            screen.line("handed " + ledger.handed() + " = handled " + ledger.handled() + " + in flight " + ledger.inFlight());
            if (ledger.imbalances().isEmpty()) {
                screen.line("The books balance.");
            }
        }
        ledger.imbalances().forEach(imbalance -> screen.line("IMBALANCE: " + imbalance));
    }
}
