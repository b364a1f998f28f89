package org.karavox.capture.pcapfile.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.karavox.capture.CaptureSource;
import org.karavox.capture.FrameSink;

/** No input may do anything but be refused with a sentence, or deliver frames that lie in the buffer and come to an end. */
class PcapFileFuzzTest {

    private static final int MAXIMUM_POLLS = 10_000;

    @FuzzTest(maxDuration = "3s")
    void pcap(byte[] input) {
        read(input);
    }

    @FuzzTest(maxDuration = "3s")
    void pcapng(byte[] input) {
        read(input);
    }

    @FuzzTest(maxDuration = "3s")
    void packed(byte[] input) {
        read(input);
    }

    private static void read(byte[] input) {
        try (CaptureSource source = Reading.open(input)) {
            FrameSink sink = PcapFileFuzzTest::check;
            int polls = 0;
            while (source.poll(sink, 100) != CaptureSource.END) {
                if (++polls > MAXIMUM_POLLS) {
                    throw new AssertionError("does not come to an end");
                }
            }
            if (source.problems().size() > Problems.LIMIT + 1) {
                throw new AssertionError(source.problems().size() + " problems");
            }
        } catch (IOException e) {
            if (!e.getMessage().startsWith("x: ")) {
                throw new AssertionError("not a sentence about the input: " + e.getMessage(), e);
            }
        }
    }

    private static void check(byte[] bytes, int offset, int capturedLength, int wireLength, long timestampNanos, int linkType,
            int interfaceId) {
        if (capturedLength < 0 || offset < 0 || offset + capturedLength > bytes.length || wireLength < capturedLength
                || linkType < 0 || linkType > 0xFFFF || interfaceId < 0) {
            throw new AssertionError("frame at " + offset + " of " + capturedLength + "/" + wireLength + " bytes, link type "
                    + linkType + ", interface " + interfaceId);
        }
    }
}
