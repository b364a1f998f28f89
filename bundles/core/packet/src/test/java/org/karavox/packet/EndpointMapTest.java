package org.karavox.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EndpointMapTest {

    private final EndpointMap map = new EndpointMap(8);

    @Test
    void findsNothingAtFirst() {
        assertEquals(EndpointMap.ABSENT, map.find(0, 0, 0));
        assertEquals(0, map.size());
        assertFalse(map.remove(0, 0, 0));
    }

    @Test
    void beginsWithZerosAndKeepsWhatIsSet() {
        int slot = map.put(1, 2, 65_535, 7);
        assertEquals(0, map.value(slot));
        assertEquals(0, map.aux(slot));
        map.value(slot, -5);
        map.aux(slot, Long.MIN_VALUE);
        int again = map.find(1, 2, 65_535);
        assertEquals(-5, map.value(again));
        assertEquals(Long.MIN_VALUE, map.aux(again));
        assertEquals(7, map.epoch(again));
    }

    @Test
    void putsAnEntryOnlyOnce() {
        map.value(map.put(1, 2, 3, 7), 42);
        assertEquals(42, map.value(map.put(1, 2, 3, 8)));
        assertEquals(1, map.size());
        assertEquals(8, map.epoch(map.find(1, 2, 3)));
    }

    @Test
    void tellsEndpointsApartByEveryPart() {
        map.put(1, 2, 3, 0);
        assertEquals(EndpointMap.ABSENT, map.find(0, 2, 3));
        assertEquals(EndpointMap.ABSENT, map.find(1, 0, 3));
        assertEquals(EndpointMap.ABSENT, map.find(1, 2, 0));
    }

    @Test
    void forgetsWhatWasNotUsedLately() {
        for (int port = 0; port < 100; port++) {
            map.value(map.put(0, 1, port, port), port);
        }
        map.touch(map.find(0, 1, 5), 60);
        assertEquals(49, map.forgetBefore(50));
        assertEquals(51, map.size());
        assertEquals(5, map.value(map.find(0, 1, 5)));
        assertEquals(EndpointMap.ABSENT, map.find(0, 1, 49));
        assertEquals(50, map.value(map.find(0, 1, 50)));
    }

    /** Few different endpoints in a small map: chains of collisions are made, torn apart and closed again and again. */
    @Test
    void agreesWithAnOrdinaryMapWhateverHappens() {
        Random random = new Random(42);
        Map<Integer, Long> expected = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            int port = random.nextInt(200) * (i < 100_000 ? 1 : 16);
            if (random.nextInt(3) > 0) {
                map.value(map.put(0, 9, port, i), i);
                map.aux(map.find(0, 9, port), ~i);
                expected.put(port, (long) i);
            } else {
                assertEquals(expected.remove(port) != null, map.remove(0, 9, port));
            }
            assertEquals(expected.size(), map.size());
        }
        for (int port = 0; port < 3_200; port++) {
            int slot = map.find(0, 9, port);
            assertEquals(expected.containsKey(port), slot != EndpointMap.ABSENT);
            if (slot != EndpointMap.ABSENT) {
                assertEquals(expected.get(port), map.value(slot));
                assertEquals(~expected.get(port), map.aux(slot));
            }
        }
        assertTrue(map.size() > 100, map.size() + " entries");
    }
}
