package org.karavox.capture.pcapfile.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.karavox.capture.CaptureSource;
import org.karavox.capture.FrameSink;

/** What came out of a capture that was read to its end. */
final class Reading implements FrameSink {

    /** One frame as it was delivered; its bytes as text. */
    record Frame(String text, int wireLength, long timestampNanos, int linkType, int interfaceId) {
    }


    final List<Frame> frames = new ArrayList<>();
    List<String> problems;
    long dropped;
    double progress;

    /** Reads {@code capture} as an input named x. */
    static Reading of(byte[] capture) throws IOException {
        return of(open(capture));
    }

    static Reading of(CaptureBytes capture) throws IOException {
        return of(capture.toByteArray());
    }

    static Reading of(CaptureSource source) throws IOException {
        Reading reading = new Reading();
        try (source) {
            int delivered = 0;
            while (delivered != CaptureSource.END) {
                int before = reading.frames.size();
                delivered = source.poll(reading, 3);
                if (Math.max(delivered, 0) != reading.frames.size() - before) {
                    throw new AssertionError("poll answered " + delivered + " after " + (reading.frames.size() - before) + " frames");
                }
            }
            reading.problems = source.problems();
            reading.dropped = source.dropped();
            reading.progress = source.progress();
        }
        return reading;
    }

    static PcapFileSource open(byte[] capture) throws IOException {
        return PcapFileSource.open("x", Channels.newChannel(new ByteArrayInputStream(capture)), capture.length);
    }

    List<String> texts() {
        return frames.stream().map(Frame::text).toList();
    }

    @Override
    public void onFrame(byte[] bytes, int offset, int capturedLength, int wireLength, long timestampNanos, int linkType,
            int interfaceId) {
        String text = new String(bytes, offset, capturedLength, StandardCharsets.US_ASCII);
        frames.add(new Frame(text, wireLength, timestampNanos, linkType, interfaceId));
    }
}
