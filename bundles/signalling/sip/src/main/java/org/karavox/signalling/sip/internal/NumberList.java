package org.karavox.signalling.sip.internal;

import java.util.BitSet;
import java.util.function.Consumer;

/** Reads {@code 5060,5061;5070-5080}: numbers and ranges, separated by comma, semicolon or white space. */
final class NumberList {

    private NumberList() {
    }

    /**
     * @param maximum largest number accepted
     * @param rejected is told each part that is no number or range in 0..maximum
     */
    static BitSet parse(String text, int maximum, Consumer<String> rejected) {
        BitSet numbers = new BitSet();
        for (String part : text.trim().split("[,;\\s]+")) {
            if (part.isEmpty()) {
                continue;
            }
            int dash = part.indexOf('-');
            int first = number(dash < 0 ? part : part.substring(0, dash), maximum);
            int last = dash < 0 ? first : number(part.substring(dash + 1), maximum);
            if (first < 0 || last < first) {
                rejected.accept(part);
            } else {
                numbers.set(first, last + 1);
            }
        }
        return numbers;
    }

    private static int number(String text, int maximum) {
        try {
            int value = Integer.parseInt(text.trim());
            return value <= maximum ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
