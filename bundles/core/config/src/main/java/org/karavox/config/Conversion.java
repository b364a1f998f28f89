package org.karavox.config;

import java.util.Locale;

/**
 * A value as written, turned into what the owner of its key expects.
 *
 * @param value of the type the key declares; null if the text is not accepted
 * @param remark why it is not accepted, or how the text was understood where that is not obvious; empty if all is plain
 */
record Conversion(Object value, String remark) {

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
                return key.options().isEmpty() ? new Conversion(text, "") : word(key, text);
        }
    }

    /** {@code y...}, {@code Y...} and {@code 1...} are yes, all else is no; said aloud where somebody may have meant yes. */
    private static Conversion yesOrNo(String text) {
        char first = Character.toLowerCase(text.charAt(0));
        if (first == 'y' || first == '1') {
            return new Conversion(true, "");
        }
        boolean plain = first == 'n' || first == '0' || text.equalsIgnoreCase("false") || text.equalsIgnoreCase("off");
        return new Conversion(false, plain ? "" : "is read as no");
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
            return new Conversion(null, "not a number");
        }
        number = negative ? -number : number;
        if (beyond && negative || number < Math.max(smallest, limit(key.min(), smallest))) {
            return new Conversion(null, "less than minimum");
        }
        if (beyond || number > Math.min(largest, limit(key.max(), largest))) {
            return new Conversion(null, "greater than maximum");
        }
        Object value = largest == Integer.MAX_VALUE ? (Object) Integer.valueOf((int) number) : (Object) Long.valueOf(number);
        return new Conversion(value, to == text.length() ? "" : "is read as " + number);
    }

    private static long limit(String text, long otherwise) {
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }

    private static Conversion fraction(Key key, String text) {
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return new Conversion(null, "not a number");
        }
        if (Double.isNaN(number)) {
            return new Conversion(null, "not a number");
        }
        if (!key.min().isEmpty() && number < Double.parseDouble(key.min())) {
            return new Conversion(null, "less than minimum");
        }
        if (!key.max().isEmpty() && number > Double.parseDouble(key.max())) {
            return new Conversion(null, "greater than maximum");
        }
        return new Conversion(number, "");
    }

    /** The longest of the key's words that {@code text} begins with; else yes or no, if those are among them. */
    private static Conversion word(Key key, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String found = null;
        for (String option : key.options()) {
            if (lower.startsWith(option.toLowerCase(Locale.ROOT)) && (found == null || option.length() > found.length())) {
                found = option;
            }
        }
        if (found != null) {
            return new Conversion(found, found.length() == text.length() ? "" : "is read as " + found);
        }
        if (key.options().contains("yes") && key.options().contains("no")) {
            Conversion answer = yesOrNo(text);
            return new Conversion(answer.value().equals(true) ? "yes" : "no", answer.remark());
        }
        return new Conversion(null, "not one of " + String.join(", ", key.options()));
    }
}
