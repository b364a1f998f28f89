package org.karavox.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.karavox.runtime.Syntax;

/** The syntaxes of texts: what they accept, and how people are told. */
final class Syntaxes {

    private static final int LAST_PORT = 65_535;
    private static final int FIRST_STATUS = 100;
    private static final int LAST_STATUS = 699;
    private static final int MODE_BITS = 07777;
    private static final int LAST_HOUR = 23;
    private static final int IDENTIFIER_LENGTH = 20;
    private static final List<String> MESSAGES = List.of("invite", "bye", "cancel", "register", "message", "info", "subscribe",
            "options", "notify", "ack", "prack", "publish", "refer", "update", "requests", "responses", "all");

    private Syntaxes() {
    }

    /** The text as its owner gets it: of a list the parts that fit. */
    static Conversion check(Syntax.Kind syntax, String text) {
        switch (syntax) {
            case PORTS:
                return list(text, part -> fault(part, 1, LAST_PORT, "port"), "port");
            case STATUS_CODES:
                return list(text, part -> fault(part, FIRST_STATUS, LAST_STATUS, "status code"), "status code");
            case OCTAL_MODE:
                return isMode(text) ? Conversion.accepted(text) : Conversion.refused("not an octal mode like 0640");
            case TIME_ZONE:
                return TimeZones.find(text).isPresent() ? Conversion.accepted(text) : Conversion.refused("no such time zone");
            case PATH:
                return isPath(text) ? Conversion.accepted(text) : Conversion.refused("cannot be the name of a file");
            case HOURS:
                return areHours(text) ? Conversion.accepted(text) : Conversion.refused("not two hours from 0 to 23 like 1-5");
            case DATE:
                return isDate(text) ? Conversion.accepted(text) : Conversion.refused("not a date like 2026-01-31");
            case IDENTIFIER:
                return isIdentifier(text) ? Conversion.accepted(text)
                        : Conversion.refused("not up to " + IDENTIFIER_LENGTH + " letters, digits and _");
            case MESSAGES:
                return list(text, part -> MESSAGES.contains(part.toLowerCase(Locale.ROOT)) ? ""
                        : "'" + part + "' is none of " + String.join(", ", MESSAGES), "message");
            default:
                return Conversion.accepted(text);
        }
    }

    /** What a value of this syntax is called on the reference page. */
    static String nameOf(Syntax.Kind syntax) {
        switch (syntax) {
            case PORTS:
                return "ports and ranges of ports";
            case STATUS_CODES:
                return "status codes and ranges of them";
            case OCTAL_MODE:
                return "octal mode";
            case TIME_ZONE:
                return "time zone";
            case PATH:
                return "path";
            case HOURS:
                return "from-to hours";
            case DATE:
                return "date";
            case IDENTIFIER:
                return "letters, digits, _";
            case MESSAGES:
                return "list of " + String.join(", ", MESSAGES);
            default:
                return "text";
        }
    }

    /** What is used where a key of this syntax has no value. */
    static String withoutValue(Syntax.Kind syntax) {
        switch (syntax) {
            case OCTAL_MODE:
                return "the default mode";
            case TIME_ZONE:
                return "the zone of the system";
            default:
                return "no value";
        }
    }

    private static Conversion list(String text, UnaryOperator<String> faultOf, String noun) {
        StringBuilder good = new StringBuilder(text.length());
        String wrong = "";
        int more = 0;
        int from = 0;
        while (from <= text.length()) {
            int to = from;
            while (to < text.length() && !isSeparator(text.charAt(to))) {
                to++;
            }
            if (to > from) {
                String part = text.substring(from, to);
                String why = faultOf.apply(part);
                if (why.isEmpty()) {
                    good.append(good.length() == 0 ? "" : from > 0 && text.charAt(from - 1) == ';' ? ";" : ",").append(part);
                } else if (wrong.isEmpty()) {
                    wrong = why;
                } else {
                    more++;
                }
            }
            from = to + 1;
        }
        if (wrong.isEmpty()) {
            return good.length() == 0 ? Conversion.refused("names no " + noun) : Conversion.accepted(text);
        }
        return Conversion.partly(good.length() == 0 ? null : good.toString(), more == 0 ? wrong : wrong + ", and " + more + " more");
    }

    private static boolean isSeparator(char c) {
        return c == ',' || c == ';' || c <= ' ';
    }

    /** Empty if the part is a number or a range within the limits. */
    private static String fault(String part, int smallest, int largest, String noun) {
        int dash = part.indexOf('-', 1);
        int first = number(dash < 0 ? part : part.substring(0, dash), largest);
        int last = dash < 0 ? first : number(part.substring(dash + 1), largest);
        if (first < smallest || last < smallest) {
            return "'" + part + "' is no " + noun + " from " + smallest + " to " + largest;
        }
        return last < first ? "the range '" + part + "' ends before it begins" : "";
    }

    /** -1 if it is none, or one larger than {@code largest}. */
    private static int number(String digits, int largest) {
        int number = digits.isEmpty() ? -1 : 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
            if (number > largest) {
                return -1;
            }
        }
        return number;
    }

    private static boolean isMode(String text) {
        int mode = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '7') {
                return false;
            }
            mode = mode * 8 + c - '0';
            if (mode > MODE_BITS) {
                return false;
            }
        }
        return true;
    }

    private static boolean areHours(String text) {
        int dash = text.indexOf('-');
        return dash > 0 && number(text.substring(0, dash).strip(), LAST_HOUR) >= 0
                && number(text.substring(dash + 1).strip(), LAST_HOUR) >= 0;
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isIdentifier(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_') {
                return false;
            }
        }
        return text.length() <= IDENTIFIER_LENGTH;
    }

    private static boolean isPath(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return false;
            }
        }
        try {
            Path.of(text);
            return true;
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
