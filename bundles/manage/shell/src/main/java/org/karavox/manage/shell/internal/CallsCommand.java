package org.karavox.manage.shell.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.call.CallEnd;
import org.karavox.packet.Addresses;
import org.karavox.runtime.PipelineRuntime;
import org.karavox.storage.CallArchive;
import org.karavox.storage.StoreException;

/** {@code voip:calls}. */
@Service
@Command(scope = "voip", name = "calls", description = "Finds calls in the database, newest first; without a database, or with --recent, "
        + "among the last calls in memory")
public final class CallsCommand extends VoipCommand {

    /** What {@link PipelineRuntime#recentCalls} is asked for before filtering; it keeps fewer. */
    static final int ALL_RECENT = 10_000;

    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int MOST = 100_000;

    @Option(name = "--from", description = "Calls that began at or after it: " + Moment.FORMS)
    String from;

    @Option(name = "--to", description = "Calls that began before it")
    String to;

    @Option(name = "--number", description = "Caller or called party; % stands for any characters")
    String number;

    @Option(name = "--caller", description = "Caller; % stands for any characters")
    String caller;

    @Option(name = "--called", description = "Called party; % stands for any characters")
    String called;

    @Option(name = "--ip", description = "Signalling address of either side, or a network: 10.0.0.0/8, 2001:db8::/32")
    String ip;

    @Option(name = "--response", description = "Last response: 486, or a class: 4xx")
    String response;

    @Option(name = "--min-duration", description = "At least so many seconds from first to last packet")
    String minDuration;

    @Option(name = "--max-duration", description = "At most so many seconds")
    String maxDuration;

    @Option(name = "--mos-below", description = "Worst MOS of either side below it: 3.5")
    String mosBelow;

    @Option(name = "--loss-above", description = "Loss of the worse side above so many percent, in steps of 0.1")
    String lossAbove;

    @Option(name = "--sensor", description = "id_sensor")
    String sensor;

    @Option(name = "--call-id", description = "SIP Call-ID, exactly")
    String callId;

    @Option(name = "--limit", description = "At most so many calls")
    int limit = 20;

    @Option(name = "--recent", description = "The last calls in memory, although there is a database")
    boolean recent;

    @Override
    void run(Screen screen) throws CommandException {
        CallArchive.Query query = query(Instant.now(), zone());
        Optional<CallArchive> archive = recent ? Optional.empty() : services().find(CallArchive.class);
        List<CallArchive.Row> rows = archive.isPresent() ? stored(archive.get(), query) : inMemory(query);
        Listing listing = new Listing("Id", "Start", "Duration", "Caller", "Called", "Caller IP", "Called IP", "Response", "End", "MOS", "Loss %");
        for (CallArchive.Row row : rows) {
            listing.row(style(row), id(row), START.format(row.ref().start().atZone(zone())),
                    String.format(Locale.ROOT, "%.1f", row.durationMillis() / 1000.0), orDash(row.caller()), orDash(row.called()),
                    row.callerAddress(), row.calledAddress(), orDash(row.response()), end(row.end()), tenths(row.mosTimes10()),
                    tenths(row.lossPermille()));
        }
        listing.print(screen);
        String active = services().find(PipelineRuntime.class).map(pipeline -> ", " + pipeline.activeCalls() + " active").orElse("");
        String source = archive.isPresent() ? "from the database" : recent ? "from memory"
                : "from memory, because no database is installed";
        screen.remark(rows.size() + (rows.size() == 1 ? " call " : " calls ") + source
                + (rows.size() == limit ? " (--limit shows more)" : "") + active);
    }

    private List<CallArchive.Row> stored(CallArchive archive, CallArchive.Query query) throws CommandException {
        try {
            return archive.find(query);
        } catch (StoreException e) {
            throw failure(e.kind() == StoreException.Kind.UNAVAILABLE ? e.getMessage() + " (voip:calls --recent shows the calls in memory)"
                    : e.getMessage());
        }
    }

    private List<CallArchive.Row> inMemory(CallArchive.Query query) throws CommandException {
        PipelineRuntime pipeline = need(PipelineRuntime.class, "There are no calls to list: neither a database nor the pipeline is "
                + "running; feature:install karavox-core brings the pipeline");
        return Recent.find(pipeline.recentCalls(ALL_RECENT), query);
    }

    /** What {@code voip:call} takes: the number of the row, or the Call-ID where there is none. */
    private static Object id(CallArchive.Row row) {
        return row.id() == Recent.NO_ID ? row.ref().callId() : row.id();
    }

    private static Style style(CallArchive.Row row) {
        if (row.status() >= 400) {
            return Style.NOTABLE;
        }
        boolean poor = row.mosTimes10() >= 0 && row.mosTimes10() < 35 || row.lossPermille() >= 10;
        return poor ? Style.BAD : Style.PLAIN;
    }

