package org.karavox.itests.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.karavox.call.Endpoint;

/**
 * The messages of one call. {@link #at} sets the time of the next message; every message is added as soon as it is named.
 * A response answers the latest request, whoever sent it.
 */
public final class Dialog {

    private static final Map<Integer, String> REASONS = Map.ofEntries(Map.entry(100, "Trying"), Map.entry(180, "Ringing"),
            Map.entry(183, "Session Progress"), Map.entry(200, "OK"), Map.entry(302, "Moved Temporarily"), Map.entry(401, "Unauthorized"),
            Map.entry(404, "Not Found"), Map.entry(407, "Proxy Authentication Required"), Map.entry(486, "Busy Here"),
            Map.entry(487, "Request Terminated"), Map.entry(488, "Not Acceptable Here"), Map.entry(603, "Decline"));

    private final Traffic traffic;
    private final String callId;
    private final Party caller;
    private final Party called;
    private String fromTag = "f1";
    private String callerName = "";
    private String toTag = "";
    private String branchSuffix = "";
    private int callerSequence;
    private int calledSequence = 100;
    private final List<String> extraHeaders = new ArrayList<>();
    private long micros;
    private int fragmentStep;
    private int[] fragmentOrder = {};

    private Party requester;
    private String method = "";
    private int sequence;
    private int inviteSequence;
    private Party inviter;
    private boolean inviteAccepted;
    private Party lastSender;
    private Party lastReceiver;
    private byte[] lastMessage = {};

    Dialog(Traffic traffic, String callId, Party caller, Party called) {
        this.traffic = traffic;
        this.callId = callId;
        this.caller = caller;
        this.called = called;
    }

    /** The next message is sent at this time. */
    public Dialog at(long millis) {
        micros = millis * 1000;
        return this;
    }

    /** The next message has this header line as well. */
    public Dialog header(String line) {
        extraHeaders.add(line);
        return this;
    }

    /** From now on From, where it is the caller, has this display name, as written. */
    public Dialog callerName(String name) {
        callerName = name + " ";
        return this;
    }

    /** From now on the called party's tag is this one; a new branch of a forked call. */
    public Dialog branch(String tag) {
        toTag = tag;
        return this;
    }

    /** The next message goes in fragments of {@code step} bytes, sent in the given order; no order = as cut. */
    public Dialog inFragments(int step, int... order) {
        fragmentStep = step;
        fragmentOrder = order;
        return this;
    }

    /** INVITE of the caller. */
    public Dialog invite(Sdp offer) {
        return inviteFrom(caller, offer);
    }

    /** INVITE of either party: the first of the call, or a re-INVITE. */
    public Dialog inviteFrom(Party who, Sdp offer) {
        request(who, "INVITE", next(who), offer);
        inviteSequence = sequence;
        inviter = who;
        inviteAccepted = false;
        return this;
    }

    /** A response without a body. */
    public Dialog respond(int status) {
        return respond(status, null);
    }

    /** A response to the latest request. */
    public Dialog respond(int status, Sdp body) {
        Party sender = other(requester);
        inviteAccepted |= method.equals("INVITE") && status / 100 == 2;
        if (status > 100 && toTag.isEmpty()) {
            toTag = "t1";
        }
        StringBuilder message = new StringBuilder("SIP/2.0 " + status + " " + REASONS.get(status) + "\r\n");
        headers(message, requester, method, sequence, status > 100);
        if (body != null) {
            message.append("Contact: <").append(sender.contact()).append(">\r\n");
        }
        return send(sender, requester, finish(message, "application/sdp", body == null ? null : body.toString()));
    }

    /** A response to the INVITE although another request came between. */
    public Dialog respondToInvite(int status, Sdp body) {
        requester = inviter;
        method = "INVITE";
        sequence = inviteSequence;
        return respond(status, body);
    }

    /** ACK of the latest INVITE. */
    public Dialog ack() {
        return request(inviter, "ACK", inviteSequence, null);
    }

    /** CANCEL of the latest INVITE. */
    public Dialog cancel() {
        return request(inviter, "CANCEL", inviteSequence, null);
    }

    /** BYE of either party. */
    public Dialog bye(Party who) {
        return request(who, "BYE", next(who), null);
    }

    /** INFO of either party. */
    public Dialog info(Party who, String type, String body) {
        return request(who, "INFO", next(who), type, body);
    }

    /** The last message once more. */
    public Dialog again() {
        return send(lastSender, lastReceiver, lastMessage);
    }

    private int next(Party who) {
        return who.equals(caller) ? ++callerSequence : ++calledSequence;
    }

    private Dialog request(Party who, String name, int number, Sdp body) {
        return request(who, name, number, "application/sdp", body == null ? null : body.toString());
    }

    private Dialog request(Party who, String name, int number, String type, String body) {
        requester = who;
        method = name;
        sequence = number;
        branchSuffix = name.equals("ACK") && inviteAccepted ? "-ack" : ""; // the ACK of a 2xx is a transaction of its own
        StringBuilder message = new StringBuilder(name + " " + other(who).uri() + " SIP/2.0\r\n");
        headers(message, who, name, number, !toTag.isEmpty() && !name.equals("CANCEL"));
        message.append("Max-Forwards: 70\r\n");
        message.append("Contact: <").append(who.contact()).append(">\r\n");
        return send(who, other(who), finish(message, type, body));
    }

    private void headers(StringBuilder message, Party who, String name, int number, boolean withTag) {
        String near = callerName + "<" + caller.uri() + ">;tag=" + fromTag;
        String far = "<" + called.uri() + ">" + (withTag ? ";tag=" + toTag : "");
        boolean forward = who.equals(caller);
        Endpoint via = who.signalling();
        message.append("Via: SIP/2.0/UDP ").append(who.host()).append(':').append(via.port()).append(";branch=z9hG4bK-").append(who.user())
                .append('-').append(number).append(branchSuffix).append("\r\n");
        message.append("From: ").append(forward ? near : far).append("\r\n");
        message.append("To: ").append(forward ? far : near).append("\r\n");
        message.append("Call-ID: ").append(callId).append("\r\n");
        message.append("CSeq: ").append(number).append(' ').append(name).append("\r\n");
        extraHeaders.forEach(line -> message.append(line).append("\r\n"));
        extraHeaders.clear();
    }

    private static byte[] finish(StringBuilder message, String type, String body) {
        String text = body == null ? "" : body;
        if (body != null) {
            message.append("Content-Type: ").append(type).append("\r\n");
        }
        message.append("Content-Length: ").append(text.getBytes(UTF_8).length).append("\r\n\r\n").append(text);
        return message.toString().getBytes(UTF_8);
    }

    private Dialog send(Party from, Party to, byte[] message) {
        lastSender = from;
        lastReceiver = to;
        lastMessage = message;
        if (fragmentStep > 0) {
            traffic.udpInFragments(micros, from.signalling(), to.signalling(), message, fragmentStep, fragmentOrder);
            fragmentStep = 0;
        } else {
            traffic.udp(micros, from.signalling(), to.signalling(), message);
        }
        return this;
    }

    private Party other(Party who) {
        return who.equals(caller) ? called : caller;
    }
}
