package org.karavox.media.audio.internal;

/** Turns the payloads of one stream into samples. Keeps what the codec needs from one payload to the next. One thread. */
interface Decoder {

    /** Samples per second it gives. */
    int rateHz();

    /**
     * Decodes one payload.
     *
     * @param target room for what {@code length} bytes can become at most, see {@link Codecs#MAX_SAMPLES}
     * @return number of samples; 0 if the payload makes no sense
     */
    int decode(byte[] payload, int offset, int length, short[] target);
}
