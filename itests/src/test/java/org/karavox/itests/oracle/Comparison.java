package org.karavox.itests.oracle;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord;
import org.karavox.itests.json.Json;
import org.karavox.itests.run.Outcome;

/**
 * Compares one result with the oracle of one capture, by the rules of {@code tools/compare-oracle.py} with its set
 * {@code auto} and its default tolerances.
 *
 * <p>A stream that several calls own stands in the result several times; its fullest row is compared.
 */
final class Comparison {

    private static final double ABSOLUTE_MILLIS = 0.5;
    private static final double RELATIVE = 0.05;
    /** For streams of which the oracle leaves packets out: several payload types, duplicates, late packets. */
    private static final double RELATIVE_MIXED = 0.3;

    private final String file;
    private final List<Disagreement> disagreements = new ArrayList<>();
    private final Set<String> calls = new TreeSet<>();
    private final Set<String> streams = new TreeSet<>();

    Comparison(String file, Json oracle, Outcome outcome) {
        this.file = file;
        compareCalls(oracle, outcome.calls());
        compareStreams(oracle, outcome.streams());
    }

    /** The Call-IDs of the oracle. */
    Set<String> calls() {
        return Set.copyOf(calls);
    }

    /** The streams that must be found, as the subjects of disagreements name them. */
    Set<String> streams() {
        return Set.copyOf(streams);
    }

    List<Disagreement> disagreements() {
        return List.copyOf(disagreements);
    }

    private void compareCalls(Json oracle, List<CallRecord> result) {
        Map<String, CallRecord> ours = new TreeMap<>();
        result.forEach(call -> ours.put(call.callId(), call));
        Set<String> known = new HashSet<>();
        oracle.get("otherDialogs").items().forEach(dialog -> known.add(dialog.get("callId").text()));
        for (Json theirs : oracle.get("calls").items()) {
            String id = theirs.get("callId").text();
            known.add(id);
            calls.add(id);
            if (ours.containsKey(id)) {
                compareCall(theirs, ours.get(id));
            } else {
                differ(id, "call", "seen", "not seen");
            }
        }
        ours.keySet().stream().filter(id -> !known.contains(id)).forEach(id -> differ(id, "call", "not seen", "seen"));
    }

    private void compareCall(Json theirs, CallRecord ours) {
        String id = ours.callId();
        String caller = ours.caller().isEmpty() ? ours.callerUri() : ours.caller();
        String called = ours.called().isEmpty() ? ours.calledUri() : ours.called();
        if (!sameUser(theirs.get("from").text(), theirs.get("fromUri").text(), caller)) {
            differ(id, "from", theirs.get("from").text(), caller);
        }
        if (!sameUser(theirs.get("to").text(), theirs.get("toUri").text(), called)) {
            differ(id, "to", theirs.get("to").text(), called);
        }
        String status = ours.finalStatus() == 0 ? "" : Integer.toString(ours.finalStatus());
        if (!theirs.get("finalStatus").text().equals(status)) {
            differ(id, "finalStatus", theirs.get("finalStatus").text(), status);
        }
        if (theirs.get("byeSeen").truth() != ours.byeSeen()) {
            differ(id, "byeSeen", theirs.get("byeSeen").text(), Boolean.toString(ours.byeSeen()));
        }
    }

    private void compareStreams(Json oracle, List<StreamRecord> result) {
        Map<Key, Json> signalled = byKey(oracle.get("rtp").get("sdp"));
        Map<Key, Json> guessed = byKey(oracle.get("rtp").get("heuristic"));
        Map<Key, Json> expected = mustFind(oracle, signalled, guessed);
        Map<Key, StreamRecord> ours = new TreeMap<>();
        for (StreamRecord stream : result) {
            Key key = new Key(address(stream.source().toString()), address(stream.destination().toString()), Integer.toUnsignedLong(stream.ssrc()));
            ours.merge(key, stream, (one, other) -> one.packets() >= other.packets() ? one : other);
        }
        expected.forEach((key, theirs) -> {
            streams.add(key.toString());
            if (ours.containsKey(key)) {
                compareStream(key, theirs, ours.get(key));
            } else {
                differ(key.toString(), "stream", "seen", "not seen");
            }
        });
        ours.keySet().stream().filter(key -> !expected.containsKey(key) && !signalled.containsKey(key) && !guessed.containsKey(key))
                .forEach(key -> differ(key.toString(), "stream", "not seen", "seen"));
    }

