package org.karavox.capture.pcapfile.internal;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.MICROSECONDS;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.NANOSECONDS;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.PATCHED;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.frame;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.pcap;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.capture.pcapfile.internal.Reading.Frame;

class PcapReaderTest {

    private static final int ETHERNET = 1;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void readsMicrosecondsInEitherByteOrder(String order) throws IOException {
        Reading reading = Reading.of(pcap(order(order), MICROSECONDS, 113).record(1_700_000_000L, 123_456, frame("one")));
        assertEquals(List.of(new Frame("one", 3, 1_700_000_000_123_456_000L, 113, 0)), reading.frames);
        assertEquals(List.of(), reading.problems);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void readsNanosecondsInEitherByteOrder(String order) throws IOException {
        Reading reading = Reading.of(pcap(order(order), NANOSECONDS, 276).record(1, 999_999_999, frame("one")));
        assertEquals(List.of(new Frame("one", 3, 1_999_999_999L, 276, 0)), reading.frames);
        assertEquals(List.of(), reading.problems);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void readsThePatchedVariantWithItsLongerPacketHeaders(String order) throws IOException {
        CaptureBytes capture = pcap(order(order), PATCHED, ETHERNET);
        for (String text : List.of("one", "two")) {
            capture.i32(7).i32(0).i32(3).i32(3).i32(2).i16(0x0800).raw(new byte[] {0, 0}).raw(frame(text));
        }
        assertEquals(List.of("one", "two"), Reading.of(capture).texts());
    }

    @Test
    void deliversInTheOrderOfTheFile() throws IOException {
        CaptureBytes capture = pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET);
        for (int i = 0; i < 10; i++) {
            capture.record(100 - i, 0, frame("packet " + i)); // time runs backwards in real files, too
        }
        Reading reading = Reading.of(capture);
        assertEquals("packet 9", reading.texts().get(9));
        assertEquals(91_000_000_000L, reading.frames.get(9).timestampNanos());
        assertEquals(10, reading.frames.size());
    }

    @Test
    void takesSecondsAfter2038ForUnsigned() throws IOException {
        Reading reading = Reading.of(pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET).record(0xFFFF_FFFFL, 0, frame("x")));
        assertEquals(4_294_967_295_000_000_000L, reading.frames.get(0).timestampNanos());
    }

