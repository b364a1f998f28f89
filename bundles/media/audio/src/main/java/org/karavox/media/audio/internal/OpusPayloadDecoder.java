package org.karavox.media.audio.internal;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;

/** Opus, RFC 6716, both channels as one. */
final class OpusPayloadDecoder implements Decoder {

    /** What voice needs; 48 kHz would make files three times as large. */
    static final int RATE = 16000;

    private final OpusDecoder decoder;

    OpusPayloadDecoder() {
        try {
            decoder = new OpusDecoder(RATE, 1);
        } catch (OpusException e) {
            throw new IllegalStateException(e); // only for a rate that does not exist
        }
    }

    @Override
    public int rateHz() {
        return RATE;
    }

    @Override
    public int decode(byte[] payload, int offset, int length, short[] target) {
        if (length < 2) {
            return 0; // nothing but the table of contents: silence is not sent
        }
        try {
            return Math.max(0, decoder.decode(payload, offset, length, target, 0, RATE / 1000 * 120, false));
        } catch (OpusException | RuntimeException | AssertionError e) {
            decoder.resetState(); // the library answers damaged payloads with whatever happens inside
            return 0;
        }
    }
}
