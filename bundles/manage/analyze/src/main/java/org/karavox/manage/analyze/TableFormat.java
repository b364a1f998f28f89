package org.karavox.manage.analyze;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.karavox.call.CallRecord;
import org.karavox.call.StreamRecord;

/** Aligned columns for people: a table of calls, a table of streams, a line with counts. Times are UTC. */
final class TableFormat {

    /** Longer texts are cut: a table is read by eye, JSON has everything. */
    private static final int WIDEST = 48;

    private static final String[] CALLS = {">Call", "Start (UTC)", ">Duration", "From", "To", "Status", "Ended", ">Streams",
            "Call-ID"};
    private static final String[] STREAMS = {">Call", "Source", "Destination", "SSRC", "Payload", ">Packets", ">Lost",
            ">Jitter mean", ">max ms", ">MOS", "Joined by"};

    private final Utf8Output out;

    TableFormat(Utf8Output out) {
        this.out = out;
    }

    void print(Result result) throws IOException {
        Map<CallRecord, Integer> numbers = new IdentityHashMap<>();
        List<String[]> rows = new ArrayList<>(result.calls().size());
        for (CallRecord call : result.calls()) {
            numbers.put(call, numbers.size() + 1);
            rows.add(new String[] {Integer.toString(numbers.size()), time(call.start()), duration(call.duration()),
                    party(call.caller(), call.callerUri()), party(call.called(), call.calledUri()), status(call), ended(call), Integer.toString(call.streams().size()),
                    call.callId()});
        }
        if (!rows.isEmpty()) {
            table(CALLS, rows);
            out.ascii('\n');
        }
        rows = new ArrayList<>(result.streams().size());
        int orphans = 0;
        for (Result.Stream stream : result.streams()) {
            orphans += stream.calls().isEmpty() ? 1 : 0;
            rows.add(row(stream, numbers));
        }
        if (!rows.isEmpty()) {
            table(STREAMS, rows);
            out.ascii('\n');
        }
        counted(result.calls().size(), "call").ascii(", ");
        counted(result.streams().size(), "stream");
        if (orphans > 0) {
            out.ascii(" (").number(orphans).ascii(" without a call)");
        }
        out.ascii(", ");
        counted(result.ledger().read(), "packet").ascii('\n');
    }

    /** The user, or the host of a URI without one: {@code 10.0.0.1} of {@code sip:10.0.0.1:5060;user=phone}. */
    static String party(String user, String uri) {
        if (!user.isEmpty()) {
            return user;
        }
        int from = Math.max(uri.indexOf(':'), uri.indexOf('@')) + 1;
        int to = from;
        int end = uri.startsWith("[", from) ? uri.indexOf(']', from) + 1 : 0;
        if (end > 0) {
            return uri.substring(from, end);
        }
        while (to < uri.length() && ":;?>".indexOf(uri.charAt(to)) < 0) {
            to++;
        }
        return uri.substring(from, to);
    }

    private Utf8Output counted(long count, String noun) throws IOException {
        return out.number(count).ascii(' ').ascii(noun).ascii(count == 1 ? "" : "s");
    }

    private static String[] row(Result.Stream shared, Map<CallRecord, Integer> numbers) {
        StreamRecord stream = shared.record();
        StringBuilder calls = new StringBuilder();
        for (CallRecord call : shared.calls()) {
            calls.append(calls.length() == 0 ? "" : ",").append(numbers.get(call));
        }
        int mos = CsvFormat.worstMosTimes10(stream);
        String payload = stream.encoding().isEmpty() ? Integer.toString(stream.payloadType()) : stream.encoding();
        return new String[] {calls.length() == 0 ? "-" : calls.toString(), stream.source().toString(),
                stream.destination().toString(), hex32(stream.ssrc()), payload, Long.toString(stream.packets()),
                Long.toString(stream.lost()), millis(stream.jitter().meanMicros()), millis(stream.jitter().maxMicros()),
                mos == Integer.MAX_VALUE ? "-" : mos / 10 + "." + mos % 10, joinedBy(stream)};
    }

    private static String joinedBy(StreamRecord stream) {
        switch (stream.joinedBy()) {
            case SDP:
                return "SDP";
            case LATE_SDP:
                return "late SDP";
            default:
                return "nobody";
        }
    }

