package org.karavox.manage.shell.internal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.runtime.DatabaseRuntime;
import org.karavox.runtime.RecordQueueRuntime;

/** {@code voip:db}. */
@Service
@Command(scope = "voip", name = "db", description = "Shows the state of the database and of the queue of call records in front of it")
public final class DbCommand extends VoipCommand {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Override
    void run(Screen screen) throws CommandException {
        Optional<DatabaseRuntime> database = services().find(DatabaseRuntime.class);
        Optional<RecordQueueRuntime> queue = services().find(RecordQueueRuntime.class);
        if (database.isEmpty() && queue.isEmpty()) {
            throw failure("No database is installed: calls are kept in memory only; feature:install karavox-storage-cdr brings it");
        }
        if (database.isPresent()) {
            database(screen, database.get().status());
        } else {
            screen.line("No database is installed: records wait in the queue; feature:install karavox-storage-cdr brings it", Style.NOTABLE);
        }
        if (queue.isPresent()) {
            queue(screen, queue.get().status());
        } else {
            screen.line("No queue is installed: finished calls do not reach the database; feature:install karavox-storage-queue brings it",
                    Style.NOTABLE);
        }
    }

    private void database(Screen screen, DatabaseRuntime.Status status) {
        Map<String, Long> rows = new TreeMap<>(status.rows());
        if (screen.forScripts()) {
            screen.cells("database", status.location(), status.product(), status.available() ? "available" : "unavailable", time(status.since()),
                    status.problem().orElse("-"));
            rows.forEach((table, count) -> screen.cells("rows", table, count));
            status.partitions().forEach(partition -> screen.cells("partition", partition));
            status.notes().forEach(note -> screen.cells("note", note));
            return;
        }
        screen.line("Database " + status.location() + (status.product().isEmpty() ? "" : ", " + status.product()), Style.BOLD);
        screen.line("  " + (status.available() ? "available" : "not available") + " since " + time(status.since()),
                status.available() ? Style.GOOD : Style.BAD);
        status.problem().ifPresent(problem -> screen.line("  " + problem, status.available() ? Style.NOTABLE : Style.BAD));
        status.notes().forEach(note -> screen.line("  " + note));
        if (!status.partitions().isEmpty()) {
            screen.line("  " + status.partitions().size() + " partitions of cdr, " + status.partitions().get(0) + " to "
                    + status.partitions().get(status.partitions().size() - 1));
        }
        if (!rows.isEmpty()) {
            Listing listing = new Listing("Table", "Rows");
            rows.forEach(listing::row);
            screen.heading("Tables");
            listing.print(screen);
        }
    }

    private void queue(Screen screen, RecordQueueRuntime.Status status) {
        if (screen.forScripts()) {
            screen.cells("queue", status.journal(), status.handedOver(), status.journaled(), status.bytes(), status.lost(), status.problem().orElse("-"));
            status.stores().forEach(store -> screen.cells("store", store.name(), store.stored(), waiting(status, store), store.refused(),
                    time(store.since()), store.problem().orElse("-")));
            return;
        }
        screen.heading("Queue of call records");
        screen.line("  " + status.handedOver() + " records taken since the start, " + Bytes.of(status.bytes()) + " on disk, " + status.lost() + " lost",
                status.lost() == 0 ? Style.PLAIN : Style.BAD);
        status.problem().ifPresent(problem -> screen.line("  " + problem, Style.BAD));
        Listing listing = new Listing("Store", "Stored", "Waiting", "Refused", "Since", "State");
        for (RecordQueueRuntime.Store store : status.stores()) {
            listing.row(store.problem().isPresent() ? Style.BAD : Style.PLAIN, store.name(), store.stored(), waiting(status, store), store.refused(),
                    time(store.since()), store.problem().orElse("works"));
        }
        if (listing.size() == 0) {
            screen.line("  No store is registered: records wait on disk.", Style.NOTABLE);
        } else {
            listing.print(screen);
        }
    }

    private static long waiting(RecordQueueRuntime.Status status, RecordQueueRuntime.Store store) {
        return Math.max(0, status.journaled() - store.stored());
    }

    private String time(Instant at) {
        ZoneId zone = zone();
        return TIME.format(at.atZone(zone));
    }
}
