package org.karavox.manage.shell.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.karavox.call.Endpoint;

/**
 * Draws a call: a column per address, an arrow per message, a thick lane per stream where its first packet was.
 *
 * <p>An address is a column once, whatever ports it uses, unless it talks with itself: then its ports are columns.
 */
final class Ladder {

    private static final int TIME = 10; // "+12345.678"
    private static final int NARROWEST = 16;
    private static final int WIDEST = 44;

    private final List<Message> messages;
    private final List<Lane> lanes;
    private final long beginNanos;
    private final Set<String> talksWithItself = new TreeSet<>();
    private final Map<String, Integer> columns = new LinkedHashMap<>();

    /** What happens at one time: a message or a lane. */
    private record Step(long micros, Message message, Lane lane) {
    }

    /**
     * @param messages in the order of their times, not empty
     * @param lanes in any order
     */
    Ladder(List<Message> messages, List<Lane> lanes) {
        this.messages = messages;
        this.lanes = lanes;
        beginNanos = messages.get(0).nanos();
        messages.forEach(message -> meet(message.source(), message.destination()));
        lanes.forEach(lane -> meet(lane.source(), lane.destination()));
        messages.forEach(message -> {
            columns.putIfAbsent(column(message.source()), columns.size());
            columns.putIfAbsent(column(message.destination()), columns.size());
        });
        lanes.forEach(lane -> {
            columns.putIfAbsent(column(lane.source()), columns.size());
            columns.putIfAbsent(column(lane.destination()), columns.size());
        });
    }

    private void meet(Endpoint source, Endpoint destination) {
        if (source.address().equals(destination.address())) {
            talksWithItself.add(source.address());
        }
    }

    private String column(Endpoint end) {
        return talksWithItself.contains(end.address()) ? end.toString() : end.address();
    }

    void print(Screen screen) {
        if (screen.forScripts()) {
            steps().forEach(step -> cells(screen, step));
            return;
        }
        int width = Math.min(WIDEST, (screen.width() - TIME - 1) / columns.size());
        if (width >= NARROWEST) {
            draw(screen, width);
        } else {
            list(screen);
        }
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        messages.forEach(message -> steps.add(new Step((message.nanos() - beginNanos) / 1000, message, null)));
        lanes.forEach(lane -> steps.add(new Step(lane.micros(), null, lane)));
        steps.sort(Comparator.comparingLong(Step::micros)); // stable: a message comes before a lane of the same time
        return steps;
    }

    private static void cells(Screen screen, Step step) {
        String time = String.format(Locale.ROOT, "%.6f", step.micros() / 1e6);
        if (step.lane() != null) {
            screen.cells(time, "rtp", step.lane().source(), step.lane().destination(), step.lane().text(), "-", 0);
        } else {
            Message message = step.message();
            screen.cells(time, "sip", message.source(), message.destination(), message.title(), message.session().isEmpty() ? "-" : message.session(),
                    message.repetition());
        }
    }

    private static String time(long micros) {
        return String.format(Locale.ROOT, "%+.3f", micros / 1e6);
    }

    private static String title(Message message) {
        return Printable.of(message.title()) + (message.repetition() > 0 ? " (repeated)" : "");
    }

    private static Style style(Message message) {
        if (message.repetition() > 0) {
            return Style.FAINT;
        }
        if (message.request()) {
            return Style.BOLD;
        }
        char kind = message.title().charAt(0);
        return kind == '1' ? Style.PLAIN : kind == '2' ? Style.GOOD : kind == '3' ? Style.NOTABLE : Style.BAD;
    }

    // ---- with columns