    private static String hex32(int value) {
        String digits = Integer.toHexString(value);
        return "0x00000000".substring(0, 10 - digits.length()) + digits;
    }

    private static String status(CallRecord call) {
        if (call.finalStatus() == 0) {
            return "-";
        }
        return call.finalReason().isEmpty() ? Integer.toString(call.finalStatus()) : call.finalStatus() + " " + call.finalReason();
    }

    private static String ended(CallRecord call) {
        String how = call.bye().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return call.blind() ? how + ", capture lost packets" : how;
    }

    /** {@code 2016-08-16 08:27:28.599}. */
    static String time(Instant at) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(at.getEpochSecond(), at.getNano(), ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(23);
        text.append(utc.getYear()).append('-');
        two(text, utc.getMonthValue()).append('-');
        two(text, utc.getDayOfMonth()).append(' ');
        two(text, utc.getHour()).append(':');
        two(text, utc.getMinute()).append(':');
        two(text, utc.getSecond()).append('.');
        int millis = utc.getNano() / 1_000_000;
        text.append(millis / 100);
        return two(text, millis % 100).toString();
    }

    private static StringBuilder two(StringBuilder text, long number) {
        return text.append(number < 10 ? "0" : "").append(number);
    }

    /** {@code 1:02:03.4}, without the hours if there are none. */
    static String duration(Duration duration) {
        long seconds = duration.getSeconds();
        StringBuilder text = new StringBuilder(12);
        if (seconds >= 3600) {
            text.append(seconds / 3600).append(':');
            two(text, seconds / 60 % 60);
        } else {
            text.append(seconds / 60);
        }
        text.append(':');
        return two(text, seconds % 60).append('.').append(duration.getNano() / 100_000_000).toString();
    }

    private static String millis(long micros) {
        long hundredths = Math.abs(micros) / 10;
        StringBuilder text = new StringBuilder(8);
        text.append(micros < 0 ? "-" : "").append(hundredths / 100).append('.');
        return two(text, hundredths % 100).toString();
    }

    /** {@link #clean}, and cut: a cell of a table. */
    static String printable(String text) {
        return clean(text.length() <= WIDEST ? text : text.substring(0, WIDEST - 3) + "...");
    }

    /** What a capture says must not move the cursor or colour the screen: control characters become question marks. */
    static String clean(String shown) {
        for (int i = 0; i < shown.length(); i++) {
            if (Character.isISOControl(shown.charAt(i)) || isDirection(shown.charAt(i))) {
                StringBuilder clean = new StringBuilder(shown);
                for (int j = i; j < clean.length(); j++) {
                    if (Character.isISOControl(clean.charAt(j)) || isDirection(clean.charAt(j))) {
                        clean.setCharAt(j, '?');
                    }
                }
                return clean.toString();
            }
        }
        return shown;
    }

    /** Characters that turn the direction of writing. */
    private static boolean isDirection(char c) {
        return c >= '\u202A' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069';
    }

    /** A column whose title begins with {@code >} is right-aligned. */
    private void table(String[] titles, List<String[]> rows) throws IOException {
        int[] widths = new int[titles.length];
        for (int i = 0; i < titles.length; i++) {
            widths[i] = title(titles[i]).length();
        }
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = printable(row[i]);
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        String[] header = new String[titles.length];
        for (int i = 0; i < titles.length; i++) {
            header[i] = title(titles[i]);
        }
        line(titles, header, widths);
        for (String[] row : rows) {
            line(titles, row, widths);
        }
    }

    private static String title(String title) {
        return title.startsWith(">") ? title.substring(1) : title;
    }

    private void line(String[] titles, String[] cells, int[] widths) throws IOException {
        for (int i = 0; i < cells.length; i++) {
            boolean right = titles[i].startsWith(">");
            boolean last = i == cells.length - 1;
            if (right) {
                pad(widths[i] - cells[i].length());
            }
            out.text(cells[i]);
            if (!right && !last) {
                pad(widths[i] - cells[i].length());
            }
            if (!last) {
                pad(2);
            }
        }
        out.ascii('\n');
    }

    private void pad(int spaces) throws IOException {
        for (int i = 0; i < spaces; i++) {
            out.ascii(' ');
        }
    }
}
