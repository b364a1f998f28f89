package org.karavox.signalling.sip.internal;

/** Writes the messages of one dialog. Everything that a test does not care about stays the same. */
final class Dialog {

    final String callId;
    String fromUser = "1001";
    String toUser = "2002";
    String fromTag = "tag-a";
    String toTag = "tag-b";
    String branch = "z9hG4bK-1";

    Dialog(String callId) {
        this.callId = callId;
    }

    Dialog() {
        this("3c26700c1aa8@192.0.2.10");
    }

    /** Sets the topmost Via's branch of the messages to come. */
    Dialog branch(String id) {
        branch = id;
        return this;
    }

    /** Sets the To tag of the messages to come. */
    Dialog toTag(String tag) {
        toTag = tag;
        return this;
    }

    String invite(int sequence, String sdp) {
        return request("INVITE", sequence, false, sdp);
    }

    /** A request of the caller inside the dialog. */
    String fromCaller(String method, int sequence, String sdp) {
        return request(method, sequence, true, sdp);
    }

    /** A request of the called party: From and To have changed places. */
    String fromCalled(String method, int sequence, String sdp) {
        return message(method + " sip:" + fromUser + "@192.0.2.10 SIP/2.0", toUser + "@example.org>;tag=" + toTag,
                fromUser + "@example.net>;tag=" + fromTag, sequence + " " + method, sdp);
    }

    /** Cancels the INVITE of the same branch. */
    String cancel(int sequence) {
        return request("CANCEL", sequence, false, "");
    }

    /** A response to a request of the caller. */
    String answer(int status, int sequence, String method, String sdp) {
        String to = toUser + "@example.org>" + (status == 100 ? "" : ";tag=" + toTag);
        return message("SIP/2.0 " + status + " Reason " + status, fromUser + "@example.net>;tag=" + fromTag, to,
                sequence + " " + method, sdp);
    }

    /** The caller's response to a request of the called party. */
    String answerOfCaller(int status, int sequence, String method, String sdp) {
        return message("SIP/2.0 " + status + " Reason " + status, toUser + "@example.org>;tag=" + toTag,
                fromUser + "@example.net>;tag=" + fromTag, sequence + " " + method, sdp);
    }

    private String request(String method, int sequence, boolean inDialog, String sdp) {
        return message(method + " sip:" + toUser + "@example.org SIP/2.0", fromUser + "@example.net>;tag=" + fromTag,
                toUser + "@example.org>" + (inDialog ? ";tag=" + toTag : ""), sequence + " " + method, sdp);
    }

    private String message(String startLine, String from, String to, String sequence, String sdp) {
        return startLine + "\r\nVia: SIP/2.0/UDP 192.0.2.10:5060;branch=" + branch + ";rport\r\nFrom: <sip:" + from
                + "\r\nTo: <sip:" + to + "\r\nCall-ID: " + callId + "\r\nCSeq: " + sequence + "\r\nMax-Forwards: 70\r\n"
                + (sdp.isEmpty() ? "" : "Content-Type: application/sdp\r\n") + "Content-Length: " + sdp.length() + "\r\n\r\n" + sdp;
    }

    /** An SDP with one audio description. */
    static String audio(String address, int port, String... attributes) {
        return session(address) + media("audio", port, "RTP/AVP 0 8 101", attributes) + "a=rtpmap:101 telephone-event/8000\r\n";
    }

    /** An SDP with T.38. */
    static String fax(String address, int port) {
        return session(address) + media("image", port, "udptl t38") + "a=T38FaxVersion:0\r\n";
    }

    static String session(String address) {
        String family = address.indexOf(':') < 0 ? "IP4 " : "IP6 ";
        return "v=0\r\no=- 1 1 IN " + family + address + "\r\ns=-\r\nc=IN " + family + address + "\r\nt=0 0\r\n";
    }

    static String media(String kind, int port, String rest, String... attributes) {
        StringBuilder text = new StringBuilder("m=" + kind + " " + port + " " + rest + "\r\n");
        for (String attribute : attributes) {
            text.append("a=").append(attribute).append("\r\n");
        }
        return text.toString();
    }
}
