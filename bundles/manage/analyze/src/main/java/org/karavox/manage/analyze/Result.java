package org.karavox.manage.analyze;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord;
import org.karavox.runtime.Analyzer.Report;
import org.karavox.runtime.Ledger;

/**
 * What an analysis found, in an order that does not depend on threads: calls as they began, streams by the time of their first
 * packet. A stream that several calls announced stands here once.
 */
final class Result {

    private final List<CallRecord> calls;
    private final List<Stream> streams;
    private final Report report;

    /** A stream and the calls it belongs to, in the order of the calls; none if nobody announced it. */
    static final class Stream {

        private final List<CallRecord> calls = new ArrayList<>(1);
        private StreamRecord record;

        private Stream(StreamRecord record) {
            this.record = record;
        }

        StreamRecord record() {
            return record;
        }

        List<CallRecord> calls() {
            return calls;
        }
    }

    /** Takes the calls of an analysis; {@link #result} makes the result of them. Any thread, one at a time. */
    static final class Collector implements Consumer<CallRecord> {

        private final List<CallRecord> calls = new ArrayList<>();

        @Override
        public synchronized void accept(CallRecord call) {
            calls.add(call);
        }

        synchronized Result result(Report report) {
            return new Result(calls, report);
        }
    }

    /**
     * @param calls in any order
     * @param report with the streams that have no call
     */
    Result(List<CallRecord> calls, Report report) {
        this.report = report;
        CallRecord[] sorted = calls.toArray(new CallRecord[0]);
        java.util.Arrays.sort(sorted, BY_BEGIN);
        this.calls = java.util.Arrays.asList(sorted);
        streams = new ArrayList<>();
        Map<String, List<Stream>> known = new HashMap<>();
        for (CallRecord call : this.calls) {
            for (StreamRecord stream : call.streams()) {
                add(stream, call, known);
            }
        }
        for (StreamRecord orphan : report.orphans()) {
            streams.add(new Stream(orphan));
        }
        streams.sort(BY_TIME);
    }

    /** Both calls of a shared stream saw it, one perhaps from a later packet on: the fuller record counts. */
    private void add(StreamRecord record, CallRecord call, Map<String, List<Stream>> known) {
        String key = record.source().address() + " " + record.source().port() + " " + record.destination().address() + " "
                + record.destination().port() + " " + record.ssrc();
        List<Stream> same = known.get(key);
        if (same == null) {
            same = new ArrayList<>(1);
            known.put(key, same);
        }
        for (Stream stream : same) {
            boolean atTheSameTime = !record.start().isAfter(stream.record.end()) && !stream.record.start().isAfter(record.end());
            if (atTheSameTime && stream.calls.get(stream.calls.size() - 1) != call) {
                stream.calls.add(call);
                if (record.packets() > stream.record.packets()) {
                    stream.record = record;
                }
                return;
            }
        }
        Stream stream = new Stream(record);
        stream.calls.add(call);
        same.add(stream);
        streams.add(stream);
    }

    private static final Comparator<CallRecord> BY_BEGIN = new Comparator<>() {
        @Override
        public int compare(CallRecord a, CallRecord b) {
            int order = Long.compare(a.firstFrame(), b.firstFrame());
            return order != 0 ? order : a.callId().compareTo(b.callId());
        }
    };

    private static final Comparator<Stream> BY_TIME = new Comparator<>() {
        @Override
        public int compare(Stream a, Stream b) {
            int order = a.record.start().compareTo(b.record.start());
            order = order != 0 ? order : a.record.source().compareTo(b.record.source());
            order = order != 0 ? order : a.record.destination().compareTo(b.record.destination());
            return order != 0 ? order : Integer.compareUnsigned(a.record.ssrc(), b.record.ssrc());
        }
    };

    /** In the order of their first packets. */
    List<CallRecord> calls() {
        return calls;
    }

    /** In the order of their first packets; those without a call included. */
    List<Stream> streams() {
        return streams;
    }

    Ledger ledger() {
        return report.ledger();
    }

    /** What was wrong with the input, and with the books; one sentence each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(report.problems());
        for (String imbalance : report.ledger().imbalances()) {
            boolean told = false;
            for (String problem : report.problems()) {
                told |= problem.contains(imbalance);
            }
            if (!told) {
                problems.add("The ledger does not balance: " + imbalance);
            }
        }
        return problems;
    }

    /** From when relative times count. */
    Optional<Instant> firstPacket() {
        return report.firstPacket();
    }
}
