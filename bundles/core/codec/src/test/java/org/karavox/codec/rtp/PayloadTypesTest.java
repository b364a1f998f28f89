package org.karavox.codec.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PayloadTypesTest {

    @Test
    void knowsTheStaticTypes() {
        assertEquals("PCMU", PayloadTypes.encoding(0));
        assertEquals(8000, PayloadTypes.clockRateHz(0));
        assertEquals("G729", PayloadTypes.encoding(18));
        assertEquals(16_000, PayloadTypes.clockRateHz(6));
        assertEquals(90_000, PayloadTypes.clockRateHz(34));
    }

    @Test
    void countsEightThousandForG722() {
        assertEquals(8000, PayloadTypes.clockRateHz(9));
        assertEquals(8000, PayloadTypes.clockRateHz("g722", 16_000));
    }

    @Test
    void countsFortyEightThousandForOpus() {
        assertEquals(48_000, PayloadTypes.clockRateHz("opus", 16_000));
        assertEquals(32_000, PayloadTypes.clockRateHz("speex", 32_000));
        assertEquals(0, PayloadTypes.clockRateHz("speex", -5));
    }

    @Test
    void knowsNothingOfDynamicTypes() {
        for (int type = PayloadTypes.FIRST_DYNAMIC; type < PayloadTypes.COUNT; type++) {
            assertEquals("", PayloadTypes.encoding(type));
            assertEquals(0, PayloadTypes.clockRateHz(type));
        }
    }

    @Test
    void tellsVideoFromAudioWithTheSameClock() {
        assertTrue(PayloadTypes.isVideo(34));
        assertFalse(PayloadTypes.isVideo(14));
        assertFalse(PayloadTypes.isVideo(96));
    }
}
