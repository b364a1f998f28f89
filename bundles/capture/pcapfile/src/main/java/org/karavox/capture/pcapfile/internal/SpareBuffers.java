package org.karavox.capture.pcapfile.internal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Direct buffers for the next file. Memory outside the heap comes back only when the garbage collector happens to run,
 * which a thousand small files in a row would not wait for. Any thread.
 */
final class SpareBuffers {

    private static final int KEPT = 4;

    private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>();

    /** A cleared big-endian buffer of {@link CaptureInput#CAPACITY} bytes; what they are is of no meaning. */
    synchronized ByteBuffer take() {
        ByteBuffer buffer = spare.poll();
        return buffer == null ? ByteBuffer.allocateDirect(CaptureInput.CAPACITY) : buffer.clear();
    }

    /** Takes back a buffer that nobody looks at any more. */
    synchronized void giveBack(ByteBuffer buffer) {
        if (spare.size() < KEPT) {
            spare.push(buffer);
        }
    }
}
