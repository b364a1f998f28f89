package org.karavox.storage.spool.internal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A way to compress. What is compressed piece by piece can be put one behind the other and is read as one: each piece is a
 * whole frame, member or stream of its format, so a torn end costs no more than the last.
 */
enum Compression {
    /** None. */
    NONE("") {
        @Override
        int pack(byte[] bytes, int length, byte[] target, int level) {
            System.arraycopy(bytes, 0, target, 0, length);
            return length;
        }
    },
    /** Zstandard, RFC 8878. */
    ZSTD(".zst") {
        @Override
        int pack(byte[] bytes, int length, byte[] target, int level) {
            try (ZstdCompressCtx context = new ZstdCompressCtx()) {
                context.setLevel(level == DEFAULT_LEVEL ? Zstd.defaultCompressionLevel() : level);
                context.setChecksum(true);
                return context.compressByteArray(target, 0, target.length, bytes, 0, length);
            }
        }
    },
    /** gzip, RFC 1952. */
    GZIP(".gz") {
        @Override
        int pack(byte[] bytes, int length, byte[] target, int level) throws IOException {
            Into into = new Into(target);
            try (GZIPOutputStream out = new LevelledGzip(into, level)) {
                out.write(bytes, 0, length);
            }
            return into.length();
        }
    },
    /** xz with LZMA2. */
    LZMA(".xz") {
        @Override
        int pack(byte[] bytes, int length, byte[] target, int level) throws IOException {
            Into into = new Into(target);
            Xz.pack(bytes, length, into, level);
            return into.length();
        }
    };

    /** Level of a library's own choice. */
    static final int DEFAULT_LEVEL = -1;

    /** What is appended to the name of an archive. */
    final String extension;

    Compression(String extension) {
        this.extension = extension;
    }

    /** Most bytes that {@link #pack} makes of {@code length}. */
    static int packedBound(int length) {
        return length + length / 16 + 4_096; // all of them store what they cannot compress
    }

    /**
     * Compresses.
     *
     * @param target of at least {@link #packedBound} bytes
     * @return length of the result
     */
    abstract int pack(byte[] bytes, int length, byte[] target, int level) throws IOException;

    /** Reads what was compressed one way or another; which, its first bytes say. */
    static InputStream unpacked(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 64 << 10);
        buffered.mark(8);
        byte[] magic = buffered.readNBytes(6);
        buffered.reset();
        if (begins(magic, 0x28, 0xB5, 0x2F, 0xFD)) {
            return new ZstdInputStream(buffered).setContinuous(false);
        }
        if (begins(magic, 0x1F, 0x8B)) {
            return new GZIPInputStream(buffered, 64 << 10);
        }
        if (begins(magic, 0xFD, '7', 'z', 'X', 'Z', 0)) {
            return Xz.unpacked(buffered);
        }
        if (begins(magic, 'L', 'Z', 'O') || begins(magic, 'L', 'Z', '4') || begins(magic, 'S', 'N', 'A')) {
            throw new UnsupportedCompressionException("it is compressed with " + new String(magic, 0, 3, StandardCharsets.US_ASCII)
                    + ", which cannot be read here: set pcap_dump_zip_rtp = no in the process that writes it");
        }
        return buffered;
    }

    private static boolean begins(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** The message is for people. */
    static final class UnsupportedCompressionException extends IOException {

        private static final long serialVersionUID = 1L;

        UnsupportedCompressionException(String message) {
            super(message);
        }
    }

    private static final class LevelledGzip extends GZIPOutputStream {

        LevelledGzip(OutputStream out, int level) throws IOException {
            super(out, 8 << 10);
            def.setLevel(Math.min(level, 9));
        }
    }

    private static final class Into extends OutputStream {

        private final byte[] target;
        private int length;

        Into(byte[] target) {
            this.target = target;
        }

        @Override
        public void write(int b) {
            target[length++] = (byte) b;
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            System.arraycopy(bytes, offset, target, length, count);
            length += count;
        }

        int length() {
            return length;
        }
    }
}
