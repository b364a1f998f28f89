package org.karavox.capture.pcapfile.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip, RFC 1952: any number of members, one after the other. Unlike the stream of the class library it does
 * not take a pause of a pipe for the end, and says so when a further member is cut off.
 *
 * <pre>
 *  ID1 ID2 CM FLG | MTIME (4) | XFL OS | [extra] [name 0] [comment 0] [header CRC (2)] | deflate | CRC32 (4) | ISIZE (4)
 * </pre>
 */
final class GzipChannel implements ReadableByteChannel {

    private static final int HEADER_CRC = 0x02;
    private static final int EXTRA = 0x04;
    private static final int NAME = 0x08;
    private static final int COMMENT = 0x10;
    private static final int END_OF_INPUT = -1;

    private final ReadableByteChannel channel;
    private final ByteBuffer packed = ByteBuffer.allocate(1 << 16).limit(0);
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private long packedBytes;
    private boolean inMember;
    private boolean afterFirst;
    private boolean ended;
    private DamagedInputException damage;
    private boolean open = true;

    /** @param channel closed with this one */
    GzipChannel(ReadableByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (damage != null) {
            throw damage;
        }
        while (!ended) {
            if (!inMember && !nextMember()) {
                ended = true;
                break;
            }
            int length = inflate(target);
            if (length > 0) {
                return length;
            }
            if (inflater.finished()) {
                checkTrailer();
                inMember = false;
            } else if (!refill()) {
                throw damaged("ends in the middle");
            }
        }
        return -1;
    }

    private int inflate(ByteBuffer target) throws IOException {
        int start = target.position();
        long before = inflater.getBytesWritten();
        int length;
        try {
            length = inflater.inflate(target);
        } catch (DataFormatException e) {
            length = (int) (inflater.getBytesWritten() - before); // these are good, and stand in the target already
            damage = damaged("is damaged (" + (e.getMessage() == null ? "no valid code" : e.getMessage()) + ")");
            if (length == 0) {
                throw damage;
            }
        }
        if (length > 0) {
            int limit = target.limit();
            target.limit(start + length).position(start);
            checksum.update(target);
            target.limit(limit);
        } else if (inflater.needsDictionary()) {
            throw damaged("asks for a dictionary");
        }
        return length;
    }

    private boolean nextMember() throws IOException {
        int first = octet();
        while (afterFirst && first == 0) { // tapes and some archivers fill the last block with zeros
            first = octet();
        }
        if (first == END_OF_INPUT) {
            return false;
        }
        if (first != 0x1F || needed() != 0x8B) {
            throw damaged("is followed by something else");
        }
        if (needed() != 8) {
            throw damaged("is packed by an unknown method");
        }
        int flags = needed();
        skip(6); // MTIME, XFL, OS
        if ((flags & EXTRA) != 0) {
            skip(needed() | needed() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        inflater.setInput(packed);
        checksum.reset();
        inMember = true;
        afterFirst = true;
        return true;
    }

    private void checkTrailer() throws IOException {
        int expected = littleEndian();
        int length = littleEndian();
        if (expected != (int) checksum.getValue() || length != (int) inflater.getBytesWritten()) {
            throw damaged("does not have the checksum it announces");
        }
    }

    private int littleEndian() throws IOException {
        return needed() | needed() << 8 | needed() << 16 | needed() << 24;
    }

    private void skip(int length) throws IOException {
        for (int i = 0; i < length; i++) {
            needed();
        }
    }

    private void skipText() throws IOException {
        while (needed() != 0) {
            continue;
        }
    }

    private int needed() throws IOException {
        int octet = octet();
        if (octet == END_OF_INPUT) {
            throw damaged("ends in the middle");
        }
        return octet;
    }

    private int octet() throws IOException {
        return packed.hasRemaining() || refill() ? packed.get() & 0xFF : END_OF_INPUT;
    }

    /** Called with {@code packed} used up; the inflater looks at the same buffer again. */
    private boolean refill() throws IOException {
        packed.clear();
        int read;
        try {
            read = channel.read(packed);
        } finally {
            packed.flip();
        }
        packedBytes += Math.max(read, 0);
        return read > 0;
    }

    private DamagedInputException damaged(String how) {
        ended = true;
        return new DamagedInputException("its gzip data " + how + " near packed byte " + (packedBytes - packed.remaining()));
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            inflater.end();
            channel.close();
        }
    }
}
