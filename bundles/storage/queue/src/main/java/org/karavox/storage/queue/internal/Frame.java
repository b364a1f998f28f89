package org.karavox.storage.queue.internal;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Format of the files of the journal, big-endian.
 *
 * <pre>
 * file   = head, frames
 * head   = "KARAVOXQ" | version (4) | journal, a UUID (16) | number of the first frame (8) | CRC-32C of all before (4)
 * frame  = F9 "KXR" | length of the payload (4) | CRC-32C of number and payload (4) | number (8) | payload
 * </pre>
 *
 * The payload is a call record in its binary form. Numbers go up by one from frame to frame and from file to file.
 */
final class Frame {

    static final int FILE_HEAD = 40;
    static final int HEAD = 20;
    static final int VERSION = 1;
    static final int MARK = 0xF94B5852; // begins with a byte that no UTF-8 text has

    private static final long MAGIC = 0x4B41_5241_564F_5851L;

    /** The head of a file. */
    record FileHead(int version, UUID journal, long first) {
    }

    private Frame() {
    }

    static void putFileHead(ByteBuffer target, UUID journal, long first) {
        int start = target.position();
        target.putLong(MAGIC).putInt(VERSION).putLong(journal.getMostSignificantBits()).putLong(journal.getLeastSignificantBits())
                .putLong(first);
        CRC32C crc = new CRC32C();
        crc.update(target.array(), target.arrayOffset() + start, FILE_HEAD - 4);
        target.putInt((int) crc.getValue());
    }

    /** Empty if those bytes are no whole head. */
    static Optional<FileHead> fileHead(ByteBuffer source) {
        if (source.remaining() < FILE_HEAD || source.getLong(source.position()) != MAGIC) {
            return Optional.empty();
        }
        CRC32C crc = new CRC32C();
        crc.update(source.array(), source.arrayOffset() + source.position(), FILE_HEAD - 4);
        int at = source.position();
        if (source.getInt(at + FILE_HEAD - 4) != (int) crc.getValue()) {
            return Optional.empty();
        }
        UUID journal = new UUID(source.getLong(at + 12), source.getLong(at + 20));
        return Optional.of(new FileHead(source.getInt(at + 8), journal, source.getLong(at + 28)));
    }

    static void put(ByteBuffer target, long number, byte[] payload, int length) {
        target.putInt(MARK).putInt(length);
        int crcAt = target.position();
        target.putInt(0).putLong(number).put(payload, 0, length);
        target.putInt(crcAt, checksum(target.array(), target.arrayOffset() + crcAt + 4, 8 + length));
    }

    static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
