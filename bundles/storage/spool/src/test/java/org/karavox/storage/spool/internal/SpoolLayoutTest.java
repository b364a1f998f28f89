package org.karavox.storage.spool.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.karavox.call.CallRef;
import org.karavox.storage.FileKind;

class SpoolLayoutTest {

    private final SpoolLayout layout = new SpoolLayout(ZoneOffset.UTC, false, "");

    @Test
    void directoriesAreTheMinuteOfTheFirstPacket() {
        assertEquals("2026-09-21/14/13/SIP", layout.directory(Bench.call("a"), FileKind.SIP));
        assertEquals("2026-09-21/14/13/RTP", layout.directory(Bench.call("a"), FileKind.RTP));
    }

    @Test
    void partsOfADirectoryArePaddedWithZeros() {
        CallRef call = new CallRef("a", Instant.parse("2026-01-02T03:04:59.999Z"), 0);
        assertEquals("2026-01-02/03/04/SIP", layout.directory(call, FileKind.SIP));
    }

    @Test
    void directoriesFollowTheZoneAndItsSummerTime() {
        SpoolLayout prague = new SpoolLayout(ZoneId.of("Europe/Prague"), false, "");
        assertEquals("2026-09-21/16/13/SIP", prague.directory(Bench.call("a"), FileKind.SIP));
        CallRef winter = new CallRef("a", Instant.parse("2025-12-31T23:30:00Z"), 0);
        assertEquals("2026-01-01/00/30/SIP", prague.directory(winter, FileKind.SIP));
    }

    @Test
    void sensorIsInFrontOfTheDateOnlyIfAskedForAndKnown() {
        SpoolLayout bySensor = new SpoolLayout(ZoneOffset.UTC, true, "");
        assertEquals("7/2026-09-21/14/13/SIP", bySensor.directory(new CallRef("a", Bench.START, 7), FileKind.SIP));
        assertEquals("2026-09-21/14/13/SIP", bySensor.directory(new CallRef("a", Bench.START, 0), FileKind.SIP));
        assertEquals("2026-09-21/14/13/SIP", layout.directory(new CallRef("a", Bench.START, 7), FileKind.SIP));
    }

    @Test
    void callIdOfUsualCharactersIsTheBase() {
        assertEquals("3c26-70.85:7a@192.0.2.7", layout.base("3c26-70.85:7a@192.0.2.7"));
    }

    @Test
    void otherCharactersBecomeUnderscores() {
        assertEquals(".._.._etc_passwd", layout.base("../../etc/passwd"));
        assertEquals("a_b_c_d____", layout.base("a\0b\\c d\n\u00e9\u20ac%"));
    }

    @Test
    void charactersToConvertBecomeUnderscoresToo() {
        assertEquals("a_b_c.d", new SpoolLayout(ZoneOffset.UTC, false, "@:").base("a@b:c.d"));
    }

    @Test
    void baseThatIsEmptyOrOnlyDotsMeansNoDirectory() {
        assertEquals("_", layout.base(""));
        assertEquals("_", layout.base("."));
        assertEquals("__", layout.base(".."));
    }

    @Test
    void baseEndsAt255Characters() {
        assertEquals("a".repeat(255), layout.base("a".repeat(300)));
    }

    /** 255 bytes with the suffix is what a file system takes. */
    @Test
    void nameNeverHasMoreThan255Bytes() {
        assertEquals("a".repeat(250) + ".pcap", SpoolLayout.name("a".repeat(255), 1));
        assertEquals("a".repeat(250) + ".pcap", SpoolLayout.name("a".repeat(250), 1));
        assertEquals("a".repeat(247) + ".12.pcap", SpoolLayout.name("a".repeat(250), 12));
        assertEquals("abc.2.pcap", SpoolLayout.name("abc", 2));
    }
}