    /**
     * The streams the oracle knows from signalling, or guesses and one end of which an SDP announces; all guessed ones
     * where there are none of these. Of a stream that stands in both sets the fuller row counts.
     */
    private static Map<Key, Json> mustFind(Json oracle, Map<Key, Json> signalled, Map<Key, Json> guessed) {
        if (oracle.get("streamSet").text().equals("heuristic")) {
            return guessed;
        }
        Set<String> announced = new HashSet<>();
        for (Json call : oracle.get("calls").items()) {
            for (Json media : call.get("media").items()) {
                String host = media.get("address").text();
                if (!media.get("port").isNull() && !media.get("port").text().equals("0")) {
                    announced.add(address((host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + media.get("port").text()));
                }
            }
        }
        Map<Key, Json> full = new TreeMap<>();
        signalled.forEach((key, row) -> full.put(key, guessed.containsKey(key) && packets(guessed.get(key)) > packets(row) ? guessed.get(key) : row));
        guessed.forEach((key, row) -> {
            if (announced.contains(key.source) || announced.contains(key.destination)) {
                full.putIfAbsent(key, row);
            }
        });
        return full.isEmpty() ? guessed : full;
    }

    private void compareStream(Key key, Json theirs, StreamRecord ours) {
        compareExact(key, "packets", theirs, ours.packets());
        compareExact(key, "lost", theirs, ours.lost());
        boolean mixed = theirs.get("payloadTypes").names().size() > 1 || positive(theirs.get("seqDuplicates")) || positive(theirs.get("seqLate"));
        compareJitter(key, "meanJitterMs", theirs, ours.jitter().meanMicros() / 1000.0, mixed);
        compareJitter(key, "maxJitterMs", theirs, ours.jitter().maxMicros() / 1000.0, mixed);
    }

    private void compareExact(Key key, String field, Json theirs, long ours) {
        if (!theirs.get(field).isNull() && theirs.get(field).integer() != ours) {
            differ(key.toString(), field, theirs.get(field).text(), Long.toString(ours));
        }
    }

    private void compareJitter(Key key, String field, Json theirs, double ours, boolean mixed) {
        if (theirs.get(field).isNull()) {
            return;
        }
        double value = theirs.get(field).decimal();
        if (Math.abs(ours - value) > Math.max(ABSOLUTE_MILLIS, (mixed ? RELATIVE_MIXED : RELATIVE) * Math.abs(value))) {
            differ(key.toString(), field, theirs.get(field).text(), String.format(Locale.ROOT, "%.3f", ours));
        }
    }

    private void differ(String subject, String field, String theirs, String ours) {
        disagreements.add(new Disagreement(file, subject, field, theirs, ours));
    }

    private static Map<Key, Json> byKey(Json set) {
        Map<Key, Json> streams = new TreeMap<>();
        for (Json stream : set.get("streams").items()) {
            streams.put(new Key(address(stream.get("src").text()), address(stream.get("dst").text()), Long.decode(stream.get("ssrc").text())), stream);
        }
        return streams;
    }

    private static long packets(Json stream) {
        return stream.get("packets").isNull() ? 0 : stream.get("packets").integer();
    }

    private static boolean positive(Json number) {
        return !number.isNull() && number.integer() > 0;
    }

    static boolean sameUser(String user, String uri, String ours) {
        String bare = bareUser(ours);
        return bare.equals(bareUser(user)) || bare.equals(bareUser(uri))
                || !user.isEmpty() && bare.split("@", 2)[0].split(";", 2)[0].equals(bareUser(user));
    }

    private static String bareUser(String uri) {
        String bare = uri.strip();
        while (bare.startsWith("<") || bare.startsWith(">")) {
            bare = bare.substring(1);
        }
        while (bare.endsWith("<") || bare.endsWith(">")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        for (String scheme : List.of("sip:", "sips:", "tel:")) {
            if (bare.toLowerCase(Locale.ROOT).startsWith(scheme)) {
                bare = bare.substring(scheme.length());
            }
        }
        return bare;
    }

    /** {@code address:port} with the address in one form. */
    static String address(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(0, colon)).replace("[", "").replace("]", "");
        if (!host.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return text; // a host name
        }
        try {
            return InetAddress.getByName(host).getHostAddress() + text.substring(colon);
        } catch (UnknownHostException e) {
            return text;
        }
    }

    private record Key(String source, String destination, long ssrc) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return source + " > " + destination + String.format(" 0x%08x", ssrc);
        }
    }
}
