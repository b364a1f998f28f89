package org.karavox.capture.pcapfile.internal;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.HexFormat;
import java.util.List;
import org.karavox.capture.CaptureSource;
import org.karavox.capture.FrameSink;
import org.karavox.capture.SourceInfo;
import org.karavox.packet.Bytes;

/**
 * One capture file from its first byte to its last. Knows containers; what a container holds is up to its
 * {@link FrameReader}.
 */
final class PcapFileSource implements CaptureSource {

    /** Size of an input that ends when it ends. */
    static final long SIZE_UNKNOWN = -1;

    private static final int MAGIC_LENGTH = 4;
    private static final int GZIP_MAGIC = 0x1F8B; // RFC 1952 2.3.1, the first two bytes
    private static final int ZSTD_MAGIC = 0x28B52FFD; // RFC 8878 3.1.1, as it stands in the file
    private static final int ZSTD_SKIPPABLE_MAGIC = 0x502A4D18; // RFC 8878 3.1.2, the high nibble of the first byte counts
    private static final int ZSTD_SKIPPABLE_MASK = 0xF0FFFFFF;

    private final SourceInfo info;
    private final MeteredChannel file;
    private final long size;
    private final CaptureInput input;
    private final Problems problems;
    private final FrameReader reader;
    private volatile boolean ended;

    private PcapFileSource(String name, MeteredChannel file, long size, CaptureInput input, Problems problems, FrameReader reader) {
        this.info = new SourceInfo(name, 0, false);
        this.file = file;
        this.size = size;
        this.input = input;
        this.problems = problems;
        this.reader = reader;
    }

    /**
     * Looks at the first bytes and decides what they are. Owns {@code channel} from now on, also if it throws.
     *
     * @param name for people, the beginning of every sentence about this input
     * @param size bytes the channel will deliver, or {@link #SIZE_UNKNOWN}
     */
    static PcapFileSource open(String name, ReadableByteChannel channel, long size) throws IOException {
        MeteredChannel file = new MeteredChannel(channel);
        CaptureInput input = new CaptureInput(file);
        try {
            input = unpacked(input);
            Problems problems = new Problems(name);
            FrameReader reader = reader(input, problems);
            return new PcapFileSource(name, file, size, input, problems, reader);
        } catch (IOException e) {
            input.close();
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private static CaptureInput unpacked(CaptureInput input) throws IOException {
        if (!input.fill(MAGIC_LENGTH)) {
            return input;
        }
        int magic = Bytes.i32(input.bytes(), 0);
        if (magic >>> 16 == GZIP_MAGIC) {
            return new CaptureInput(new GzipChannel(input.rest()));
        }
        if (magic == ZSTD_MAGIC || (magic & ZSTD_SKIPPABLE_MASK) == ZSTD_SKIPPABLE_MAGIC) {
            return new CaptureInput(StreamChannel.unpackingZstd(input.rest()));
        }
        return input;
    }

    private static FrameReader reader(CaptureInput input, Problems problems) throws IOException {
        if (!input.fill(MAGIC_LENGTH)) {
            int length = input.available();
            throw new IOException(length == 0 ? "is empty" : "is not a capture: it has only " + length + " bytes");
        }
        int magic = Bytes.i32(input.bytes(), input.at());
        if (magic == PcapngReader.SECTION_HEADER) {
            return PcapngReader.open(input, problems);
        }
        if (PcapReader.isMagic(magic)) {
            return PcapReader.open(input, problems);
        }
        throw new IOException("is not a capture: its first bytes are " + HexFormat.of().toHexDigits(magic)
                + ", neither pcap nor pcapng");
    }

    @Override
    public SourceInfo info() {
        return info;
    }

    @Override
    public int poll(FrameSink sink, int limit) throws IOException {
        if (ended) {
            return END;
        }
        try {
            int delivered = reader.poll(sink, limit);
            ended = delivered == END;
            return delivered;
        } catch (DamagedInputException e) { // readers deliver what they have before they read on, so nothing is lost here
            ended = true;
            problems.add(e.getMessage() + "; reading ends there, at unpacked byte " + input.position());
            return END;
        } catch (IOException e) {
            close();
            throw new IOException(info.name() + ": cannot be read on from byte " + input.position() + " (" + e + ")", e);
        }
    }

    @Override
    public long dropped() {
        return reader.dropped();
    }

    @Override
    public List<String> problems() {
        return problems.sentences();
    }

    @Override
    public double progress() {
        if (size <= 0) {
            return -1;
        }
        return ended ? 1 : Math.min(1, (double) file.bytes() / size);
    }

    @Override
    public void close() throws IOException {
        ended = true;
        input.close();
    }
}
