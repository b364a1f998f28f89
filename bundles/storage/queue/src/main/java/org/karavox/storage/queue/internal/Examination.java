package org.karavox.storage.queue.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.karavox.runtime.RecordQueueRuntime;
import org.karavox.runtime.SelfTest.Level;
import org.karavox.runtime.SelfTest.Verdict;

/** Verdict on the queue, from its state. */
final class Examination {

    private static final long LITTLE_BYTES = 256L << 20;

    private Examination() {
    }

    static Verdict of(RecordQueueRuntime.Status status, RecordQueue.Condition condition) {
        Path directory = condition.settings().directory();
        if (condition.settings().keepsNothing()) {
            return new Verdict(Level.WARNING, "nocdr = yes: " + condition.keptNot() + " records of calls were not kept",
                    "Remove nocdr from voipmonitor.conf to keep them");
        }
        if (status.problem().isPresent()) {
            return new Verdict(Level.FAILED, status.problem().get(), condition.waiting() + " records wait in memory and "
                    + status.lost() + " were lost: mend it soon, the queue goes on by itself");
        }
        List<RecordQueueRuntime.Store> troubled = status.stores().stream().filter(store -> store.problem().isPresent()).toList();
        if (!troubled.isEmpty()) {
            RecordQueueRuntime.Store worst = troubled.get(0);
            return new Verdict(Level.FAILED, "Store " + worst.name() + " takes no records since " + worst.since() + ": "
                    + worst.problem().get(), (status.journaled() - worst.stored()) + " records wait "
                    + (condition.settings().onDisk() ? "in " + directory : "in memory") + " and are stored as soon as it does");
        }
        if (status.stores().isEmpty()) {
            return new Verdict(Level.WARNING, "There is no store, " + status.journaled() + " records wait",
                    "Install the feature of the database, karavox-storage-cdr");
        }
        if (status.lost() > 0) {
            return new Verdict(Level.WARNING, status.lost() + " records were lost since the start, because neither disk nor memory had room",
                    "See the log for the cause");
        }
        if (condition.missing() > 0) {
            return new Verdict(Level.WARNING, condition.missing() + " records are missing, because files in " + directory + " are damaged",
                    "Check the disk; the log says which files");
        }
        long refused = status.stores().stream().mapToLong(RecordQueueRuntime.Store::refused).sum();
        if (refused > 0) {
            return new Verdict(Level.WARNING, refused + " records were refused and set aside in " + directory.resolve(Refused.DIRECTORY),
                    "The log says why; when that is mended, move them to " + directory.resolve(Refused.AGAIN));
        }
        OptionalLong free = condition.settings().onDisk() ? free(directory) : OptionalLong.empty();
        if (free.isPresent() && free.getAsLong() < LITTLE_BYTES) {
            return new Verdict(Level.WARNING, "The disk of " + directory + " has only " + (free.getAsLong() >> 20) + " MB left",
                    "Free space, or the queue cannot outlast a database that is down");
        }
        Optional<RecordQueueRuntime.Store> last = status.stores().stream().min(Comparator.comparingLong(RecordQueueRuntime.Store::stored));
        long backlog = status.journaled() - last.orElseThrow().stored();
        return Verdict.ok(status.journaled() + " records so far, " + Math.max(0, backlog) + " wait for store " + last.get().name());
    }

    private static OptionalLong free(Path directory) {
        try {
            return OptionalLong.of(Files.getFileStore(directory).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty(); // writing says it better
        }
    }
}
