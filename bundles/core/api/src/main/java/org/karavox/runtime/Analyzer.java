package org.karavox.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord;
import org.osgi.annotation.versioning.ProviderType;

/** Reads captures to their end, beside the running pipeline and with the same plug-ins. Several may run at once. */
@ProviderType
public interface Analyzer {

    /**
     * Reads the files in the given order as one sequence of packets.
     *
     * @param calls takes every finished call, in the calling thread or a shard's, one at a time; order not defined
     * @param progress takes the share that is done, 0 to 1, now and then; negative if nobody knows
     * @throws IOException if none of the files can be opened; one among others that cannot is a problem of the report
     */
    Report analyze(Request request, Consumer<CallRecord> calls, DoubleConsumer progress) throws IOException;

    /**
     * @param locations paths, or {@code "-"} for standard input
     * @param spool where to keep the packets of the calls; empty = do not
     * @param shards number of shards, 0 = everything in the calling thread; empty = as configured
     * @param store keep the calls like those of live sources: records in the stores, packets in the spool
     */
    record Request(List<String> locations, Optional<Path> spool, OptionalInt shards, boolean store) {

        /** An analysis that leaves nothing behind but what {@code spool} asks for. */
        public Request(List<String> locations, Optional<Path> spool, OptionalInt shards) {
            this(locations, spool, shards, false);
        }

        public Request {
            locations = List.copyOf(locations);
        }
    }

    /**
     * @param ledger where every frame went; its invariant has been checked, see {@code problems}
     * @param orphans streams that no call announced
     * @param problems what was wrong with the files, one sentence each; empty if all was read
     * @param firstPacket capture time of the first frame, from which relative times count; empty if there was none
     */
    record Report(Ledger ledger, List<StreamRecord> orphans, List<String> problems, Optional<Instant> firstPacket) {

        /** A report without the time of the first frame. */
        public Report(Ledger ledger, List<StreamRecord> orphans, List<String> problems) {
            this(ledger, orphans, problems, Optional.empty());
        }

        public Report {
            orphans = List.copyOf(orphans);
            problems = List.copyOf(problems);
        }
    }
}
