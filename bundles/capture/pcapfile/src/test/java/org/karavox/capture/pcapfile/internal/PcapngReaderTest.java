package org.karavox.capture.pcapfile.internal;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.frame;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.pcapng;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.capture.pcapfile.internal.Reading.Frame;

class PcapngReaderTest {

    private static final int ETHERNET = 1;
    private static final int RAW = 101;
    private static final int TIME_RESOLUTION = 9;
    private static final int TIME_OFFSET = 14;
    private static final int SECTION_LENGTH = 28;
    private static final int INTERFACE_LENGTH = 20;

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void readsPacketsInEitherByteOrder(String order) throws IOException {
        ByteOrder byteOrder = order.equals("BIG_ENDIAN") ? BIG_ENDIAN : LITTLE_ENDIAN;
        Reading reading = Reading.of(pcapng(byteOrder).iface(113).packet(0, 1_700_000_000_123_456L, frame("one"), 1_514));
        assertEquals(List.of(new Frame("one", 1_514, 1_700_000_000_123_456_000L, 113, 0)), reading.frames);
        assertEquals(List.of(), reading.problems);
    }

    @Test
    void followsTheByteOrderFromSectionToSection() throws IOException {
        Reading reading = Reading.of(pcapng(BIG_ENDIAN).iface(ETHERNET).packet(0, 1, frame("one"))
                .section(LITTLE_ENDIAN).iface(RAW).packet(0, 2, frame("two"))
                .section(BIG_ENDIAN).iface(ETHERNET).packet(0, 3, frame("three")));
        assertEquals(List.of(new Frame("one", 3, 1_000, ETHERNET, 0), new Frame("two", 3, 2_000, RAW, 1),
                new Frame("three", 5, 3_000, ETHERNET, 2)), reading.frames);
    }

    @Test
    void keepsSeveralInterfacesApart() throws IOException {
        CaptureBytes capture = pcapng(LITTLE_ENDIAN);
        for (int i = 0; i < 9; i++) {
            capture.iface(100 + i);
        }
        Reading reading = Reading.of(capture.packet(8, 0, frame("nine")).packet(0, 0, frame("one")));
        assertEquals(List.of(new Frame("nine", 4, 0, 108, 8), new Frame("one", 3, 0, 100, 0)), reading.frames);
    }

    /** A resolution of 10^-n or, with the highest bit set, 2^-n seconds. */
    @ParameterizedTest
    @CsvSource({"6, 1500000, 1500000000", "9, 1500000000, 1500000000", "3, 1500, 1500000000", "0, 2, 2000000000",
            "12, 1500000000000, 1500000000", "18, 1500000000000000000, 1500000000", "30, 5, 0", "127, 5, 0",
            "128, 3, 3000000000", "138, 1536, 1500000000", "160, 6442450944, 1500000000", "190, 6917529027641081856, 1500000000"})
    void convertsEveryResolution(int resolution, long units, long nanos) throws IOException {
        CaptureBytes capture = pcapng(LITTLE_ENDIAN);
        capture.iface(ETHERNET, 0, capture.body().option(TIME_RESOLUTION, (byte) resolution));
        Reading reading = Reading.of(capture.packet(0, units, frame("x")));
        assertEquals(nanos, reading.frames.get(0).timestampNanos());
        assertEquals(List.of(), reading.problems);
    }

    @Test
    void addsTheOffsetOfTheClock() throws IOException {
        CaptureBytes capture = pcapng(BIG_ENDIAN);
        CaptureBytes options = capture.body().option(2, frame("eth0")).option(TIME_RESOLUTION, (byte) 9)
                .option(TIME_OFFSET, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0x65, (byte) 0x53, (byte) 0xF1, (byte) 0);
        capture.iface(ETHERNET, 0, options);
        Reading reading = Reading.of(capture.packet(0, 5, frame("x")));
        assertEquals(1_700_000_000_000_000_005L, reading.frames.get(0).timestampNanos()); // 0x6553f100 s
    }

