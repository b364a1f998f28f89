package org.karavox.itests.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value: {@link Map}, {@link List}, {@link String}, {@link BigDecimal}, {@link Boolean} or null, with accessors
 * that say what is missing. Reading keeps the order of members; writing is the same on every machine.
 */
public final class Json {

    private static final int LINE = 140;

    private final Object value;

    private Json(Object value) {
        this.value = value;
    }

    /** Reads a file. */
    public static Json read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** Reads a text. */
    public static Json parse(String text) {
        Parser parser = new Parser(text);
        Object value = parser.value();
        parser.end();
        return new Json(value);
    }

    /** Member of an object; absent = null value. */
    public Json get(String name) {
        return new Json(value instanceof Map<?, ?> map ? map.get(name) : null);
    }

    /** Elements of an array; none if it is absent. */
    public List<Json> items() {
        return value instanceof List<?> list ? list.stream().map(Json::new).toList() : List.of();
    }

    /** Names of an object's members; none if it is absent. */
    public List<String> names() {
        return value instanceof Map<?, ?> map ? map.keySet().stream().map(String::valueOf).toList() : List.of();
    }

    /** True if absent or null. */
    public boolean isNull() {
        return value == null;
    }

    /** Text of a string or number; empty if absent. */
    public String text() {
        return value == null ? "" : value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    /** An integral number. */
    public long integer() {
        return number().longValueExact();
    }

    /** Any number. */
    public double decimal() {
        return number().doubleValue();
    }

    /** A truth value; absent = false. */
    public boolean truth() {
        return Boolean.TRUE.equals(value);
    }

    private BigDecimal number() {
        if (value instanceof BigDecimal number) {
            return number;
        }
        throw new IllegalArgumentException("Not a number: " + value);
    }

    /** Writes maps, lists, strings, numbers, truth values and nulls; one line per value that fits into one. */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value, "");
        return out.append('\n').toString();
    }

    private static void write(StringBuilder out, Object value, String indent) {
        String flat = flat(value);
        if (indent.length() + flat.length() <= LINE || !(value instanceof Map || value instanceof List)) {
            out.append(flat);
            return;
        }
        boolean map = value instanceof Map;
        String inner = indent + "  ";
        out.append(map ? "{\n" : "[\n");
        boolean first = true;
        Iterable<?> members = map ? ((Map<?, ?>) value).entrySet() : (List<?>) value;
        for (Object member : members) {
            out.append(first ? "" : ",\n").append(inner);
            first = false;
            if (member instanceof Map.Entry<?, ?> entry) {
                out.append(quote(entry.getKey().toString())).append(": ");
                write(out, entry.getValue(), inner);
            } else {
                write(out, member, inner);
            }
        }
        out.append('\n').append(indent).append(map ? '}' : ']');
    }

    private static String flat(Object value) {
        StringBuilder out = new StringBuilder();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> out.append(out.length() == 0 ? "" : ", ").append(quote(name.toString())).append(": ").append(flat(member)));
            return "{" + out + "}";
        }
        if (value instanceof List<?> list) {
            list.forEach(member -> out.append(out.length() == 0 ? "" : ", ").append(flat(member)));
            return "[" + out + "]";
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value instanceof String text ? quote(text) : String.valueOf(value);
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            switch (character) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(character < ' ' ? String.format("\\u%04x", (int) character) : String.valueOf(character));
            }
        }
        return out.append('"').toString();
    }

    /** RFC 8259. */
    private static final class Parser {

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Object value() {
            blanks();
            switch (peek()) {
                case '{':
                    return object();
                case '[':
                    return array();
                case '"':
                    return string();
                case 't':
                    return word("true", Boolean.TRUE);
                case 'f':
                    return word("false", Boolean.FALSE);
                case 'n':
                    return word("null", null);
                default:
                    return number();
            }
        }

        void end() {
            blanks();
            if (at != text.length()) {
                throw wrong("more text");
            }
        }

        private Map<String, Object> object() {
            Map<String, Object> members = new LinkedHashMap<>();
            take('{');
            while (!taken('}')) {
                blanks();
                String name = string();
                take(':');
                members.put(name, value());
                if (!taken(',')) {
                    take('}');
                    break;
                }
            }
            return members;
        }

        private List<Object> array() {
            List<Object> elements = new ArrayList<>();
            take('[');
            while (!taken(']')) {
                elements.add(value());
                if (!taken(',')) {
                    take(']');
                    break;
                }
            }
            return elements;
        }

        private String string() {
            take('"');
            StringBuilder out = new StringBuilder();
            while (peek() != '"') {
                char character = text.charAt(at++);
                out.append(character == '\\' ? escaped() : character);
            }
            at++;
            return out.toString();
        }

        private char escaped() {
            char character = text.charAt(at++);
            switch (character) {
                case 'n':
                    return '\n';
                case 'r':
                    return '\r';
                case 't':
                    return '\t';
                case 'b':
                    return '\b';
                case 'f':
                    return '\f';
                case 'u':
                    at += 4;
                    return (char) Integer.parseInt(text, at - 4, at, 16);
                default:
                    return character;
            }
        }

        private BigDecimal number() {
            int from = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (from == at) {
                throw wrong("no value");
            }
            return new BigDecimal(text.substring(from, at));
        }

        private Object word(String word, Object meaning) {
            if (!text.startsWith(word, at)) {
                throw wrong("no value");
            }
            at += word.length();
            return meaning;
        }

        private boolean taken(char expected) {
            blanks();
            if (peek() == expected) {
                at++;
                return true;
            }
            return false;
        }

        private void take(char expected) {
            if (!taken(expected)) {
                throw wrong("no '" + expected + "'");
            }
        }

        private char peek() {
            if (at >= text.length()) {
                throw wrong("end of text");
            }
            return text.charAt(at);
        }

        private void blanks() {
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
        }

        private IllegalArgumentException wrong(String what) {
            return new IllegalArgumentException("JSON, character " + at + ": " + what);
        }
    }
}
