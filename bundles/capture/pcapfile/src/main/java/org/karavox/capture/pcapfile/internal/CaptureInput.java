package org.karavox.capture.pcapfile.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * A window that moves over the bytes of a capture, unpacked. One buffer serves from first to last: it is larger than
 * anything a reader needs in one piece, so no length in a file makes it grow.
 *
 * <p>Hot path as far as {@link #at}, {@link #available} and {@link #take} go. One owner: the polling thread.
 */
final class CaptureInput implements Closeable {

    /** Most bytes that can be asked for in one piece. */
    static final int CAPACITY = 1 << 20;

    /** Usual size of one read. Small enough to stay in a processor's second-level cache until it is walked. */
    private static final int READ_LENGTH = 1 << 16;

    private final ReadableByteChannel channel;
    private final byte[] bytes = new byte[CAPACITY];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    private int at;
    private int end;
    private long base; // position of bytes[0] in the input

    CaptureInput(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** What lies outside {@link #at} and {@link #available} is of no meaning. */
    byte[] bytes() {
        return bytes;
    }

    /** Offset in {@link #bytes()} of the next byte. */
    int at() {
        return at;
    }

    /** Bytes that are there without another read. */
    int available() {
        return end - at;
    }

    /** Goes {@code length} bytes on; they are available. */
    void take(int length) {
        at += length;
    }

    /** Position of the next byte in the unpacked input, from 0. */
    long position() {
        return base + at;
    }

    /**
     * Makes {@code length} bytes available, which may move those that are there.
     *
     * @return false if the input ends before
     */
    boolean fill(int length) throws IOException {
        if (end - at >= length) {
            return true;
        }
        buffer.limit(end).position(at);
        buffer.compact();
        base += at;
        end -= at;
        at = 0;
        try {
            while (end < length) {
                buffer.limit(Math.max(READ_LENGTH, length)).position(end);
                int read = channel.read(buffer);
                if (read < 0) {
                    return false;
                }
                end += read;
            }
        } finally {
            buffer.clear();
        }
        return true;
    }

    /**
     * Goes {@code length} bytes on, whether they are available or not.
     *
     * @return bytes the input has too few for that, 0 if it has them
     */
    long skip(long length) throws IOException {
        long left = length;
        while (left > end - at) {
            left -= end - at;
            at = end;
            if (!fill(1)) {
                return left;
            }
        }
        at += (int) left;
        return 0;
    }

    /** What is left of this input as a channel, which takes it over. */
    ReadableByteChannel rest() {
        ByteBuffer first = buffer.duplicate().limit(end).position(at);
        return new ReadableByteChannel() {

            @Override
            public int read(ByteBuffer target) throws IOException {
                if (!first.hasRemaining()) {
                    return channel.read(target);
                }
                int length = Math.min(first.remaining(), target.remaining());
                target.put(target.position(), first, first.position(), length);
                target.position(target.position() + length);
                first.position(first.position() + length);
                return length;
            }

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }

            @Override
            public void close() throws IOException {
                CaptureInput.this.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
