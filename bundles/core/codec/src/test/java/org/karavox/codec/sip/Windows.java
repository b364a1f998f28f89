package org.karavox.codec.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;

/** Windows over text, one byte per character. */
final class Windows {

    private Windows() {
    }

    static PacketCursor over(String text) {
        return over(text.getBytes(ISO_8859_1), text.length());
    }

    /** Exactly as long as the window: a read behind its end throws. */
    static PacketCursor over(byte[] bytes, int length) {
        PacketCursor cursor = new PacketCursor();
        cursor.frame(Arrays.copyOf(bytes, length), 0, length, length, 0, LinkTypes.RAW);
        return cursor;
    }
}
