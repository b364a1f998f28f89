package org.karavox.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HashingTest {

    /** The finaliser of MurmurHash3 is a bijection with the fixed point 0; 1 gives the constant of its reference code. */
    @Test
    void mixesAsMurmurHash3Does() {
        assertEquals(0, Hashing.mix(0));
        assertEquals(0xB456BCFC34C2CB2CL, Hashing.mix(1));
    }

    /** Neighbours in a call centre: one subnet, even ports. */
    @Test
    void spreadsNeighbouringEndpointsOverTheLowBits() {
        int buckets = 1 << 12;
        int[] load = new int[buckets];
        for (int host = 0; host < 16; host++) {
            for (int port = 10_000; port < 10_000 + 2 * buckets / 8; port += 2) {
                load[(int) Hashing.endpoint(0, Addresses.ipv4(0xC0000200 | host), port) & buckets - 1]++;
            }
        }
        int most = 0;
        int empty = 0;
        for (int entries : load) {
            most = Math.max(most, entries);
            empty += entries == 0 ? 1 : 0;
        }
        assertTrue(most <= 12, most + " of 8192 endpoints in one of 4096 buckets"); // 2 on average, Poisson: more than 12 has p < 1e-6
        assertTrue(empty < buckets * 20 / 100, empty + " empty buckets"); // e^-2 = 13.5 % expected
    }

    @Test
    void tellsEndpointsApartByEveryPart() {
        long hash = Hashing.endpoint(1, 2, 3);
        assertEquals(hash, Hashing.endpoint(1, 2, 3));
        assertNotEquals(hash, Hashing.endpoint(2, 2, 3));
        assertNotEquals(hash, Hashing.endpoint(1, 3, 3));
        assertNotEquals(hash, Hashing.endpoint(1, 2, 4));
    }

    @Test
    void hashesTheSameBytesAlikeWhereverTheyStand() {
        for (int length = 0; length <= 17; length++) { // none, one and two words, with and without a rest
            String callId = "0123456789abcdef!".substring(0, length);
            assertEquals(hash("Call-ID: ", callId), hash("i:", callId), "length " + length);
        }
    }

    @Test
    void tellsBytesApartAtEveryPosition() {
        Set<Long> hashes = new HashSet<>();
        String callId = "0123456789abcdef!";
        hashes.add(hash("", callId));
        for (int i = 0; i < callId.length(); i++) {
            hashes.add(hash("", callId.substring(0, i) + 'x' + callId.substring(i + 1)));
            hashes.add(hash("", callId.substring(0, i)));
        }
        assertEquals(1 + 2 * callId.length(), hashes.size());
    }

    @Test
    void neverAnswersZero() {
        for (int length = 0; length < 64; length++) {
            assertNotEquals(0, hash("", "\0".repeat(length)));
        }
    }

    private static long hash(String before, String text) {
        byte[] buffer = (before + text).getBytes(StandardCharsets.ISO_8859_1);
        PacketCursor window = new PacketCursor();
        window.frame(buffer, 0, buffer.length, buffer.length, 0, LinkTypes.RAW);
        return Hashing.bytes(window, before.length(), text.length());
    }
}
