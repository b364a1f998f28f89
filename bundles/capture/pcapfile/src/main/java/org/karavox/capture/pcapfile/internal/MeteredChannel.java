package org.karavox.capture.pcapfile.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.karavox.packet.Counter;

/** Counts what goes through. */
final class MeteredChannel implements ReadableByteChannel {

    private final ReadableByteChannel channel;
    private final Counter bytes = new Counter();

    MeteredChannel(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** Bytes read so far; any thread. */
    long bytes() {
        return bytes.get();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int read = channel.read(target);
        if (read > 0) {
            bytes.add(read);
        }
        return read;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
