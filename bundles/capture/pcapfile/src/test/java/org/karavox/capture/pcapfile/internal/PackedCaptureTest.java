package org.karavox.capture.pcapfile.internal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.MICROSECONDS;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.frame;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.pcap;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class PackedCaptureTest {

    private static final byte[] CAPTURE = pcap(LITTLE_ENDIAN, MICROSECONDS, 1).record(1, 0, frame("one")).record(2, 0, frame("two"))
            .toByteArray();
    private static final int LARGE_PACKETS = 5_000;

    @Test
    void unpacksGzip() throws IOException {
        assertUnpacked(gzip(CAPTURE));
    }

    @Test
    void unpacksZstandard() throws IOException {
        assertUnpacked(Zstd.compress(CAPTURE));
    }

    /** The way rotated captures are put together: gzip a b > c; also what parallel compressors write. */
    @Test
    void unpacksGzipMembersOneAfterTheOther() throws IOException {
        assertUnpacked(together(gzip(Arrays.copyOf(CAPTURE, 30)), gzip(new byte[0]), gzip(rest(30))));
    }

    @Test
    void unpacksZstandardFramesOneAfterTheOther() throws IOException {
        byte[] skippable = {0x5E, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 'h', 'i'};
        assertUnpacked(together(skippable, Zstd.compress(Arrays.copyOf(CAPTURE, 30)), skippable, Zstd.compress(rest(30))));
    }

    /** Rotated captures, each packed by itself, put together: every one has a file header of its own. */
    @Test
    void readsPackedFilesPutOneAfterTheOther() throws IOException {
        for (byte[] packed : List.of(together(gzip(CAPTURE), gzip(CAPTURE)), together(Zstd.compress(CAPTURE), Zstd.compress(CAPTURE)))) {
            Reading reading = Reading.of(packed);
            assertEquals(List.of("one", "two", "one", "two"), reading.texts());
            assertEquals(List.of(), reading.problems);
        }
    }

    @Test
    void skipsEverythingAGzipHeaderCanHold() throws IOException {
        byte[] plain = gzip(CAPTURE);
        byte[] header = {0x1F, (byte) 0x8B, 8, 0x1E, 1, 2, 3, 4, 0, 3, // all flags but text
                3, 0, 'a', 'b', 'c', // extra
                'n', 0, 'c', 'o', 0, // name, comment
                0, 0}; // header CRC
        assertUnpacked(together(header, Arrays.copyOfRange(plain, 10, plain.length)));
    }

    @Test
    void ignoresZerosBehindGzip() throws IOException {
        assertUnpacked(together(gzip(CAPTURE), new byte[512]));
    }

    @Test
    void saysThatSomethingElseFollowsGzip() throws IOException {
        Reading reading = Reading.of(together(gzip(CAPTURE), frame("something else")));
        assertEquals(List.of("one", "two"), reading.texts());
        assertEquals(1, reading.problems.size());
        assertTrue(reading.problems.get(0).startsWith("x: its gzip data is followed by something else near packed byte "),
                reading.problems::toString);
    }

    @Test
    void unpacksLargeFiles() throws IOException {
        byte[] capture = large();
        for (byte[] packed : List.of(gzip(capture), Zstd.compress(capture))) {
            Reading reading = Reading.of(packed);
            assertEquals(LARGE_PACKETS, reading.frames.size());
            assertEquals(List.of(), reading.problems);
        }
    }

    @Test
    void deliversWhatGzipHoldsBeforeTheDamage() throws IOException {
        byte[] packed = gzip(large());
        byte[] cut = Arrays.copyOf(packed, packed.length / 2);
        Reading reading = Reading.of(cut);
        assertTrue(reading.frames.size() > LARGE_PACKETS / 3, reading.frames.size() + " packets");
        assertEquals(1, reading.problems.size());
        assertTrue(reading.problems.get(0).startsWith("x: its gzip data ends in the middle near packed byte " + cut.length),
                reading.problems::toString);
    }

    @Test
    void deliversWhatZstandardHoldsBeforeTheDamage() throws IOException {
        byte[] packed = Zstd.compress(large());
        Reading reading = Reading.of(Arrays.copyOf(packed, packed.length / 2));
        assertTrue(reading.frames.size() > LARGE_PACKETS / 5, reading.frames.size() + " packets");
        assertEquals(1, reading.problems.size());
        assertTrue(reading.problems.get(0).startsWith("x: its Zstandard data is damaged or cut off"), reading.problems::toString);
    }

    /** A stored block, so it is known what the broken block behind it makes impossible: nothing of the first. */
    @Test
    void deliversEverythingBeforeABrokenDeflateBlock() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3});
        int length = CAPTURE.length;
        packed.writeBytes(new byte[] {0, (byte) length, 0, (byte) ~length, (byte) 0xFF}); // stored, its length, its complement
        packed.writeBytes(CAPTURE);
        packed.write(0x07); // block type 3 does not exist
        packed.writeBytes(new byte[64]);
        Reading reading = Reading.of(packed.toByteArray());
        assertEquals(List.of("one", "two"), reading.texts());
        assertTrue(reading.problems.get(0).startsWith("x: its gzip data is damaged (invalid block type)"),
                reading.problems::toString);
    }

    @Test
    void noticesAWrongGzipChecksum() throws IOException {
        byte[] packed = gzip(CAPTURE);
        packed[packed.length - 8] ^= 1;
        Reading reading = Reading.of(packed);
        assertEquals(List.of("one", "two"), reading.texts());
        assertTrue(reading.problems.get(0).startsWith("x: its gzip data does not have the checksum it announces"),
                reading.problems::toString);
    }

    /** Whatever is cut off, it is refused or reported. */
    @Test
    void survivesEveryTruncation() throws IOException {
        byte[] second = gzip(rest(43)); // the second packet
        for (byte[] packed : List.of(together(gzip(Arrays.copyOf(CAPTURE, 43)), second), Zstd.compress(CAPTURE))) {
            for (int length = 0; length < packed.length; length++) {
                if (length == packed.length - second.length) {
                    continue; // a whole member: nothing is missing that could be known
                }
                byte[] cut = Arrays.copyOf(packed, length);
                Reading reading;
                try {
                    reading = Reading.of(cut);
                } catch (IOException e) {
                    assertTrue(e.getMessage().startsWith("x: "), e.getMessage());
                    continue;
                }
                assertEquals(1, reading.problems.size(), "length " + length);
            }
        }
    }

    @Test
    void saysWhatUnpackedDataBeginWith() throws IOException {
        assertEquals("x: is not a capture: its first bytes are 68656c6c, neither pcap nor pcapng",
                assertThrows(IOException.class, () -> Reading.of(gzip(frame("hello")))).getMessage());
    }

    /** 64 MiB of zeros from 64 KB, in one block: skipped piece by piece. */
    @Test
    void skipsTheLargestBlockOfABomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, 3});
        Deflater deflater = new Deflater(9, true);
        byte[] out = new byte[1 << 16];
        byte[] section = CaptureBytes.pcapng(LITTLE_ENDIAN).i32(0xBAD).i32(64 << 20).toByteArray();
        deflater.setInput(section);
        byte[] zeros = new byte[1 << 20];
        CRC32 checksum = new CRC32();
        checksum.update(section);
        for (int i = 0; i < 64; i++) {
            while (!deflater.needsInput()) {
                packed.write(out, 0, deflater.deflate(out));
            }
            deflater.setInput(zeros);
            checksum.update(zeros);
        }
        deflater.finish();
        while (!deflater.finished()) {
            packed.write(out, 0, deflater.deflate(out));
        }
        deflater.end();
        packed.writeBytes(CaptureBytes.pcap(LITTLE_ENDIAN, MICROSECONDS, 1).body().i32((int) checksum.getValue())
                .i32(section.length + (64 << 20)).toByteArray());
        Reading reading = Reading.of(packed.toByteArray());
        assertEquals(List.of(), reading.frames);
        assertEquals(1, reading.problems.size()); // the eight zeros behind the block are no block
    }

    private static void assertUnpacked(byte[] packed) throws IOException {
        Reading reading = Reading.of(packed);
        assertEquals(List.of("one", "two"), reading.texts());
        assertEquals(List.of(), reading.problems);
        assertEquals(1, reading.progress);
    }

    private static byte[] large() {
        CaptureBytes capture = pcap(LITTLE_ENDIAN, MICROSECONDS, 1);
        Random random = new Random(1);
        byte[] frame = new byte[200];
        for (int i = 0; i < LARGE_PACKETS; i++) {
            random.nextBytes(frame);
            capture.record(i, 0, frame);
        }
        return capture.toByteArray();
    }

    private static byte[] rest(int from) {
        return Arrays.copyOfRange(CAPTURE, from, CAPTURE.length);
    }

    static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] together(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
