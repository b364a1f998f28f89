package org.karavox.capture.pcapfile.internal;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/** Reads a stream in pieces as it has them: waits for the first byte, never for a full buffer. */
final class StreamChannel implements ReadableByteChannel {

    private final InputStream stream;
    private final ReadableByteChannel owned;
    private final byte[] piece = new byte[1 << 17];
    private boolean open = true;

    private StreamChannel(InputStream stream, ReadableByteChannel owned) {
        this.stream = stream;
        this.owned = owned;
    }

    /** A stream that is not ours to close. */
    static StreamChannel over(InputStream stream) {
        return new StreamChannel(stream, null);
    }

    /** Zstandard frames, RFC 8878, one after the other. Closes {@code packed} when it is closed. */
    static StreamChannel unpackingZstd(ReadableByteChannel packed) throws IOException {
        return new StreamChannel(new ZstdInputStreamNoFinalizer(Channels.newInputStream(packed)), packed);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        int read = pull(Math.min(piece.length, target.remaining()));
        if (read > 0) {
            target.put(piece, 0, read);
        }
        return read;
    }

    private int pull(int length) throws IOException {
        if (owned == null) {
            return stream.read(piece, 0, length);
        }
        try {
            return stream.read(piece, 0, length);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedInputException("its Zstandard data is damaged or cut off (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        if (open && owned != null) {
            stream.close(); // closes the channel below as well
        }
        open = false;
    }
}
