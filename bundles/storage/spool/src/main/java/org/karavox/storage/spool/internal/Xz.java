package org.karavox.storage.spool.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/** xz, apart from {@link Compression} so that a command line that writes plain files does not need the library. */
final class Xz {

    private static final int MEMORY_KIB = 128 << 10; // a file must not be able to ask for more

    private Xz() {
    }

    /** Writes one whole stream of the format. The memory of the encoder follows the length, not the level. */
    static void pack(byte[] bytes, int length, OutputStream target, int level) throws IOException {
        LZMA2Options options = new LZMA2Options(
                level == Compression.DEFAULT_LEVEL ? LZMA2Options.PRESET_DEFAULT : Math.min(level, LZMA2Options.PRESET_MAX));
        options.setDictSize(Math.min(options.getDictSize(), Math.max(LZMA2Options.DICT_SIZE_MIN, length)));
        try (XZOutputStream out = new XZOutputStream(target, options)) {
            out.write(bytes, 0, length);
        }
    }

    static InputStream unpacked(InputStream in) throws IOException {
        return new XZInputStream(in, MEMORY_KIB);
    }
}
