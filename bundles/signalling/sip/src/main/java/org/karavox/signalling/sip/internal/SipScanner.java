package org.karavox.signalling.sip.internal;

import java.util.BitSet;
import org.karavox.codec.sdp.SdpEndpoints;
import org.karavox.codec.sip.SipMessage;
import org.karavox.codec.sip.SipStartLine;
import org.karavox.packet.Hashing;
import org.karavox.packet.PacketCursor;
import org.karavox.signalling.ScanResult;
import org.karavox.signalling.Signalling;

/** Finds Call-ID and announced media. Asked about every datagram, so the start line decides before anything is read. */
final class SipScanner implements Signalling.Scanner {

    private static final int LONGEST_KEEP_ALIVE = 16;
    /** Some phones send four bytes of junk, others a word. */
    private static final int LONGEST_JUNK = 5;

    private final BitSet ports;
    private final SipMessage message = new SipMessage();
    private final SdpEndpoints endpoints = new SdpEndpoints();
    private final SdpEndpoints.Sink sink = this::announce;
    private ScanResult result;

    SipScanner(BitSet ports) {
        this.ports = ports;
    }

    @Override
    public int scan(PacketCursor payload, ScanResult scanResult) {
        if (!SipStartLine.matches(payload)) {
            return payload.remaining() <= LONGEST_KEEP_ALIVE && isKeepAlive(payload) ? NO_PAYLOAD : NOT_MINE;
        }
        if (!message.read(payload) || message.callIdLength() == 0) {
            return MALFORMED;
        }
        scanResult.callKey(Hashing.bytes(payload, message.callIdOffset(), message.callIdLength()));
        if (message.sdpLength() > 0 && message.status() < 300 && message.method().carriesSession()) {
            result = scanResult;
            endpoints.scan(message.bytes(), message.sdpOffset(), message.sdpLength(), sink);
            result = null;
        }
        return MESSAGE;
    }

    private void announce(long high, long low, int port) {
        result.mediaEndpoint(high, low, port);
    }

    private boolean isKeepAlive(PacketCursor payload) {
        if (!ports.get(payload.destinationPort()) && !ports.get(payload.sourcePort())) {
            return false;
        }
        int length = payload.remaining();
        if (length <= LONGEST_JUNK) {
            return true;
        }
        for (int i = 0; i < length; i++) {
            int c = payload.u8(i);
            if (c != 0 && c != '\r' && c != '\n') {
                return false;
            }
        }
        return true;
    }
}