    private void draw(Screen screen, int width) {
        List<String> names = new ArrayList<>(columns.keySet());
        List<String> titles = shortened(names, width - 2);
        StringBuilder head = new StringBuilder(" ".repeat(TIME + 1));
        for (String title : titles) {
            int left = (width - title.length()) / 2;
            head.append(" ".repeat(left)).append(title).append(" ".repeat(width - left - title.length()));
        }
        screen.parts(List.of(head.toString()), List.of(Style.BOLD));
        for (Step step : steps()) {
            if (step.lane() != null) {
                arrow(screen, width, step.micros(), step.lane().source(), step.lane().destination(), step.lane().text(), '=', Style.PLAIN);
                continue;
            }
            Message message = step.message();
            arrow(screen, width, step.micros(), message.source(), message.destination(), title(message), '-', style(message));
            if (!message.session().isEmpty() && message.repetition() == 0) {
                under(screen, width, message);
            }
        }
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).equals(titles.get(i))) {
                screen.line(titles.get(i) + " is " + names.get(i));
            }
        }
    }

    /** Bars of all columns in a line of blanks, as wide as the columns are. */
    private StringBuilder bars(int width) {
        StringBuilder line = new StringBuilder(" ".repeat(width * columns.size()));
        for (int i = 0; i < columns.size(); i++) {
            line.setCharAt(i * width + width / 2, '|');
        }
        return line;
    }

    private void arrow(Screen screen, int width, long micros, Endpoint source, Endpoint destination, String text, char dash, Style style) {
        int from = columns.get(column(source)) * width + width / 2;
        int to = columns.get(column(destination)) * width + width / 2;
        int left = Math.min(from, to) + 1;
        int right = Math.max(from, to); // exclusive
        String time = String.format("%" + TIME + "s ", time(micros));
        String label = " " + text + " ";
        StringBuilder line = bars(width);
        if (right <= left) { // a telephone that calls itself, at one port
            write(line, left, "<" + label, screen);
            screen.parts(List.of(time, line.toString()), List.of(Style.PLAIN, style));
            return;
        }
        if (label.length() > right - left - 4) { // above the arrow, over other bars if need be
            StringBuilder above = bars(width);
            write(above, left, label, screen);
            screen.parts(List.of(" ".repeat(TIME + 1), above.toString()), List.of(Style.PLAIN, style));
            label = "";
        }
        for (int i = left; i < right; i++) {
            line.setCharAt(i, dash);
        }
        line.setCharAt(to > from ? right - 1 : left, to > from ? '>' : '<');
        write(line, left + (right - left - label.length()) / 2, label, screen);
        screen.parts(List.of(time, line.substring(0, left), line.substring(left, right), line.substring(right)),
                List.of(Style.PLAIN, Style.FAINT, style, Style.FAINT));
    }

    /** The session description below the arrow, from its left end on. */
    private void under(Screen screen, int width, Message message) {
        int left = Math.min(columns.get(column(message.source())), columns.get(column(message.destination()))) * width + width / 2 + 1;
        int room = Math.max(NARROWEST, screen.width() - TIME - 1 - left - 1);
        String rest = message.session();
        while (!rest.isEmpty()) {
            int cut = rest.length() <= room ? rest.length() : Math.max(1, rest.lastIndexOf(' ', room));
            StringBuilder line = bars(width);
            write(line, left, " " + rest.substring(0, cut), screen);
            screen.parts(List.of(" ".repeat(TIME + 1), line.toString()), List.of(Style.PLAIN, Style.FAINT));
            rest = rest.substring(cut).stripLeading();
        }
    }

    private static void write(StringBuilder line, int at, String text, Screen screen) {
        String printable = Printable.of(text);
        int most = Math.max(0, screen.width() - TIME - 1 - at);
        String cut = printable.length() <= most ? printable : printable.substring(0, Math.max(0, most - 3)) + "...";
        line.replace(at, Math.min(line.length(), at + cut.length()), cut);
    }

    // ---- without: too many columns for the screen

    private void list(Screen screen) {
        for (Step step : steps()) {
            String time = String.format("%" + TIME + "s ", time(step.micros()));
            if (step.lane() != null) {
                screen.line(time + step.lane().source() + " => " + step.lane().destination() + "  " + step.lane().text());
            } else {
                Message message = step.message();
                screen.parts(List.of(time + message.source() + " -> " + message.destination() + "  ", title(message)), List.of(Style.PLAIN, style(message)));
                if (!message.session().isEmpty() && message.repetition() == 0) {
                    screen.line(" ".repeat(TIME + 3) + message.session());
                }
            }
        }
    }

    /** IPv6 addresses cut in the middle until they fit and still differ. */
    static List<String> shortened(List<String> names, int room) {
        List<String> titles = new ArrayList<>();
        for (String name : names) {
            String title = name;
            for (int keep = 8; title.length() > room && keep >= 3; keep--) {
                title = middleCut(name, keep);
            }
            if (title.length() > room) {
                title = ".." + name.substring(name.length() - Math.max(1, room - 2));
            }
            titles.add(title);
        }
        for (int i = 0; i < titles.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (titles.get(i).equals(titles.get(j))) { // tell them apart by number
                    String number = "#" + (i + 1) + " ";
                    titles.set(i, number + titles.get(i).substring(0, Math.max(0, Math.min(titles.get(i).length(), room - number.length()))));
                }
            }
        }
        return titles;
    }

    /** The first groups and the last one: {@code 2001:db8:..:20}. */
    private static String middleCut(String address, int keep) {
        String[] groups = address.split(":");
        if (groups.length <= keep || address.indexOf('.') >= 0) {
            return address;
        }
        StringBuilder cut = new StringBuilder();
        for (int i = 0; i < keep - 1; i++) {
            cut.append(groups[i]).append(':');
        }
        return cut.append("..:").append(groups[groups.length - 1]).toString();
    }
}
