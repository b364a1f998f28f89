package org.karavox.media.audio.internal;

/** L16: samples as they are, high byte first; of several channels the mean. */
final class L16Decoder implements Decoder {

    private final int rateHz;
    private final int channels;

    L16Decoder(int rateHz, int channels) {
        this.rateHz = rateHz;
        this.channels = channels;
    }

    @Override
    public int rateHz() {
        return rateHz;
    }

    @Override
    public int decode(byte[] payload, int offset, int length, short[] target) {
        int frames = length / (2 * channels);
        int at = offset;
        for (int i = 0; i < frames; i++) {
            int sum = 0;
            for (int channel = 0; channel < channels; channel++, at += 2) {
                sum += (short) (payload[at] << 8 | payload[at + 1] & 0xFF);
            }
            target[i] = (short) (sum / channels);
        }
        return frames;
    }
}
