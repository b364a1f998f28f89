package org.karavox.engine.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.karavox.capture.CaptureSource;
import org.karavox.capture.FrameSink;
import org.karavox.capture.SourceInfo;

/** A file whose first frame has been looked at: who reads it gets that frame first. Not for live sources. */
final class PeekedSource implements CaptureSource {

    private final CaptureSource source;
    private byte[] first;
    private int wireLength;
    private long timestampNanos;
    private int linkType;
    private int interfaceId;
    private IOException failed;
    private boolean ended;

    PeekedSource(CaptureSource source) {
        this.source = source;
        try {
            int answer = 0;
            while (first == null && answer != END) {
                answer = source.poll(this::keep, 1);
            }
            ended = answer == END;
        } catch (IOException e) {
            failed = e; // thrown where it is read
        }
    }

    private void keep(byte[] bytes, int offset, int capturedLength, int wire, long nanos, int link, int onInterface) {
        first = Arrays.copyOfRange(bytes, offset, offset + capturedLength);
        wireLength = wire;
        timestampNanos = nanos;
        linkType = link;
        interfaceId = onInterface;
    }

    /** True if there is a frame. */
    boolean hasFrame() {
        return first != null;
    }

    /** Capture time of the first frame, if there is one. */
    long firstNanos() {
        return timestampNanos;
    }

    @Override
    public SourceInfo info() {
        return source.info();
    }

    @Override
    public int poll(FrameSink sink, int limit) throws IOException {
        if (first != null) {
            byte[] bytes = first;
            first = null;
            sink.onFrame(bytes, 0, bytes.length, wireLength, timestampNanos, linkType, interfaceId);
            return 1;
        }
        if (failed != null) {
            throw failed;
        }
        return ended ? END : source.poll(sink, limit);
    }

    @Override
    public long dropped() {
        return source.dropped();
    }

    @Override
    public List<String> problems() {
        return source.problems();
    }

    @Override
    public double progress() {
        return source.progress();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
