package org.karavox.media.audio.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** RIFF WAVE, PCM of 16 bits. */
final class WavWriter implements SoundWriter {

    private static final int HEADER = 44;
    private static final long MOST = 0xFFFF_FFFFL - HEADER;

    private final FileChannel file;
    private final int rateHz;
    private final int channels;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    private long bytes;

    WavWriter(FileChannel file, int rateHz, int channels) throws IOException {
        this.file = file;
        this.rateHz = rateHz;
        this.channels = channels;
        file.position(HEADER);
    }

    @Override
    public void write(short[] samples, int frames) throws IOException {
        for (int i = 0; i < frames * channels; i++) {
            if (bytes + 2L * channels > MOST && i % channels == 0) {
                return; // sizes have 32 bits; 37 hours of telephony
            }
            if (!buffer.hasRemaining()) {
                flush();
            }
            buffer.putShort(samples[i]);
            bytes += 2;
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        flush();
        buffer.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt((int) (bytes + HEADER - 8));
        buffer.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1).putShort((short) channels);
        buffer.putInt(rateHz).putInt(rateHz * channels * 2).putShort((short) (channels * 2)).putShort((short) 16);
        buffer.put("data".getBytes(StandardCharsets.US_ASCII)).putInt((int) bytes);
        file.position(0);
        flush();
    }
}
