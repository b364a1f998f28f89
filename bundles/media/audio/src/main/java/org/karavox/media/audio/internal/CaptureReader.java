package org.karavox.media.audio.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads what a packet archive gives, classic pcap or pcapng, from its beginning to its end. */
final class CaptureReader {

    /** Takes the frames. The array is used again for the next one. */
    interface FrameTarget {
        void frame(byte[] bytes, int length, long timestampNanos, int linkType) throws IOException;
    }

    private static final int MAX_BLOCK = 1 << 20;
    private static final int SECTION = 0x0A0D0D0A;
    private static final int INTERFACE = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int TIME_RESOLUTION = 9;

    private final InputStream in;
    private byte[] bytes = new byte[4096];

    private CaptureReader(InputStream in) {
        this.in = in;
    }

    /** Reads all frames. What is cut off at the end is no error: calls may still be written. */
    static void read(InputStream in, FrameTarget target) throws IOException {
        CaptureReader reader = new CaptureReader(in);
        byte[] magic = in.readNBytes(4);
        if (magic.length < 4) {
            return;
        }
        int little = ByteBuffer.wrap(magic).order(ByteOrder.LITTLE_ENDIAN).getInt();
        switch (little) {
            case 0xA1B2C3D4 -> reader.readPcap(ByteOrder.LITTLE_ENDIAN, 1000, target);
            case 0xA1B23C4D -> reader.readPcap(ByteOrder.LITTLE_ENDIAN, 1, target);
            case 0xD4C3B2A1 -> reader.readPcap(ByteOrder.BIG_ENDIAN, 1000, target);
            case 0x4D3CB2A1 -> reader.readPcap(ByteOrder.BIG_ENDIAN, 1, target);
            case SECTION -> reader.readPcapNg(target);
            default -> throw new IOException("Neither pcap nor pcapng");
        }
    }

    /** False at the end, also if it comes too early. */
    private boolean fill(int offset, int length) throws IOException {
        if (length < 0 || length > MAX_BLOCK) {
            throw new IOException("A record of " + (length & 0xFFFFFFFFL) + " bytes: the capture is damaged");
        }
        if (bytes.length < offset + length) {
            bytes = java.util.Arrays.copyOf(bytes, Math.max(offset + length, 2 * bytes.length));
        }
        return in.readNBytes(bytes, offset, length) == length;
    }

    private void readPcap(ByteOrder order, int unit, FrameTarget target) throws IOException {
        if (!fill(0, 20)) {
            return;
        }
        int linkType = ByteBuffer.wrap(bytes).order(order).getInt(16) & 0xFFFF;
        while (fill(0, 16)) {
            ByteBuffer head = ByteBuffer.wrap(bytes).order(order);
            long nanos = (head.getInt(0) & 0xFFFFFFFFL) * 1_000_000_000L + (head.getInt(4) & 0xFFFFFFFFL) * unit;
            int length = head.getInt(8);
            if (!fill(0, length)) {
                return;
            }
            target.frame(bytes, length, nanos, linkType);
        }
    }

    private record Interface(int linkType, int resolution) {

        long nanos(long ticks) {
            if ((resolution & 0x80) != 0) {
                int bits = resolution & 0x7F;
                if (bits > 62) {
                    return 0;
                }
                long fraction = ticks & (1L << bits) - 1;
                return (ticks >>> bits) * 1_000_000_000L + (bits > 30 ? (fraction >>> bits - 30) * 1_000_000_000L >>> 30
                        : fraction * 1_000_000_000L >>> bits);
            }
            long nanos = ticks;
            for (int exponent = resolution; exponent < 9; exponent++) {
                nanos *= 10;
            }
            for (int exponent = resolution; exponent > 9; exponent--) {
                nanos /= 10;
            }
            return nanos;
        }
    }

    private void readPcapNg(FrameTarget target) throws IOException {
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        List<Interface> interfaces = new ArrayList<>();
        int type = SECTION;
        while (true) {
            if (!fill(0, 4)) { // length
                return;
            }
            int already = 0;
            if (type == SECTION) {
                byte[] lengthBytes = {bytes[0], bytes[1], bytes[2], bytes[3]};
                if (!fill(0, 4)) {
                    return;
                }
                order = ByteBuffer.wrap(bytes).getInt(0) == 0x1A2B3C4D ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
                System.arraycopy(lengthBytes, 0, bytes, 0, 4);
                already = 4;
                interfaces.clear();
            }
            int length = ByteBuffer.wrap(bytes).order(order).getInt(0) - 12 - already;
            if (!fill(0, length) || !skip(4)) {
                return;
            }
            ByteBuffer body = ByteBuffer.wrap(bytes, 0, length).order(order);
            if (type == INTERFACE && length >= 8) {
                interfaces.add(new Interface(body.getShort(0) & 0xFFFF, resolution(body)));
            } else if (type == ENHANCED_PACKET && length >= 20) {
                packet(body, interfaces, target);
            }
            byte[] next = in.readNBytes(4);
            if (next.length < 4) {
                return;
            }
            type = ByteBuffer.wrap(next).order(order).getInt();
        }
    }

    private boolean skip(int length) throws IOException {
        try {
            in.skipNBytes(length);
            return true;
        } catch (EOFException e) {
            return false;
        }
    }

    private static int resolution(ByteBuffer body) {
        for (int at = 8; at + 4 <= body.limit();) {
            int code = body.getShort(at) & 0xFFFF;
            int length = body.getShort(at + 2) & 0xFFFF;
            if (code == 0) {
                break;
            }
            if (code == TIME_RESOLUTION && length >= 1 && at + 4 < body.limit()) {
                return body.get(at + 4) & 0xFF;
            }
            at += 4 + (length + 3) / 4 * 4;
        }
        return 6;
    }

    private void packet(ByteBuffer body, List<Interface> interfaces, FrameTarget target) throws IOException {
        int number = body.getInt(0);
        int length = body.getInt(12);
        if (number < 0 || number >= interfaces.size() || length < 0 || length > body.limit() - 20) {
            throw new IOException("A packet block that contradicts itself: the capture is damaged");
        }
        Interface from = interfaces.get(number);
        long ticks = (body.getInt(4) & 0xFFFFFFFFL) << 32 | body.getInt(8) & 0xFFFFFFFFL;
        System.arraycopy(bytes, 20, bytes, 0, length);
        target.frame(bytes, length, from.nanos(ticks), from.linkType);
    }
}
