package org.karavox.config;

/**
 * Walks over the tags of the small XML files that the build generates (metatype, components). Knows elements, attributes,
 * entities, comments and processing instructions; text is skipped, but see {@link #text()}. Not for XML from elsewhere.
 * Exists because the first use of the JDK's parsers costs more processor time than reading a small capture.
 */
public final class XmlTags {

    private final String xml;
    private int at;
    private String name = "";
    private boolean end;
    private boolean selfClosing;
    private int attributesFrom;
    private int attributesTo;

    /** @param xml the whole document */
    public XmlTags(String xml) {
        this.xml = xml;
    }

    /** Moves to the next start or end tag; false if there is none. An empty element is a start tag only. */
    public boolean next() {
        while (true) {
            int open = xml.indexOf('<', at);
            if (open < 0 || open + 1 >= xml.length()) {
                at = xml.length();
                return false;
            }
            char first = xml.charAt(open + 1);
            if (first == '?' || first == '!') {
                String closing = first == '?' ? "?>" : xml.startsWith("<!--", open) ? "-->" : ">";
                int close = xml.indexOf(closing, open + 2);
                at = close < 0 ? xml.length() : close + closing.length();
                continue;
            }
            int close = endOfTag(open + 1);
            if (close < 0) {
                at = xml.length();
                return false;
            }
            end = first == '/';
            selfClosing = !end && xml.charAt(close - 1) == '/';
            int nameFrom = end ? open + 2 : open + 1;
            int to = selfClosing ? close - 1 : close;
            int nameTo = nameFrom;
            while (nameTo < to && xml.charAt(nameTo) > ' ') {
                nameTo++;
            }
            String qualified = xml.substring(Math.min(nameFrom, nameTo), nameTo);
            name = qualified.substring(qualified.indexOf(':') + 1);
            attributesFrom = nameTo;
            attributesTo = to;
            at = close + 1;
            return true;
        }
    }

    private int endOfTag(int from) {
        char quote = 0;
        for (int i = from; i < xml.length(); i++) {
            char c = xml.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i;
            }
        }
        return -1;
    }

    /** Name of the current tag without its prefix. */
    public String name() {
        return name;
    }

    /** True for {@code </name>}. */
    public boolean isEnd() {
        return end;
    }

    /** Text up to the next tag, unescaped and trimmed; empty for an empty element. Leaves the position where it is. */
    public String text() {
        if (selfClosing) {
            return "";
        }
        int to = xml.indexOf('<', at);
        return unescape(xml.substring(at, to < 0 ? xml.length() : to)).trim();
    }

    /** Value of an attribute of the current tag, null if it has none of that name. Prefixes count as part of the name. */
    public String attribute(String wanted) {
        int i = attributesFrom;
        while (i < attributesTo) {
            while (i < attributesTo && xml.charAt(i) <= ' ') {
                i++;
            }
            int nameFrom = i;
            while (i < attributesTo && xml.charAt(i) != '=' && xml.charAt(i) > ' ') {
                i++;
            }
            int nameTo = i;
            while (i < attributesTo && xml.charAt(i) != '"' && xml.charAt(i) != '\'') {
                i++;
            }
            if (i >= attributesTo) {
                return null;
            }
            int valueTo = xml.indexOf(xml.charAt(i), i + 1);
            if (valueTo < 0) {
                return null;
            }
            if (nameTo - nameFrom == wanted.length() && xml.startsWith(wanted, nameFrom)) {
                return unescape(xml.substring(i + 1, valueTo));
            }
            i = valueTo + 1;
        }
        return null;
    }

    private static String unescape(String text) {
        int ampersand = text.indexOf('&');
        if (ampersand < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int from = 0;
        while (ampersand >= 0) {
            int semicolon = text.indexOf(';', ampersand);
            String character = semicolon < 0 ? "" : character(text.substring(ampersand + 1, semicolon));
            plain.append(text, from, ampersand);
            if (character.isEmpty()) {
                plain.append('&');
                from = ampersand + 1;
            } else {
                plain.append(character);
                from = semicolon + 1;
            }
            ampersand = text.indexOf('&', from);
        }
        return plain.append(text, from, text.length()).toString();
    }

    private static String character(String entity) {
        switch (entity) {
            case "lt":
                return "<";
            case "gt":
                return ">";
            case "amp":
                return "&";
            case "quot":
                return "\"";
            case "apos":
                return "'";
            default:
                if (entity.length() < 2 || entity.charAt(0) != '#') {
                    return "";
                }
                try {
                    boolean hexadecimal = entity.charAt(1) == 'x';
                    int codePoint = Integer.parseInt(entity.substring(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
                    return Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : "";
                } catch (NumberFormatException e) {
                    return "";
                }
        }
    }
}
