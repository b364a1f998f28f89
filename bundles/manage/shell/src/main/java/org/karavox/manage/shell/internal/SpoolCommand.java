package org.karavox.manage.shell.internal;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.runtime.SpoolRuntime;

/** {@code voip:spool}. */
@Service
@Command(scope = "voip", name = "spool", description = "Shows how full the spool is, its limits, and what the cleaner removed last and why")
public final class SpoolCommand extends VoipCommand {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final double NEARLY_FULL = 0.95;

    @Option(name = "--limit", description = "Shows at most so many deletions")
    int limit = 10;

    @Override
    void run(Screen screen) throws CommandException {
        if (limit < 0) {
            throw failure("--limit " + limit + ": expected 0 or more");
        }
        SpoolRuntime spool = need(SpoolRuntime.class, "Nobody watches the spool: no cleaner is installed; feature:install karavox-storage-cleaner brings it");
        SpoolRuntime.Status status = spool.status();
        List<SpoolRuntime.Deletion> deletions = spool.deletions(limit);
        if (screen.forScripts()) {
            status.problem().ifPresent(problem -> screen.cells("problem", problem));
            status.roots().forEach(root -> screen.cells("root", root.path(), root.freeBytes(), root.totalBytes(), root.problem().orElse("-")));
            status.usage().forEach(usage -> screen.cells("usage", usage.kind(), usage.bytes(), usage.files(), usage.limitBytes(), usage.limitDays(),
                    usage.oldest().map(this::time).orElse("-")));
            deletions.forEach(gone -> screen.cells("deletion", time(gone.at()), gone.root(), gone.what(), gone.kind(), gone.files(), gone.bytes(), gone.reason()));
            return;
        }
        status.problem().ifPresent(problem -> screen.line(problem, Style.BAD));
        Listing roots = new Listing("Root", "Free", "Of", "State");
        status.roots().forEach(root -> roots.row(root.problem().isPresent() ? Style.BAD : Style.PLAIN, root.path(), Bytes.of(root.freeBytes()),
                Bytes.of(root.totalBytes()), root.problem().orElse("works")));
        roots.print(screen);
        screen.heading("Used");
        Listing usages = new Listing("Kind", "Size", "Limit", "Files", "Days kept", "Oldest");
        for (SpoolRuntime.Usage usage : status.usage()) {
            boolean full = usage.limitBytes() > 0 && usage.bytes() > usage.limitBytes() * NEARLY_FULL;
            usages.row(full ? Style.NOTABLE : Style.PLAIN, usage.kind(), Bytes.of(usage.bytes()), usage.limitBytes() == 0 ? "none" : Bytes.of(usage.limitBytes()),
                    usage.files(), usage.limitDays() == 0 ? "no limit" : usage.limitDays(), usage.oldest().map(this::time).orElse("-"));
        }
        usages.print(screen);
        screen.heading("Removed last");
        if (deletions.isEmpty()) {
            screen.line("  Nothing.");
            return;
        }
        Listing removed = new Listing("At", "What", "Kind", "Files", "Size", "Why");
        deletions.forEach(gone -> removed.row(time(gone.at()), gone.root().resolve(gone.what()), gone.kind(), gone.files(), Bytes.of(gone.bytes()), gone.reason()));
        removed.print(screen);
    }

    private String time(Instant at) {
        return TIME.format(at.atZone(zone()));
    }
}
