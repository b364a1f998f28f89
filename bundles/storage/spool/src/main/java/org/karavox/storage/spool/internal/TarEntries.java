package org.karavox.storage.spool.internal;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Reads the entries of an archive one after the other, however it is compressed; what is not wanted is skipped, in a plain
 * archive without reading it. An end that is torn is an end. One thread.
 */
final class TarEntries implements Closeable {

    private final Input input;
    private final byte[] header = new byte[TarHeader.BLOCK];
    private long left;
    private long padding;

    private TarEntries(Input input) {
        this.input = input;
    }

    /** @throws IOException if the file cannot be opened, or is compressed in a way that cannot be read */
    static TarEntries open(Path archive) throws IOException {
        FileChannel channel = FileChannel.open(archive, StandardOpenOption.READ);
        try {
            InputStream unpacked = Compression.unpacked(new ChannelStream(channel));
            if (unpacked instanceof BufferedInputStream) { // nothing to unpack
                channel.position(0);
                return new TarEntries(new PlainInput(channel));
            }
            return new TarEntries(new StreamInput(channel, unpacked));
        } catch (EOFException e) { // not even the first frame is whole
            return new TarEntries(new StreamInput(channel, InputStream.nullInputStream()));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The next entry, empty at the end. */
    Optional<TarHeader> next() {
        try {
            if (!input.skip(left + padding) || !input.read(header, 0, TarHeader.BLOCK)) {
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty(); // torn: what is behind cannot be read
        }
        Optional<TarHeader> entry = TarHeader.parse(header);
        left = entry.map(TarHeader::size).orElse(0L);
        padding = entry.map(found -> found.paddedSize() - found.size()).orElse(0L);
        return entry;
    }

    /** Reads from the entry; -1 at its end, or where the archive is torn. */
    int read(byte[] target, int offset, int length) {
        if (left == 0) {
            return -1;
        }
        int part = (int) Math.min(length, left);
        try {
            int got = input.readSome(target, offset, part);
            if (got <= 0) {
                left = 0;
                return -1;
            }
            left -= got;
            return got;
        } catch (IOException e) {
            left = 0;
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    private interface Input extends Closeable {

        int readSome(byte[] target, int offset, int length) throws IOException;

        boolean skip(long bytes) throws IOException;

        default boolean read(byte[] target, int offset, int length) throws IOException {
            int at = 0;
            while (at < length) {
                int got = readSome(target, offset + at, length - at);
                if (got <= 0) {
                    return false;
                }
                at += got;
            }
            return true;
        }
    }

    private static final class PlainInput implements Input {

        private final FileChannel channel;

        PlainInput(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int readSome(byte[] target, int offset, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(target, offset, length));
        }

        @Override
        public boolean skip(long bytes) throws IOException {
            channel.position(channel.position() + bytes);
            return true;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class StreamInput implements Input {

        private final FileChannel channel;
        private final InputStream in;
        private final byte[] waste = new byte[16 << 10];

        StreamInput(FileChannel channel, InputStream in) {
            this.channel = channel;
            this.in = in;
        }

        @Override
        public int readSome(byte[] target, int offset, int length) throws IOException {
            return in.read(target, offset, length);
        }

        @Override
        public boolean skip(long bytes) throws IOException {
            long skipped = 0;
            while (skipped < bytes) {
                int got = in.read(waste, 0, (int) Math.min(waste.length, bytes - skipped));
                if (got <= 0) {
                    return false;
                }
                skipped += got;
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            channel.close();
            in.close();
        }
    }

    /** Reads a channel; closing it is the business of whoever opened it. */
    private static final class ChannelStream extends InputStream {

        private final FileChannel channel;

        ChannelStream(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return length == 0 ? 0 : channel.read(ByteBuffer.wrap(target, offset, length));
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(Integer.MAX_VALUE, channel.size() - channel.position());
        }
    }
}