    @Test
    void givesPacketsWithAnImpossibleTimeThatOfThePacketBeforeAndSaysSoOnce() throws IOException {
        Reading reading = Reading.of(pcapng(LITTLE_ENDIAN).iface(ETHERNET).packet(0, 7, frame("fine"))
                .packet(0, -1, frame("odd")).packet(0, Long.MAX_VALUE / 1_000 + 1, frame("odd")).packet(0, 9, frame("fine")));
        assertEquals(List.of(7_000L, 7_000L, 7_000L, 9_000L), reading.frames.stream().map(Frame::timestampNanos).toList());
        assertEquals(List.of("x: packet 2 has the impossible time 18446744073709551615; "
                + "this and its like get the time of the packet before"), reading.problems);
    }

    @Test
    void givesSimplePacketsTheTimeOfThePacketBefore() throws IOException {
        Reading reading = Reading.of(pcapng(LITTLE_ENDIAN).iface(RAW).simplePacket(5, frame("first"))
                .packet(0, 3, frame("x")).simplePacket(6, frame("second")));
        assertEquals(List.of(new Frame("first", 5, 0, RAW, 0), new Frame("x", 1, 3_000, RAW, 0),
                new Frame("second", 6, 3_000, RAW, 0)), reading.frames);
    }

    @Test
    void cutsSimplePacketsAtTheSnaplenOfTheirInterface() throws IOException {
        CaptureBytes capture = pcapng(LITTLE_ENDIAN);
        capture.iface(ETHERNET, 6, capture.body());
        Reading reading = Reading.of(capture.simplePacket(1_500, frame("sixsix")).simplePacket(3, frame("two")));
        assertEquals(List.of(new Frame("sixsix", 1_500, 0, ETHERNET, 0), new Frame("two", 3, 0, ETHERNET, 0)), reading.frames);
    }

    @Test
    void readsTheObsoletePacketBlockAndItsDrops() throws IOException {
        Reading reading = Reading.of(pcapng(BIG_ENDIAN).iface(ETHERNET).iface(RAW).oldPacket(1, 3, 5, frame("old"))
                .oldPacket(0, 0xFFFF, 6, frame("drops unknown")).oldPacket(0, 4, 7, frame("x")));
        assertEquals(new Frame("old", 3, 5_000, RAW, 1), reading.frames.get(0));
        assertEquals(3, reading.frames.size());
        assertEquals(7, reading.dropped);
    }

