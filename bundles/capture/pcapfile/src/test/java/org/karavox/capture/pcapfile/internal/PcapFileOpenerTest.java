package org.karavox.capture.pcapfile.internal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.MICROSECONDS;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.frame;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.pcap;
import static org.karavox.capture.pcapfile.internal.CaptureBytes.pcapng;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.capture.CaptureSource;

class PcapFileOpenerTest {

    private static final byte[] CAPTURE = pcap(LITTLE_ENDIAN, MICROSECONDS, 1).record(1, 0, frame("one")).record(2, 0, frame("two"))
            .toByteArray();

    private final PcapFileOpener opener = new PcapFileOpener();

    @TempDir
    Path folder;

    @Test
    void readsAFileWhateverItsName() throws IOException {
        Path file = Files.write(folder.resolve("call.pcap"), pcapng(LITTLE_ENDIAN).iface(1).packet(0, 0, frame("one")).toByteArray());
        CaptureSource source = opener.open(file.toString());
        assertEquals(file.toString(), source.info().name());
        assertFalse(source.info().live());
        assertEquals(List.of("one"), Reading.of(source).texts());
    }

    @Test
    void readsStandardInput() throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(CAPTURE));
        try {
            CaptureSource source = opener.open("-");
            assertEquals("standard input", source.info().name());
            assertTrue(source.progress() < 0);
            assertEquals(List.of("one", "two"), Reading.of(source).texts());
        } finally {
            System.setIn(before);
        }
    }

    /** Somebody captures into our standard input: a packet must not wait for the next one. */
    @Test
    void deliversWhatAPipeHasBeforeItWaitsForMore() throws IOException {
        InputStream pipe = new InputStream() {
            private int next;

            @Override
            public int read() {
                throw new AssertionError("one byte at a time");
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                if (next == CAPTURE.length - 1) {
                    throw new AssertionError("waits for the second packet");
                }
                int piece = Math.min(length, Math.min(7, CAPTURE.length - 1 - next));
                System.arraycopy(CAPTURE, next, target, offset, piece);
                next += piece;
                return piece;
            }
        };
        Reading reading = new Reading();
        try (CaptureSource source = PcapFileSource.open("x", StreamChannel.over(pipe), PcapFileSource.SIZE_UNKNOWN)) {
            assertEquals(1, source.poll(reading, 100));
        }
        assertEquals(List.of("one"), reading.texts());
    }

    @Test
    void tellsHowFarItIs() throws IOException {
        CaptureBytes capture = pcap(LITTLE_ENDIAN, MICROSECONDS, 1);
        for (int i = 0; i < 10_000; i++) {
            capture.record(i, 0, new byte[184]); // 200 bytes each with its header, 2 MB together
        }
        Path file = Files.write(folder.resolve("x"), capture.toByteArray());
        try (CaptureSource source = opener.open(file.toString())) {
            Reading reading = new Reading();
            double last = source.progress();
            assertTrue(last < 0.2, "at the beginning " + last);
            for (int i = 0; i < 1_000; i++) {
                source.poll(reading, 9);
                assertTrue(source.progress() >= last && source.progress() <= 1, "went back from " + last);
                last = source.progress();
            }
            assertTrue(last > 0.8 && last < 1, "after 9,000 of 10,000 packets or fewer " + last);
        }
        assertEquals(1, Reading.of(opener.open(file.toString())).progress);
    }

    @Test
    void saysThatAFileDoesNotExist() {
        assertEquals(folder.resolve("nothing") + ": no such file", refusal(folder.resolve("nothing")));
    }

    @Test
    void saysThatAFolderIsNoFile() {
        assertEquals(folder + ": is a directory", refusal(folder));
    }

    @Test
    void saysWhatAFileThatIsNoCaptureBeginsWith() throws IOException {
        Path file = Files.writeString(folder.resolve("x"), "snoop and more");
        assertEquals(file + ": is not a capture: its first bytes are 736e6f6f, neither pcap nor pcapng", refusal(file));
    }

    @Test
    void saysThatAFileIsEmpty() throws IOException {
        Path file = Files.createFile(folder.resolve("x"));
        assertEquals(file + ": is empty", refusal(file));
        assertEquals(file + ": is not a capture: it has only 3 bytes", refusal(Files.writeString(file, "abc")));
    }

    @Test
    void saysWhatIsNoFileName() {
        assertTrue(assertThrows(IOException.class, () -> opener.open("a\0b")).getMessage().contains("is not a file name"));
    }

    @Test
    void endsQuietlyOnceItIsClosed() throws IOException {
        Path file = Files.write(folder.resolve("x"), CAPTURE);
        CaptureSource source = opener.open(file.toString());
        assertEquals(1, source.poll(new Reading(), 1));
        source.close();
        source.close();
        assertEquals(CaptureSource.END, source.poll(new Reading(), 1));
    }

    /** A closed source is asked again by mistake, while its buffer serves the next file already. */
    @Test
    void keepsFilesApartThatUseTheSameBufferOneAfterTheOther() throws IOException {
        Path file = Files.write(folder.resolve("x"), CAPTURE);
        Path packed = Files.write(folder.resolve("y"), PackedCaptureTest.gzip(CAPTURE));
        for (int i = 0; i < 20; i++) {
            CaptureSource first = opener.open(file.toString());
            assertEquals(1, first.poll(new Reading(), 1));
            first.close();
            first.close();
            try (CaptureSource second = opener.open(packed.toString()); CaptureSource third = opener.open(file.toString())) {
                Reading reading = new Reading();
                assertEquals(CaptureSource.END, first.poll(reading, 1));
                assertEquals(1, second.poll(reading, 1));
                assertEquals(2, third.poll(reading, 2));
                assertEquals(1, second.poll(reading, 1));
                assertEquals(List.of("one", "one", "two", "two"), reading.texts());
            }
        }
    }

    @Test
    void closesTheFileIfItRefusesIt() throws IOException {
        boolean[] closed = new boolean[1];
        ReadableByteChannel channel = failing(closed, new byte[] {1, 2, 3, 4});
        assertThrows(IOException.class, () -> PcapFileSource.open("x", channel, 4));
        assertTrue(closed[0]);
    }

    @Test
    void closesTheFileAndThrowsIfTheDiskFails() throws IOException {
        boolean[] closed = new boolean[1];
        CaptureSource source = PcapFileSource.open("x", failing(closed, CAPTURE), CAPTURE.length);
        Reading reading = new Reading();
        assertEquals(2, source.poll(reading, 10));
        String sentence = assertThrows(IOException.class, () -> source.poll(reading, 10)).getMessage();
        assertEquals("x: cannot be read on from byte 62 (java.io.IOException: disk on fire)", sentence);
        assertTrue(closed[0]);
        assertEquals(CaptureSource.END, source.poll(reading, 10));
    }

    private String refusal(Path file) {
        return assertThrows(IOException.class, () -> opener.open(file.toString())).getMessage();
    }

    /** Delivers {@code bytes}, then fails. */
    private static ReadableByteChannel failing(boolean[] closed, byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        return new ReadableByteChannel() {

            @Override
            public int read(ByteBuffer target) throws IOException {
                if (!left.hasRemaining()) {
                    throw new IOException("disk on fire");
                }
                int length = left.remaining();
                target.put(left);
                return length;
            }

            @Override
            public boolean isOpen() {
                return !closed[0];
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        };
    }
}
