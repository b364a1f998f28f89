package org.karavox.manage.shell.internal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.call.CallRecord;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.storage.CallArchive;
import org.karavox.storage.StoreException;

/** Finds the call that an operator means: by the number of its row, or by its Call-ID. */
final class CallLookup {

    private CallLookup() {
    }

    /**
     * The call.
     *
     * @param id number of the row in the database, or a Call-ID; of several calls with it the newest
     * @throws CommandException if there is no such call, or nobody can be asked
     */
    static CallArchive.Whole find(Services services, String id) throws CommandException {
        Optional<CallArchive> archive = services.find(CallArchive.class);
        Optional<PipelineRuntime> pipeline = services.find(PipelineRuntime.class);
        if (archive.isPresent()) {
            Optional<CallArchive.Whole> stored = stored(archive.get(), id);
            if (stored.isPresent()) {
                return stored.get();
            }
        }
        List<CallRecord> recent = pipeline.map(runtime -> runtime.recentCalls(CallsCommand.ALL_RECENT)).orElse(List.of());
        for (CallRecord call : recent) {
            if (call.callId().equals(id)) {
                return Recent.whole(call);
            }
        }
        if (archive.isEmpty() && pipeline.isEmpty()) {
            throw VoipCommand.failure("There are no calls to look at: neither a database nor the pipeline is running");
        }
        throw VoipCommand.failure("There is no call " + id + (archive.isPresent() ? "; voip:calls lists the calls with their ids"
                : " among the last ones in memory, and no database is installed; give a Call-ID that voip:calls --recent knows"));
    }

    private static Optional<CallArchive.Whole> stored(CallArchive archive, String id) throws CommandException {
        try {
            if (id.matches("\\d{1,18}")) {
                Optional<CallArchive.Whole> byNumber = archive.get(Long.parseLong(id));
                if (byNumber.isPresent()) {
                    return byNumber;
                }
            }
            CallArchive.Query byCallId = new CallArchive.Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(),
                    OptionalInt.empty(), OptionalInt.empty(), Optional.of(id), 1);
            List<CallArchive.Row> rows = archive.find(byCallId);
            return rows.isEmpty() ? Optional.empty() : archive.get(rows.get(0).id());
        } catch (StoreException e) {
            throw VoipCommand.failure(e.getMessage());
        }
    }
}
