package org.karavox.storage.queue.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.karavox.call.wire.CallRecordWriter;

/** Walks over the frames of one file, reading it in blocks. What is no whole frame is passed over. One thread. */
final class FrameScanner {

    private static final int BLOCK = 256 << 10;

    private final FileChannel channel;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private long blockAt;

    private long start;
    private long end;
    private long previousEnd;
    private long number;
    private int payloadLength;

    /** @param offset where the first frame begins */
    FrameScanner(FileChannel channel, long offset) {
        this.channel = channel;
        end = offset;
    }

    /** Goes to the next whole frame that ends at {@code limit} or before; false if there is none, to be asked again when there is more. */
    boolean next(long limit) throws IOException {
        long at = end;
        while (true) {
            if (isFrame(at, limit)) {
                previousEnd = end;
                start = at;
                end = at + Frame.HEAD + payloadLength;
                return true;
            }
            at = nextMark(at + 1, limit);
            if (at < 0) {
                return false;
            }
        }
    }

    /** {@link #next} will find the same frame again. */
    void back() {
        end = previousEnd;
    }

    long number() {
        return number;
    }

    /** Where the frame begins in the file. */
    long start() {
        return start;
    }

    /** Where the frame ends in the file; without a frame, where one is looked for. */
    long end() {
        return end;
    }

    /** Bytes passed over in front of the frame. */
    long skipped() {
        return start - previousEnd;
    }

    byte[] array() {
        return block.array();
    }

    int payloadOffset() {
        return (int) (start - blockAt) + Frame.HEAD;
    }

    int payloadLength() {
        return payloadLength;
    }

    private boolean isFrame(long at, long limit) throws IOException {
        if (!load(at, Frame.HEAD, limit)) {
            return false;
        }
        int offset = (int) (at - blockAt);
        int length = block.getInt(offset + 4);
        if (block.getInt(offset) != Frame.MARK || length < 0 || length > CallRecordWriter.MAX_LENGTH
                || !load(at, Frame.HEAD + length, limit)) {
            return false;
        }
        offset = (int) (at - blockAt);
        if (block.getInt(offset + 8) != Frame.checksum(block.array(), offset + 12, 8 + length)) {
            return false;
        }
        number = block.getLong(offset + 12);
        payloadLength = length;
        return number > 0 && number < Long.MAX_VALUE >> 1; // there must be numbers left
    }

    private long nextMark(long from, long limit) throws IOException {
        for (long at = from; load(at, Frame.HEAD, limit);) {
            int last = block.limit() - Frame.HEAD;
            for (int offset = (int) (at - blockAt); offset <= last; offset++) {
                if (block.get(offset) == (byte) (Frame.MARK >>> 24) && block.getInt(offset) == Frame.MARK) {
                    return blockAt + offset;
                }
            }
            at = blockAt + last + 1;
        }
        return -1;
    }

    /** Sees to it that {@code length} bytes from {@code at} on are in the block; false if the file has fewer before {@code limit}. */
    private boolean load(long at, int length, long limit) throws IOException {
        if (limit - at < length) {
            return false;
        }
        if (at >= blockAt && at + length <= blockAt + block.limit()) {
            return true;
        }
        int wanted = (int) Math.min(Math.max(BLOCK, length), limit - at);
        if (wanted > block.capacity() || block.capacity() > BLOCK && wanted <= BLOCK) {
            block = ByteBuffer.allocate(wanted);
        }
        block.clear().limit(wanted);
        blockAt = at;
        while (block.hasRemaining() && channel.read(block, at + block.position()) > 0) {
            continue;
        }
        block.limit(block.position()).position(0);
        return block.limit() >= length;
    }
}
