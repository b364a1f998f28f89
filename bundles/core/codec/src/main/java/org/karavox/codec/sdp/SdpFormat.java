package org.karavox.codec.sdp;

/**
 * One {@code a=rtpmap} with its {@code a=fmtp}.
 *
 * @param payloadType 0..127
 * @param encoding as written, for example {@code telephone-event}
 * @param clockRateHz RTP clock
 * @param channels 1 unless said otherwise
 * @param parameters {@code a=fmtp}, empty if none
 */
public record SdpFormat(int payloadType, String encoding, int clockRateHz, int channels, String parameters) {
}
