package org.karavox.itests.container;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Ethernet frames of calls between 192.0.2.1 and 192.0.2.2, plain or wrapped in VXLAN. */
final class CallFrames {

    static final int SIP_PORT = 5060;
    private static final int CALLER = 0xC0000201;
    private static final int CALLED = 0xC0000202;

    private CallFrames() {
    }

    static byte[] invite(String callId, int mediaPort) {
        return message("INVITE sip:bob@192.0.2.2 SIP/2.0", callId, "1 INVITE", "", sdp("192.0.2.1", mediaPort), true);
    }

    static byte[] ok(String callId, int mediaPort) {
        return message("SIP/2.0 200 OK", callId, "1 INVITE", ";tag=b", sdp("192.0.2.2", mediaPort), false);
    }

    static byte[] ack(String callId) {
        return message("ACK sip:bob@192.0.2.2 SIP/2.0", callId, "1 ACK", ";tag=b", "", true);
    }

    static byte[] bye(String callId) {
        return message("BYE sip:bob@192.0.2.2 SIP/2.0", callId, "2 BYE", ";tag=b", "", true);
    }

    static byte[] byeOk(String callId) {
        return message("SIP/2.0 200 OK", callId, "2 BYE", ";tag=b", "", false);
    }

    /** 20 ms of PCMU from the caller. */
    static byte[] rtp(int sequence, int sourcePort, int destinationPort) {
        ByteBuffer packet = ByteBuffer.allocate(172);
        packet.putShort((short) 0x8000).putShort((short) sequence).putInt(sequence * 160).putInt(0x1234_0000 | sourcePort);
        return ethernet(udp(CALLER, CALLED, sourcePort, destinationPort, packet.array()));
    }

    static byte[] vxlan(int port, byte[] inner) {
        ByteBuffer payload = ByteBuffer.allocate(8 + inner.length);
        payload.putInt(0x0800_0000).putInt(42 << 8).put(inner);
        return ethernet(udp(0xC6336401, 0xC6336402, 50_000, port, payload.array()));
    }

    private static String sdp(String address, int port) {
        return "v=0\r\no=- 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\nm=audio " + port
                + " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";
    }

    private static byte[] message(String firstLine, String callId, String cseq, String toTag, String body, boolean fromCaller) {
        String text = firstLine + "\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK" + callId.hashCode() + cseq.charAt(0)
                + "\r\nMax-Forwards: 70\r\nFrom: <sip:alice@192.0.2.1>;tag=a\r\nTo: <sip:bob@192.0.2.2>" + toTag + "\r\nCall-ID: " + callId
                + "\r\nCSeq: " + cseq + "\r\nContact: <sip:alice@192.0.2.1>\r\n"
                + (body.isEmpty() ? "" : "Content-Type: application/sdp\r\n") + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        return ethernet(fromCaller ? udp(CALLER, CALLED, SIP_PORT, SIP_PORT, payload) : udp(CALLED, CALLER, SIP_PORT, SIP_PORT, payload));
    }

    private static byte[] ethernet(byte[] ip) {
        return ByteBuffer.allocate(14 + ip.length).put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0}).put(ip).array();
    }

    private static byte[] udp(int source, int destination, int sourcePort, int destinationPort, byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(28 + payload.length);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity()).putInt(0).put((byte) 64).put((byte) 17).putShort((short) 0);
        packet.putInt(source).putInt(destination);
        packet.putShort((short) sourcePort).putShort((short) destinationPort).putShort((short) (8 + payload.length)).putShort((short) 0);
        packet.put(payload);
        packet.putShort(10, checksum(packet));
        return packet.array();
    }

    /** RFC 1071 over the 20 bytes of the IP header. */
    private static short checksum(ByteBuffer header) {
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += header.getShort(i) & 0xFFFF;
        }
        return (short) ~((sum & 0xFFFF) + (sum >>> 16));
    }
}
