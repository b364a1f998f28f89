package org.karavox.storage.cleaner.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HourWindowTest {

    private static List<Integer> hours(String text) {
        HourWindow window = HourWindow.parse(text).orElseThrow();
        return IntStream.range(0, 24).filter(window::contains).boxed().toList();
    }

    @Test
    void includesBothEnds() {
        assertEquals(List.of(1, 2, 3, 4, 5), hours("1-5"));
        assertEquals(List.of(7), hours(" 7 - 7 "));
    }

    @Test
    void crossesMidnight() {
        assertEquals(List.of(0, 1, 22, 23), hours("22-1"));
    }

    @Test
    void isAlwaysWhenUnset() {
        assertEquals(24, hours("").size());
    }

    @Test
    void acceptsNothingElse() {
        for (String text : List.of("1", "1-", "-", "1-24", "a-b", "1-2-3", "99-1", "-1-3")) {
            assertEquals(Optional.empty(), HourWindow.parse(text), text);
        }
        assertTrue(HourWindow.parse("0-23").isPresent());
    }
}
