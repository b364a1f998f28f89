package org.karavox.itests.run;

import java.util.List;
import java.util.stream.Stream;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord;
import org.karavox.runtime.Analyzer;

/**
 * What one analysis found.
 *
 * @param calls in the order in which they began
 * @param report of the analysis
 */
public record Outcome(List<CallRecord> calls, Analyzer.Report report) {

    public Outcome {
        calls = List.copyOf(calls);
    }

    /** The streams of all calls, then those of none. */
    public List<StreamRecord> streams() {
        return Stream.concat(calls.stream().flatMap(call -> call.streams().stream()), report.orphans().stream()).toList();
    }
}
