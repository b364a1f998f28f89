package org.karavox.storage.cdr.internal;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.karavox.call.CallDetails;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.call.Ttl;

/** A call with a row in every table: tells which columns {@link CdrRow} offers. */
final class SampleCall {

    private static final Lookups NO_LOOKUPS = new Lookups() {
        @Override
        public long response(String text) {
            return 1;
        }

        @Override
        public long request(String text) {
            return 1;
        }

        @Override
        public long reason(int type, String text) {
            return 1;
        }

        @Override
        public long agent(String text) {
            return 1;
        }
    };

    private SampleCall() {
    }

    private static CallRecord call() {
        Instant start = Instant.EPOCH;
        Endpoint caller = new Endpoint("192.0.2.1", 5060);
        Endpoint proxy = new Endpoint("192.0.2.2", 5060);
        Endpoint called = new Endpoint("192.0.2.3", 5060);
        StreamRecord stream = new StreamRecord(caller, called, 1, true, 0, Map.of(), "PCMU", 8000, "audio", start, start, 1, 0, 0, 0, 0,
                List.of(), new StreamRecord.Jitter(0, 0, 0, 0), List.of(), List.of(), 20, 0, 0, 0, 0, "1", 0, StreamRecord.Join.SDP,
                new StreamDetails(Ttl.NONE, 0, 20, List.of(new StreamDetails.Digit(start, '1')), Set.of()));
        CallDetails details = new CallDetails("", Optional.empty(), 200, "200 OK", List.of(), -1, -1, 0, Ttl.NONE, -1, 0, 0,
                List.of(new CallDetails.Response(200, "200 OK")), List.of(new CallDetails.Event(0, "INVITE", 0, "")),
                List.of(new CallDetails.SessionEnd(caller, true, 20)), List.of(), "", "", "", Set.of());
        return new CallRecord("sample", 0, 0, "", "", "", "", caller, called, List.of(proxy), "", "", "INVITE", start,
                Optional.empty(), Optional.empty(), start.plus(Duration.ofSeconds(1)), 0, 0, "", CallEnd.NO_BYE, Optional.empty(),
                Optional.empty(), false, false, 1, 0, 0, "", false, false, List.of(stream), details);
    }

    /** Offered columns by ordinal of {@link CdrTable}, in the order of the cells. */
    static List<List<Layout.Cell>> cells() {
        Layout.Listing[] listings = new Layout.Listing[CdrTable.values().length];
        for (int i = 0; i < listings.length; i++) {
            listings[i] = new Layout.Listing();
        }
        Rules all = new Rules(0, true, 0, false, true, true, true, true, true, true, true, true, Set.of(), true, true);
        try {
            new CdrRow(call(), 1, all, NO_LOOKUPS).write(listings);
        } catch (SQLException e) {
            throw new IllegalStateException("No database is asked here", e);
        }
        List<List<Layout.Cell>> cells = new ArrayList<>();
        for (Layout.Listing listing : listings) {
            cells.add(listing.cells());
        }
        return cells;
    }
}