    @Test
    void tellsHowLongACutPacketWas() throws IOException {
        assertEquals(1_514, Reading.of(pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET).record(0, 0, frame("cut"), 1_514))
                .frames.get(0).wireLength());
    }

    @Test
    void neverClaimsAWireLengthBelowTheCapturedOne() throws IOException {
        assertEquals(5, Reading.of(pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET).record(0, 0, frame("whole"), 2))
                .frames.get(0).wireLength());
        assertEquals(5, Reading.of(pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET).record(0, 0, frame("whole"), -1))
                .frames.get(0).wireLength());
    }

    @Test
    void deliversEmptyPackets() throws IOException {
        assertEquals(List.of("", "x"), Reading.of(pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET)
                .record(0, 0, frame(""), 60).record(0, 0, frame("x"))).texts());
    }

    @Test
    void leavesTheFrameCheckSequenceBitsOutOfTheLinkType() throws IOException {
        assertEquals(ETHERNET, Reading.of(pcap(LITTLE_ENDIAN, MICROSECONDS, 0x2400_0001).record(0, 0, frame("x")))
                .frames.get(0).linkType());
    }

    @Test
    void readsAFileWithoutPackets() throws IOException {
        Reading reading = Reading.of(pcap(BIG_ENDIAN, NANOSECONDS, ETHERNET));
        assertEquals(List.of(), reading.frames);
        assertEquals(List.of(), reading.problems);
    }

    @Test
    void readsTheLargestPacketThereCanBe() throws IOException {
        byte[] large = new byte[262_144];
        Arrays.fill(large, (byte) 'x');
        Reading reading = Reading.of(pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET)
                .record(0, 0, frame("before")).record(0, 0, large).record(0, 0, large).record(0, 0, frame("after")));
        assertEquals(List.of(6, 262_144, 262_144, 5), reading.texts().stream().map(String::length).toList());
        assertEquals("after", reading.texts().get(3));
    }

    @Test
    void endsAtALengthThatCannotBe() throws IOException {
        Reading reading = Reading.of(pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET).record(0, 0, frame("good"))
                .i32(0).i32(0).i32(262_145).i32(262_145).raw(new byte[100]));
        assertEquals(List.of("good"), reading.texts());
        assertEquals(List.of("x: packet 2 at byte 44 claims 262145 bytes, more than the 262144 a packet can have; "
                + "reading ends there"), reading.problems);
    }

    /** As a tool writes that takes the wrong byte order for its records: 0x0000003C reads as 1,006,632,960. */
    @Test
    void refusesRecordsInTheOtherByteOrderWithoutAllocatingWhatTheyClaim() throws IOException {
        byte[] records = pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET).record(0, 0, new byte[60]).toByteArray();
        Reading reading = Reading.of(pcap(BIG_ENDIAN, MICROSECONDS, ETHERNET)
                .raw(Arrays.copyOfRange(records, FILE_HEADER, records.length)));
        assertEquals(List.of(), reading.frames);
        assertTrue(reading.problems.get(0).startsWith("x: packet 1 at byte 24 claims 1006632960 bytes"), reading.problems::toString);
    }

    @Test
    void movesImpossibleFractionsToLaterSecondsAndSaysSoOnce() throws IOException {
        Reading reading = Reading.of(pcap(LITTLE_ENDIAN, NANOSECONDS, ETHERNET).record(5, 999_999_999, frame("fine"))
                .record(5, 3_000_000_001L, frame("odd")).record(5, 1_000_000_000L, frame("odd")));
        assertEquals(List.of(5_999_999_999L, 8_000_000_001L, 6_000_000_000L),
                reading.frames.stream().map(Frame::timestampNanos).toList());
        assertEquals(List.of("x: packet 2 at byte 44 was captured 3000000001 ns after a full second; "
                + "this and its like are moved to later seconds"), reading.problems);
    }

    @Test
    void saysWhereAndByHowMuchTheLastPacketIsCut() throws IOException {
        byte[] capture = pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET).record(0, 0, frame("good"))
                .record(0, 0, new byte[214]).toByteArray();
        Reading reading = Reading.of(Arrays.copyOf(capture, capture.length - 60));
        assertEquals(List.of("x: ends in the middle of packet 2 at byte 44, 60 of 214 bytes are missing"), reading.problems);
        assertEquals(List.of("good"), reading.texts());
    }

    /** Whatever is cut off: the packets before it come out, and what is missing is said. */
    @Test
    void survivesEveryTruncation() throws IOException {
        byte[] capture = pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET).record(0, 0, frame("one")).record(0, 0, frame(""))
                .record(0, 0, frame("three")).toByteArray();
        List<Integer> ends = List.of(FILE_HEADER, FILE_HEADER + RECORD_HEADER + 3, FILE_HEADER + 2 * RECORD_HEADER + 3);
        for (int length = 0; length < capture.length; length++) {
            byte[] cut = Arrays.copyOf(capture, length);
            if (length < FILE_HEADER) {
                assertThrows(IOException.class, () -> Reading.of(cut), "length " + length);
                continue;
            }
            Reading reading = Reading.of(cut);
            int end = length;
            assertEquals(ends.stream().filter(packet -> packet <= end).count() - 1, reading.frames.size(), "length " + length);
            assertEquals(ends.contains(length) ? 0 : 1, reading.problems.size(), "length " + length);
        }
    }

    @Test
    void refusesOtherVersions() {
        CaptureBytes capture = pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET);
        byte[] bytes = capture.toByteArray();
        bytes[4] = 3;
        assertEquals("x: is a pcap file of version 3, only version 2 is known",
                assertThrows(IOException.class, () -> Reading.of(bytes)).getMessage());
    }

    @Test
    void readsOnWhereAnotherFileBegins() throws IOException {
        CaptureBytes capture = pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET).record(1, 5, frame("one")).record(2, 5, frame(""))
                .raw(pcap(BIG_ENDIAN, NANOSECONDS, 113).record(3, 5, frame("two")).toByteArray())
                .raw(pcap(LITTLE_ENDIAN, PATCHED, 276).toByteArray())
                .raw(pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET).record(4, 5, frame("four")).toByteArray());
        Reading reading = Reading.of(capture);
        assertEquals(List.of(new Frame("one", 3, 1_000_005_000L, ETHERNET, 0), new Frame("", 0, 2_000_005_000L, ETHERNET, 0),
                new Frame("two", 3, 3_000_000_005L, 113, 0), new Frame("four", 4, 4_000_005_000L, ETHERNET, 0)), reading.frames);
        assertEquals(List.of(), reading.problems);
    }

    @Test
    void saysWhereTheHeaderOfAnotherFileIsCut() throws IOException {
        byte[] second = pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET).toByteArray();
        for (int length = RECORD_HEADER; length < FILE_HEADER; length++) {
            Reading reading = Reading.of(pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET).record(1, 0, frame("one"))
                    .raw(Arrays.copyOf(second, length)));
            assertEquals(List.of("one"), reading.texts());
            assertEquals(List.of("x: ends in the middle of the header of another file at byte 43 (after packet 1), "
                    + (FILE_HEADER - length) + " of 24 bytes are missing"), reading.problems);
        }
    }

    @Test
    void saysWhereAFileOfTheOtherFormatBegins() throws IOException {
        Reading reading = Reading.of(pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET).record(1, 0, frame("one"))
                .raw(CaptureBytes.pcapng(LITTLE_ENDIAN).toByteArray()));
        assertEquals(List.of("one"), reading.texts());
        assertEquals(List.of("x: a pcapng file begins behind packet 1 at byte 43; reading ends there, name the two as files of "
                + "their own"), reading.problems);
    }

    private static ByteOrder order(String name) {
        return name.equals("BIG_ENDIAN") ? BIG_ENDIAN : LITTLE_ENDIAN;
    }
}