    private static String orDash(String text) {
        return text == null || text.isEmpty() ? "-" : text;
    }

    /** {@code bye confirmed}. */
    static String end(Optional<CallEnd> end) {
        return end.map(how -> how.name().toLowerCase(Locale.ROOT).replace('_', ' ')).orElse("-");
    }

    /** {@code 4.3} for 43, a dash for what was not measured. */
    static String tenths(int tenths) {
        return tenths < 0 ? "-" : tenths / 10 + "." + tenths % 10;
    }

    // ---- what was typed

    CallArchive.Query query(Instant now, ZoneId zone) throws CommandException {
        if (limit < 1 || limit > MOST) {
            throw failure("--limit " + limit + ": expected a number from 1 to " + MOST);
        }
        OptionalInt shortest = seconds("--min-duration", minDuration);
        OptionalInt longest = seconds("--max-duration", maxDuration);
        if (shortest.isPresent() && longest.isPresent() && shortest.getAsInt() > longest.getAsInt()) {
            throw failure("--min-duration " + minDuration + " is more than --max-duration " + maxDuration + ": no call fits");
        }
        Optional<Instant> begin = moment("--from", from, now, zone);
        Optional<Instant> end = moment("--to", to, now, zone);
        if (begin.isPresent() && end.isPresent() && !begin.get().isBefore(end.get())) {
            throw failure("--from " + from + " is not before --to " + to + ": no call fits");
        }
        return new CallArchive.Query(begin, end, given(number), given(caller), given(called), address(), responseWanted(), shortest,
                longest, mos(), loss(), sensorWanted(), given(callId), limit);
    }

    private static Optional<String> given(String text) {
        return Optional.ofNullable(text).filter(value -> !value.isEmpty());
    }

    private static Optional<Instant> moment(String option, String text, Instant now, ZoneId zone) throws CommandException {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Moment.parse(text, now, zone));
        } catch (IllegalArgumentException e) {
            throw failure(option + " " + text + ": expected a time such as " + Moment.FORMS);
        }
    }

    private static OptionalInt seconds(String option, String text) throws CommandException {
        if (text == null) {
            return OptionalInt.empty();
        }
        if (!text.matches("\\d{1,9}")) {
            throw failure(option + " " + text + ": expected whole seconds");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private Optional<String> address() throws CommandException {
        if (ip == null) {
            return Optional.empty();
        }
        int slash = ip.indexOf('/');
        long[] halves = new long[2];
        boolean literal = Addresses.parse(slash < 0 ? ip : ip.substring(0, slash), halves);
        int most = literal && Addresses.isIpv4(halves[0], halves[1]) ? 32 : 128;
        boolean bits = slash < 0 || ip.substring(slash + 1).matches("\\d{1,3}") && Integer.parseInt(ip.substring(slash + 1)) <= most;
        if (!literal || !bits) {
            throw failure("--ip " + ip + ": expected an address or a network, such as 192.0.2.1, 10.0.0.0/8, 2001:db8::/32");
        }
        return Optional.of(ip);
    }

    private Optional<String> responseWanted() throws CommandException {
        if (response == null) {
            return Optional.empty();
        }
        String text = response.toLowerCase(Locale.ROOT);
        if (!text.matches("[1-6](\\d\\d|xx)|0")) {
            throw failure("--response " + response + ": expected a status such as 486, a class such as 4xx, or 0 for none");
        }
        return Optional.of(text);
    }

    /** Strictly below, in tenths. */
    private OptionalInt mos() throws CommandException {
        if (mosBelow == null) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(decimal("--mos-below", mosBelow, "5", "a MOS from 1 to 5").movePointRight(1).setScale(0, RoundingMode.CEILING).intValue() - 1);
    }

    /** Strictly above, in per mille. */
    private OptionalInt loss() throws CommandException {
        if (lossAbove == null) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(decimal("--loss-above", lossAbove, "100", "percent from 0 to 100").movePointRight(1).setScale(0, RoundingMode.FLOOR).intValue() + 1);
    }

    private static BigDecimal decimal(String option, String text, String most, String expected) throws CommandException {
        if (text.matches("\\d{1,4}([.]\\d{1,6})?%?")) {
            BigDecimal value = new BigDecimal(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
            if (value.compareTo(new BigDecimal(most)) <= 0) {
                return value;
            }
        }
        throw failure(option + " " + text + ": expected " + expected);
    }

    private OptionalInt sensorWanted() throws CommandException {
        if (sensor == null) {
            return OptionalInt.empty();
        }
        if (!sensor.matches("\\d{1,5}") || Integer.parseInt(sensor) > 65_535) {
            throw failure("--sensor " + sensor + ": expected an id_sensor from 0 to 65535");
        }
        return OptionalInt.of(Integer.parseInt(sensor));
    }
}
