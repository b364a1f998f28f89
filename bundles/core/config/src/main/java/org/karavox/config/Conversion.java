package org.karavox.config;

import java.util.Locale;

/**
 * A value as written, turned into what the owner of its key expects.
 *
 * @param value of the type the key declares; null if the text is not accepted
 * @param refusal why the text is not accepted, wholly or in part; empty if it is
 * @param remark how an accepted text was understood where that is not obvious; empty if all is plain
 */
record Conversion(Object value, String refusal, String remark) {

    static Conversion accepted(Object value) {
        return new Conversion(value, "", "");
    }

    static Conversion understood(Object value, String remark) {
        return new Conversion(value, "", remark);
    }

    static Conversion refused(String why) {
        return new Conversion(null, why, "");
    }

    /** The good parts of a list, null if there is none, and what is wrong with the others. */
    static Conversion partly(Object value, String why) {
        return new Conversion(value, why, "");
    }

    /** Converts one occurrence. For a key with several values this is one element. */
    static Conversion of(Key key, String text) {
        switch (key.type()) {
            case BOOLEAN:
                return yesOrNo(text);
            case INTEGER:
                return whole(key, text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG:
                return whole(key, text, Long.MIN_VALUE, Long.MAX_VALUE);
            case DOUBLE:
                return fraction(key, text);
            default:
                if (!key.options().isEmpty()) {
                    return word(key, text);
                }
                return key.syntax().isPresent() ? Syntaxes.check(key.syntax().get(), text) : accepted(text);
        }
    }

    /** {@code y...}, {@code Y...} and {@code 1...} are yes, all else is no; said aloud where somebody may have meant yes. */
    private static Conversion yesOrNo(String text) {
        if (isYes(text)) {
            return accepted(true);
        }
        return isPlainNo(text) ? accepted(false) : understood(false, "is read as no");
    }

    private static boolean isYes(String text) {
        char first = Character.toLowerCase(text.charAt(0));
        return first == 'y' || first == '1';
    }

    private static boolean isPlainNo(String text) {
        char first = Character.toLowerCase(text.charAt(0));
        return first == 'n' || first == '0' || text.equalsIgnoreCase("false") || text.equalsIgnoreCase("off");
    }

    private static Conversion whole(Key key, String text, long smallest, long largest) {
        boolean negative = text.charAt(0) == '-';
        int from = negative || text.charAt(0) == '+' ? 1 : 0;
        int to = from;
        long number = 0;
        boolean beyond = false;
        while (to < text.length() && text.charAt(to) >= '0' && text.charAt(to) <= '9') {
            int digit = text.charAt(to) - '0';
            beyond |= number > (Long.MAX_VALUE - digit) / 10;
            number = number * 10 + digit;
            to++;
        }
        if (to == from) {
            return refused("not a number");
        }
        number = negative ? -number : number;
        if (beyond && negative || number < Math.max(smallest, limit(key.min(), smallest))) {
            return refused("less than minimum");
        }
        if (beyond || number > Math.min(largest, limit(key.max(), largest))) {
            return refused("greater than maximum");
        }
        Object value = largest == Integer.MAX_VALUE ? (Object) Integer.valueOf((int) number) : (Object) Long.valueOf(number);
        return to == text.length() ? accepted(value) : understood(value, "is read as " + number);
    }

    private static long limit(String text, long otherwise) {
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }

    private static Conversion fraction(Key key, String text) {
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return refused("not a number");
        }
        if (Double.isNaN(number)) {
            return refused("not a number");
        }
        if (!key.min().isEmpty() && number < Double.parseDouble(key.min())) {
            return refused("less than minimum");
        }
        if (!key.max().isEmpty() && number > Double.parseDouble(key.max())) {
            return refused("greater than maximum");
        }
        return accepted(number);
    }

    /**
     * The longest of the key's words that {@code text} begins with; else yes or no, if those are among them. Unlike a key that
     * is yes or no, one with words of its own takes nothing for no that does not look like it: it may be a word mistyped.
     */
    private static Conversion word(Key key, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String found = null;
        for (String option : key.options()) {
            if (!option.isEmpty() && lower.startsWith(option.toLowerCase(Locale.ROOT)) && (found == null || option.length() > found.length())) {
                found = option;
            }
        }
        if (found != null) {
            return found.length() == text.length() ? accepted(found) : understood(found, "is read as " + found);
        }
        boolean answers = key.options().contains("yes") && key.options().contains("no");
        if (answers && (isYes(text) || isPlainNo(text))) {
            String answer = isYes(text) ? "yes" : "no";
            boolean plain = text.length() == 1 || !Character.isLetter(text.charAt(0)) || text.equalsIgnoreCase("false")
                    || text.equalsIgnoreCase("off");
            return plain ? accepted(answer) : understood(answer, "is read as " + answer);
        }
        return refused("not one of " + String.join(", ", key.options()));
    }
}
