package org.karavox.engine.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.karavox.engine.internal.Frames.ethernet;
import static org.karavox.engine.internal.Frames.hex;
import static org.karavox.engine.internal.Frames.ipv4;
import static org.karavox.engine.internal.Frames.ipv6;
import static org.karavox.engine.internal.Frames.join;
import static org.karavox.engine.internal.Frames.u16;
import static org.karavox.engine.internal.Frames.udp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.karavox.packet.LinkTypes;
import org.karavox.tunnel.Attachment;

class DefragmenterTest {

    private static final int MORE = 0x2000;

    private final byte[] payload = new byte[2000];
    private final byte[] datagram;
    private final String expected;

    DefragmenterTest() {
        new Random(1).nextBytes(payload);
        datagram = udp(1000, 2000, payload);
        expected = "192.0.2.1:1000 > 198.51.100.2:2000 " + HexFormat.of().formatHex(payload);
    }

    /** Fragments of {@link #datagram} of {@code size} bytes, as Ethernet frames. */
    private List<byte[]> fragments(int size, int identification) {
        List<byte[]> all = new ArrayList<>();
        for (int at = 0; at < datagram.length; at += size) {
            int to = Math.min(datagram.length, at + size);
            all.add(ethernet(0x0800, ipv4(1, 2, 17, identification, (to < datagram.length ? MORE : 0) | at / 8,
                    Arrays.copyOfRange(datagram, at, to))));
        }
        return all;
    }

    @Test
    void putsFragmentsTogetherInAnyOrder() {
        for (int seed = 0; seed < 20; seed++) {
            List<byte[]> shuffled = fragments(200, seed);
            Collections.shuffle(shuffled, new Random(seed));
            Walk walk = new Walk();
            shuffled.forEach(walk::frame);
            assertEquals(List.of(expected), walk.datagrams, "order " + seed);
            assertEquals(Map.of("signalling.all", 1L, "engine.fragment.taken", (long) shuffled.size()), walk.fates());
        }
    }

    @Test
    void saysWhatWasInPieces() {
        Walk walk = new Walk();
        fragments(800, 7).forEach(walk::frame);
        walk.frame(ethernet(0x0800, ipv4(1, 2, 17, datagram)));
        assertEquals(List.of(expected, expected), walk.datagrams);
        assertEquals(List.of(true, false), walk.rebuilt);
    }

