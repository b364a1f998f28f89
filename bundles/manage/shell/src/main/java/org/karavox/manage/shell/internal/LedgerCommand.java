package org.karavox.manage.shell.internal;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.karavox.runtime.Ledger;
import org.karavox.runtime.PipelineRuntime;

/** {@code voip:ledger}. */
@Service
@Command(scope = "voip", name = "ledger", description = "Shows where every frame went and whether the books balance")
public final class LedgerCommand implements Action {

    @Reference
    PipelineRuntime pipeline;

    @Option(name = "--details", description = "Adds the counters that are no fates")
    boolean details;

    @Option(name = "--no-format", description = "Prints plain columns for scripts, nothing else")
    boolean noFormat;

    @Override
    public Object execute() {
        Ledger ledger = pipeline.ledger();
        Listing listing = new Listing("Kind", "Name", "Frames");
        for (Ledger.Source source : ledger.sources()) {
            listing.row("read", Printable.of(source.name()), source.read());
            listing.row("dropped", Printable.of(source.name()), source.dropped());
        }
        listing.row("rebuilt", "from fragments", ledger.rebuilt());
        ledger.fates().forEach((name, frames) -> listing.row("fate", name, frames));
        listing.row("shards", "handed", ledger.handed());
        listing.row("shards", "handled", ledger.handled());
        listing.row("shards", "in flight", ledger.inFlight());
        if (details) {
            ledger.details().forEach((name, count) -> listing.row("detail", name, count));
        }
        listing.print(System.out, noFormat);
        if (!noFormat) {
            long fates = ledger.fates().values().stream().mapToLong(Long::longValue).sum();
            System.out.println("read " + ledger.read() + " + rebuilt " + ledger.rebuilt() + " = " + (ledger.read() + ledger.rebuilt())
                    + ", with a fate " + fates);
            System.out.println("handed " + ledger.handed() + " = handled " + ledger.handled() + " + in flight " + ledger.inFlight());
            if (ledger.imbalances().isEmpty()) {
                System.out.println("The books balance.");
            }
        }
        ledger.imbalances().forEach(imbalance -> System.out.println("IMBALANCE: " + imbalance));
        return null;
    }
}
