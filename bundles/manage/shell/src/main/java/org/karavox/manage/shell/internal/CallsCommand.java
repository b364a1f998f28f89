package org.karavox.manage.shell.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord;
import org.karavox.runtime.PipelineRuntime;

/** {@code voip:calls}. */
@Service
@Command(scope = "voip", name = "calls", description = "Lists the calls that ended last, newest first, and counts the active ones")
public final class CallsCommand implements Action {

    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Reference
    PipelineRuntime pipeline;

    @Option(name = "--limit", description = "Lists at most so many calls")
    int limit = 20;

    @Option(name = "--no-format", description = "Prints plain columns for scripts, nothing else")
    boolean noFormat;

    @Override
    public Object execute() {
        Listing listing = new Listing("Start", "Duration", "Caller", "Called", "Status", "End", "Streams",
                "Packets", "Lost", "Call-ID");
        List<CallRecord> calls = pipeline.recentCalls(limit);
        for (CallRecord call : calls) {
            listing.row(start(call.start()), duration(call.duration()), Printable.of(call.caller()),
                    Printable.of(call.called()), status(call), call.bye().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    call.streams().size(), call.streams().stream().mapToLong(StreamRecord::packets).sum(),
                    call.streams().stream().mapToLong(StreamRecord::lost).sum(), Printable.of(call.callId()));
        }
        listing.print(System.out, noFormat);
        if (!noFormat) {
            System.out.println(pipeline.activeCalls() + " active, " + calls.size() + " ended shown");
        }
        return null;
    }

    private static String start(Instant instant) {
        return START.format(instant.atZone(ZoneId.systemDefault()));
    }

    /** Seconds with one decimal: sortable and short. */
    private static String duration(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private static String status(CallRecord call) {
        return call.finalStatus() == 0 ? "-" : call.finalStatus() + " " + Printable.of(call.finalReason());
    }
}