    @Test
    void takesDropsFromTheLatestStatisticsOfEachInterface() throws IOException {
        CaptureBytes capture = pcapng(LITTLE_ENDIAN).iface(ETHERNET).iface(ETHERNET);
        for (int[] drops : new int[][] {{0, 5}, {1, 100}, {0, 8}}) {
            byte[] count = capture.body().i64(drops[1]).toByteArray();
            capture.block(5, capture.body().i32(drops[0]).i64(0).option(4, count).option(5, count).option(7, (byte) 1, (byte) 0,
                    (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0).i32(0));
        }
        assertEquals(8 + 1 + 100 + 1, Reading.of(capture).dropped);
    }

    @Test
    void skipsWhatItDoesNotNeed() throws IOException {
        CaptureBytes capture = pcapng(LITTLE_ENDIAN);
        capture.block(10, capture.body().i32(0x544c534b).i32(3).raw(frame("key"))).iface(ETHERNET)
                .block(0xBAD, capture.body().i32(1)).block(4, capture.body().i32(0)).block(9, capture.body())
                .block(0x7FFFFFFF, capture.body().raw(new byte[3_000_000])) // larger than any buffer
                .packet(0, 1, frame("one"));
        Reading reading = Reading.of(capture);
        assertEquals(List.of("one"), reading.texts());
        assertEquals(List.of(), reading.problems);
    }

    @Test
    void stopsReadingOptionsThatDoNotFit() throws IOException {
        CaptureBytes capture = pcapng(LITTLE_ENDIAN);
        capture.iface(ETHERNET, 0, capture.body().option(TIME_RESOLUTION, (byte) 9).i16(TIME_OFFSET).i16(0xFFFF));
        assertEquals(5, Reading.of(capture.packet(0, 5, frame("x"))).frames.get(0).timestampNanos());
    }

    @Test
    void leavesOutPacketsOfInterfacesThatDoNotExist() throws IOException {
        Reading reading = Reading.of(pcapng(LITTLE_ENDIAN).iface(ETHERNET).packet(1, 0, frame("stray"))
                .packet(-1, 0, frame("stray")).packet(0, 0, frame("one")).section(LITTLE_ENDIAN).packet(0, 0, frame("stray"))
                .simplePacket(5, frame("stray")));
        assertEquals(List.of("one"), reading.texts());
        assertEquals("x: the block at byte 48 of type 6 belongs to interface 1, which does not exist; it is left out",
                reading.problems.get(0));
        assertEquals(4, reading.problems.size());
    }

    @Test
    void leavesOutPacketsThatClaimMoreThanTheirBlockHolds() throws IOException {
        CaptureBytes capture = pcapng(LITTLE_ENDIAN).iface(ETHERNET);
        capture.block(6, capture.body().i32(0).i64(0).i32(5).i32(5).raw(new byte[4]))
                .block(6, capture.body().i32(0).i64(0).i32(-1).i32(5).raw(new byte[4]))
                .block(6, capture.body().i32(0)).block(2, capture.body().i32(0)).block(3, capture.body())
                .block(1, capture.body()).block(5, capture.body().i32(0))
                .packet(0, 0, frame("one"));
        Reading reading = Reading.of(capture);
        assertEquals(List.of("one"), reading.texts());
        assertEquals("x: the block at byte 48 of type 6 claims a packet of 5 bytes; it is left out", reading.problems.get(0));
        assertEquals(7, reading.problems.size());
    }

    @Test
    void leavesOutPacketsLargerThanAnyPacket() throws IOException {
        Reading reading = Reading.of(pcapng(LITTLE_ENDIAN).iface(ETHERNET).packet(0, 0, new byte[262_145])
                .packet(0, 0, new byte[2_000_000]).simplePacket(262_145, new byte[262_145]).packet(0, 0, new byte[262_144]));
        assertEquals(1, reading.frames.size());
        assertEquals(3, reading.problems.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 11, 33, 0x4000_0004, -4})
    void endsAtABlockLengthThatCannotBe(int length) throws IOException {
        Reading reading = Reading.of(pcapng(LITTLE_ENDIAN).iface(ETHERNET).packet(0, 0, frame("good"))
                .i32(6).i32(length).raw(new byte[100]));
        assertEquals(List.of("good"), reading.texts());
        assertEquals(List.of("x: the block at byte 84 of type 6 claims a length of " + Integer.toUnsignedString(length)
                + " bytes; reading ends there"), reading.problems);
    }

    @Test
    void endsWhereTheTwoLengthsOfABlockDiffer() throws IOException {
        Reading reading = Reading.of(pcapng(LITTLE_ENDIAN).iface(ETHERNET).packet(0, 0, frame("good"))
                .i32(6).i32(16).i32(0).i32(20).packet(0, 0, frame("lost")));
        assertEquals(List.of("good"), reading.texts());
        assertEquals(List.of("x: the block at byte 84 has two lengths, 16 and 20; reading ends there"), reading.problems);
    }

    @Test
    void endsAtASectionItCannotRead() throws IOException {
        CaptureBytes wrongVersion = pcapng(LITTLE_ENDIAN);
        wrongVersion.block(0x0A0D0D0A, wrongVersion.body().i32(0x1A2B3C4D).i16(2).i16(0).i64(-1));
        assertEquals(List.of("x: the section at byte 28 is of version 2, only version 1 is known; reading ends there"),
                Reading.of(wrongVersion).problems);
        CaptureBytes noOrder = pcapng(LITTLE_ENDIAN);
        noOrder.block(0x0A0D0D0A, noOrder.body().i32(0x11111111).i16(1).i16(0).i64(-1));
        assertEquals(List.of("x: the section header at byte 28 names no byte order; reading ends there"),
                Reading.of(noOrder).problems);
        CaptureBytes tooShort = pcapng(LITTLE_ENDIAN);
        tooShort.block(0x0A0D0D0A, tooShort.body().i32(0x1A2B3C4D));
        assertEquals(List.of("x: the section header at byte 28 has only 16 bytes; reading ends there"),
                Reading.of(tooShort).problems);
    }

    @Test
    void keepsProblemsFew() throws IOException {
        CaptureBytes capture = pcapng(LITTLE_ENDIAN).iface(ETHERNET);
        for (int i = 0; i < 100; i++) {
            capture.packet(7, 0, frame("stray"));
        }
        Reading reading = Reading.of(capture);
        assertEquals(21, reading.problems.size());
        assertEquals("x: 80 more problems like these", reading.problems.get(20));
    }

    /** Whatever is cut off: the packets before it come out, and what is missing is said. */
    @Test
    void survivesEveryTruncation() throws IOException {
        CaptureBytes whole = pcapng(BIG_ENDIAN);
        List<Integer> blockEnds = new ArrayList<>(List.of(whole.length()));
        blockEnds.add(whole.iface(ETHERNET).length());
        List<Integer> packetEnds = new ArrayList<>();
        packetEnds.add(whole.packet(0, 1, frame("one")).length());
        packetEnds.add(whole.simplePacket(3, frame("two")).length());
        blockEnds.add(whole.block(0xBAD, whole.body().i64(0)).length());
        blockEnds.add(whole.section(LITTLE_ENDIAN).length());
        blockEnds.add(whole.iface(ETHERNET).length());
        packetEnds.add(whole.oldPacket(0, 0, 1, frame("four")).length());
        blockEnds.addAll(packetEnds);
        byte[] capture = whole.toByteArray();
        for (int length = 0; length <= capture.length; length++) {
            byte[] cut = Arrays.copyOf(capture, length);
            if (length < SECTION_LENGTH) {
                assertThrows(IOException.class, () -> Reading.of(cut), "length " + length);
                continue;
            }
            Reading reading = Reading.of(cut);
            int end = length;
            assertEquals(packetEnds.stream().filter(packet -> packet <= end).count(), reading.frames.size(), "length " + length);
            assertEquals(blockEnds.contains(length) ? 0 : 1, reading.problems.size(), "length " + length);
        }
    }

    @Test
    void saysHowMuchOfTheLastBlockIsMissing() throws IOException {
        byte[] capture = pcapng(LITTLE_ENDIAN).iface(ETHERNET).packet(0, 0, frame("good")).toByteArray();
        Reading reading = Reading.of(Arrays.copyOf(capture, capture.length - 5));
        assertEquals(SECTION_LENGTH + INTERFACE_LENGTH + 36, capture.length);
        assertEquals(List.of("x: ends in the middle of the block at byte 48 (after packet 0), 5 of 36 bytes are missing"),
                reading.problems);
    }

    @Test
    void saysHowMuchOfALargeBlockIsMissing() throws IOException {
        CaptureBytes capture = pcapng(LITTLE_ENDIAN).iface(ETHERNET);
        Reading reading = Reading.of(capture.i32(0xBAD).i32(5_000_000).raw(new byte[2_000_000]));
        assertEquals(List.of("x: ends in the middle of the block at byte 48, 2999992 of 5000000 bytes are missing"),
                reading.problems);
    }

    @Test
    void refusesAFileThatOnlyBeginsLikePcapng() {
        byte[] capture = pcapng(LITTLE_ENDIAN).toByteArray();
        capture[8] = 0;
        String sentence = assertThrows(IOException.class, () -> Reading.of(capture)).getMessage();
        assertTrue(sentence.startsWith("x: is not a capture"), sentence);
    }
}
