package org.karavox.manage.shell.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.storage.CallArchive;

/** {@code voip:call}. */
@Service
@Command(scope = "voip", name = "call", description = "Shows everything that is known of one call")
public final class CallCommand extends VoipCommand {

    /** Headings and the names of columns below them; the first that fits counts. */
    private static final Map<String, String> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("Media of the caller (a)", "a_(?!ua).*|caller_(clipping|silence).*");
        GROUPS.put("Media of the called party (b)", "b_(?!ua).*|called_(clipping|silence).*");
        GROUPS.put("Parties", "(caller|called).*|sipcaller.*|sipcalled.*|.*proxies|[ab]_ua.*|.*digest.*|match_header.*");
        GROUPS.put("Times", "call(date|end).*|.*duration.*|.*_time.*|post_bye_delay|progress|answered|hold");
        GROUPS.put("Outcome", "lastsipresponse.*|reason.*|bye.*|whohanged|sighup|cancelled|incomplete|flags|.*retransmission.*|sip_.*");
        GROUPS.put("Media of the call", "payload|jitter.*|mos.*|packet_loss.*|delay.*|rtcp.*|lost|.*ttl.*|dscp");
        GROUPS.put("Record", ".*");
    }

    @Argument(name = "id", description = "Number in the first column of voip:calls, or a Call-ID", required = true)
    String id;

    @Override
    void run(Screen screen) throws CommandException {
        CallArchive.Whole call = CallLookup.find(services(), id);
        CallArchive.Row row = call.row();
        screen.remark("Call " + (row.id() == Recent.NO_ID ? row.ref().callId() : row.id()) + ": " + row.caller() + " -> " + row.called()
                + ", " + (row.response() == null || row.response().isEmpty() ? "no response" : row.response()) + ", "
                + CallsCommand.end(row.end()));
        if (screen.forScripts()) {
            call.columns().forEach((name, value) -> screen.cells("cdr", 1, name, value));
            call.children().forEach((table, rows) -> forScripts(screen, table, rows));
            return;
        }
        groups(call.columns()).forEach((heading, pairs) -> {
            screen.heading(heading);
            screen.pairs("", pairs);
        });
        call.children().forEach((table, rows) -> children(screen, table, rows));
    }

    private static void forScripts(Screen screen, String table, List<Map<String, String>> rows) {
        for (int i = 0; i < rows.size(); i++) {
            int number = i + 1;
            rows.get(i).forEach((name, value) -> screen.cells(table, number, name, value));
        }
    }

    private static Map<String, List<String[]>> groups(Map<String, String> columns) {
        Map<String, List<String[]>> groups = new LinkedHashMap<>();
        for (String heading : List.of("Record", "Parties", "Times", "Outcome", "Media of the call", "Media of the caller (a)",
                "Media of the called party (b)")) {
            groups.put(heading, new ArrayList<>());
        }
        columns.forEach((name, value) -> groups.get(group(name)).add(new String[] {name, value}));
        groups.values().removeIf(List::isEmpty);
        return groups;
    }

    private static String group(String column) {
        String name = column.toLowerCase(Locale.ROOT);
        return GROUPS.entrySet().stream().filter(group -> name.matches(group.getValue())).findFirst().orElseThrow().getKey();
    }

    /** As a table where it fits, otherwise one block per row. */
    private static void children(Screen screen, String table, List<Map<String, String>> rows) {
        screen.heading(table + " (" + rows.size() + (rows.size() == 1 ? " row)" : " rows)"));
        List<String> names = rows.stream().flatMap(row -> row.keySet().stream()).distinct().toList();
        int width = names.stream().mapToInt(name -> 2 + rows.stream().mapToInt(row -> row.getOrDefault(name, "").length())
                .reduce(name.length(), Math::max)).sum();
        if (width <= screen.width()) {
            Listing listing = new Listing(names.toArray(new String[0]));
            rows.forEach(row -> listing.row(names.stream().map(name -> (Object) row.getOrDefault(name, "-")).toArray()));
            listing.print(screen);
            return;
        }
        for (int i = 0; i < rows.size(); i++) {
            List<String[]> pairs = new ArrayList<>();
            rows.get(i).forEach((name, value) -> pairs.add(new String[] {name, value}));
            screen.remark("row " + (i + 1));
            screen.pairs(table, pairs);
        }
    }
}
