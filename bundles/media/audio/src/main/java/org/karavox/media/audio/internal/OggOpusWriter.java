package org.karavox.media.audio.internal;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusMSEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * Opus in Ogg, RFC 3533 and RFC 7845. Two channels are two streams of their own (mapping family 1, none coupled), so that
 * nothing of one side is heard on the other.
 */
final class OggOpusWriter implements SoundWriter {

    private static final int GRANULES_HZ = 48000;
    private static final int FRAMES_HZ = 50;
    private static final int MAX_PACKET = 4000;
    private static final int PAGE_PACKETS = 50; // a second
    private static final int SERIAL = 0x4B564F58; // one stream per file
    private static final int[] CRC = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc << 1 ^ (crc < 0 ? 0x04C11DB7 : 0);
            }
            CRC[i] = crc;
        }
    }

    private final FileChannel file;
    private final int channels;
    private final int frame;
    private final int granulesPerFrame;
    private final int preSkip;
    private final OpusMSEncoder encoder;
    private final short[] pending;
    private final byte[] packet;
    private final ByteArrayOutputStream lacing = new ByteArrayOutputStream();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int pendingFrames;
    private int pagePackets;
    private int pages;
    private long granule;
    private long frames;

    /**
     * @param rateHz 8000, 12000, 16000, 24000 or 48000
     * @param bitsPerSecond of each channel
     */
    OggOpusWriter(FileChannel file, int rateHz, int channels, int bitsPerSecond) throws IOException {
        this.file = file;
        this.channels = channels;
        frame = rateHz / FRAMES_HZ;
        granulesPerFrame = GRANULES_HZ / FRAMES_HZ;
        pending = new short[frame * channels];
        packet = new byte[MAX_PACKET];
        try {
            encoder = OpusMSEncoder.Create(rateHz, channels, channels, 0, channels == 2 ? new short[] {0, 1} : new short[] {0},
                    OpusApplication.OPUS_APPLICATION_VOIP);
        } catch (OpusException e) {
            throw new IOException("No Opus at " + rateHz + " Hz with " + channels + " channels", e);
        }
        encoder.setBitrate(bitsPerSecond * channels);
        encoder.setComplexity(4); // beyond, it costs twice the time and nobody hears it
        preSkip = encoder.getLookahead() * (GRANULES_HZ / rateHz);
        head(rateHz);
    }

    private void head(int rateHz) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(21 + channels).order(ByteOrder.LITTLE_ENDIAN);
        head.put("OpusHead".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) channels).putShort((short) preSkip);
        head.putInt(rateHz).putShort((short) 0).put((byte) 1).put((byte) channels).put((byte) 0);
        for (int channel = 0; channel < channels; channel++) {
            head.put((byte) channel);
        }
        add(head.array(), head.capacity());
        page(0, 2);
        ByteBuffer tags = ByteBuffer.allocate(23).order(ByteOrder.LITTLE_ENDIAN);
        tags.put("OpusTags".getBytes(StandardCharsets.US_ASCII)).putInt(7).put("Karavox".getBytes(StandardCharsets.US_ASCII)).putInt(0);
        add(tags.array(), tags.capacity());
        page(0, 0);
    }

    @Override
    public void write(short[] samples, int count) throws IOException {
        int done = 0;
        while (done < count) {
            int some = Math.min(frame - pendingFrames, count - done);
            System.arraycopy(samples, done * channels, pending, pendingFrames * channels, some * channels);
            pendingFrames += some;
            done += some;
            frames += some;
            if (pendingFrames == frame) {
                encode();
            }
        }
    }

    private void encode() throws IOException {
        if (pagePackets == PAGE_PACKETS || lacing.size() + MAX_PACKET / 255 + 1 > 255) {
            page(granule, 0);
        }
        int length;
        try {
            length = encoder.encodeMultistream(pending, 0, frame, packet, 0, packet.length);
        } catch (RuntimeException | AssertionError e) {
            throw new IOException("The sound could not be compressed (" + e + "); use saveaudio = wav", e);
        }
        if (length <= 0) {
            throw new IOException("The sound could not be compressed (answer " + length + "); use saveaudio = wav");
        }
        add(packet, length);
        granule += granulesPerFrame;
        pendingFrames = 0;
    }

    private void add(byte[] bytes, int length) {
        for (int rest = length; ; rest -= 255) {
            lacing.write(Math.min(rest, 255));
            if (rest < 255) {
                break;
            }
        }
        body.write(bytes, 0, length);
        pagePackets++;
    }

    private void page(long position, int flags) throws IOException {
        byte[] laces = lacing.toByteArray();
        ByteBuffer page = ByteBuffer.allocate(27 + laces.length + body.size()).order(ByteOrder.LITTLE_ENDIAN);
        page.put("OggS".getBytes(StandardCharsets.US_ASCII)).put((byte) 0).put((byte) flags).putLong(position).putInt(SERIAL).putInt(pages++);
        page.putInt(0).put((byte) laces.length).put(laces).put(body.toByteArray());
        int crc = 0;
        for (byte one : page.array()) {
            crc = crc << 8 ^ CRC[crc >>> 24 ^ one & 0xFF];
        }
        page.putInt(22, crc).flip();
        while (page.hasRemaining()) {
            file.write(page);
        }
        lacing.reset();
        body.reset();
        pagePackets = 0;
    }

    /** What was written, and enough silence to get it out of the encoder; the last position cuts that off again. */
    @Override
    public void close() throws IOException {
        long end = preSkip + frames * granulesPerFrame / frame;
        while (pendingFrames > 0 || granule < end) {
            java.util.Arrays.fill(pending, pendingFrames * channels, pending.length, (short) 0);
            encode();
        }
        page(Math.min(granule, end), 4);
    }
}