    /** What goes into the spool looks as if it had never been in pieces: same link header, whole IP packet, right checksum. */
    @Test
    void rebuildsTheFrameWithItsLinkHeader() {
        Walk walk = new Walk();
        fragments(800, 7).forEach(walk::frame);
        byte[] whole = ethernet(0x0800, ipv4(1, 2, 17, 7, 0, datagram));
        int sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += (whole[at] & 0xFF) << 8 | whole[at + 1] & 0xFF;
        }
        sum = ~((sum & 0xFFFF) + (sum >>> 16)) & 0xFFFF;
        whole[24] = (byte) (sum >> 8);
        whole[25] = (byte) sum;
        assertArrayEquals(whole, walk.frames.get(0));
        assertEquals(List.of(LinkTypes.ETHERNET), walk.linkTypes);
    }

    @Test
    void putsIpv6FragmentsTogether() {
        byte[] first = ipv6(1, 2, 60, join(hex("2c 00 000000000000"), hex("11 00 0001 00000009"), Arrays.copyOf(datagram, 1000)));
        byte[] last = ipv6(1, 2, 60, join(hex("2c 00 000000000000"), hex("11 00"), u16(1000), hex("00000009"),
                Arrays.copyOfRange(datagram, 1000, datagram.length)));
        Walk walk = new Walk().frame(ethernet(0x86DD, last)).frame(ethernet(0x86DD, first));
        assertEquals(List.of("[2001:db8::1]:1000 > [2001:db8::2]:2000 " + HexFormat.of().formatHex(payload)), walk.datagrams);
        assertArrayEquals(ethernet(0x86DD, ipv6(1, 2, 60, join(hex("11 00 000000000000"), datagram))), walk.frames.get(0));
    }

    @Test
    void takesRepeatedFragmentsOnce() {
        Walk walk = new Walk();
        for (byte[] fragment : fragments(800, 7)) {
            walk.frame(fragment).frame(fragment);
        }
        assertEquals(List.of(expected), walk.datagrams);
        assertEquals(2L, walk.fates().get("engine.fragment.repeated"));
        assertEquals(4L, walk.fates().get("engine.fragment.taken")); // the copy of the last begins a datagram that is never finished
    }

    @Test
    void givesUpADatagramWhoseFragmentsContradictEachOther() {
        List<byte[]> fragments = fragments(800, 7);
        byte[] forged = fragments.get(0).clone();
        forged[60] ^= 1;
        Walk walk = new Walk().frame(fragments.get(0)).frame(forged);
        fragments.forEach(walk::frame);
        assertEquals(List.of(), walk.datagrams);
        assertEquals(Map.of("engine.fragment.taken", 1L, "engine.fragment.overlap", 1L, "engine.fragment.refused", 3L), walk.fates());
    }

    @Test
    void refusesFragmentsThatReachBeyondTheLastOne() {
        Walk walk = new Walk().frame(ethernet(0x0800, ipv4(1, 2, 17, 7, 100, new byte[8])))
                .frame(ethernet(0x0800, ipv4(1, 2, 17, 7, MORE | 101, new byte[8])));
        assertEquals(1L, walk.fates().get("engine.fragment.overlap"));
        walk = new Walk().frame(ethernet(0x0800, ipv4(1, 2, 17, 7, MORE | 101, new byte[8])))
                .frame(ethernet(0x0800, ipv4(1, 2, 17, 7, 100, new byte[8])));
        assertEquals(1L, walk.fates().get("engine.fragment.overlap"));
    }

    @Test
    void refusesWhatBreaksTheRules() {
        Walk walk = new Walk().frame(ethernet(0x0800, ipv4(1, 2, 17, 7, MORE, new byte[12]))) // no multiple of 8
                .frame(ethernet(0x0800, ipv4(1, 2, 17, 8, 0x1FFF, new byte[80]))) // ends beyond 65,535
                .frame(ethernet(0x0800, ipv4(1, 2, 17, 9, MORE | 5, new byte[0]))); // empty
        assertEquals(Map.of("engine.fragment.malformed", 3L), walk.fates());
    }

    @Test
    void forgetsWhatIsNeverFinished() {
        Walk walk = new Walk().frame(fragments(800, 7).get(0));
        walk.now += Defragmenter.TIMEOUT_NANOS + 20_000_000_000L;
        walk.frame(fragments(800, 8).get(0));
        assertEquals(1L, walk.dispatcher.details().get("engine.fragment.expired"));
        fragments(800, 7).stream().skip(1).forEach(walk::frame);
        assertEquals(List.of(), walk.datagrams);
    }

    /** A bomb of first fragments neither grows without bound nor keeps others out. */
    @Test
    void makesRoomByGivingUpTheOldest() {
        Walk walk = new Walk();
        for (int i = 0; i < 5_000; i++) {
            walk.frame(fragments(800, i).get(0));
        }
        fragments(800, 9_999).forEach(walk::frame);
        assertEquals(List.of(expected), walk.datagrams);
        assertEquals(5_000L - Defragmenter.MAX_DATAGRAMS + 1, walk.dispatcher.details().get("engine.fragment.evicted"));
    }

    @Test
    void doesNotMixFragmentsOfDifferentVlansOrTunnels() {
        byte[] first = ipv4(1, 2, 17, 7, MORE, Arrays.copyOf(datagram, 1000));
        byte[] last = ipv4(1, 2, 17, 7, 125, Arrays.copyOfRange(datagram, 1000, datagram.length));
        TestPlugins.Prefix tunnel = new TestPlugins.Prefix("prefix", Attachment.udpPort(7777));
        Walk walk = new Walk(tunnel).frame(ethernet(0x0800, first)).frame(ethernet(0x8100, join(hex("0005 0800"), last)))
                .frame(ethernet(0x0800, ipv4(8, 9, 17, udp(1, 7777, join(new byte[] {0x77, 1}, last)))));
        assertEquals(List.of(), walk.datagrams);
        walk.frame(ethernet(0x0800, ipv4(8, 9, 17, udp(1, 7777, join(new byte[] {0x77, 1}, first)))));
        assertEquals(List.of(expected), walk.datagrams);
    }

    @Test
    void countsFragmentsWhenReassemblyIsSwitchedOff() {
        Walk walk = new Walk(true, false);
        fragments(800, 7).forEach(walk::frame);
        assertEquals(Map.of("engine.fragment.ignored", 3L), walk.fates());
    }
}
