package org.karavox.manage.shell.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.karavox.call.Endpoint;
import org.karavox.codec.rtp.PayloadTypes;
import org.karavox.codec.sdp.SdpAddress;
import org.karavox.codec.sdp.SdpDescription;
import org.karavox.codec.sdp.SdpDirection;
import org.karavox.codec.sdp.SdpFormat;
import org.karavox.codec.sdp.SdpMedia;
import org.karavox.codec.sdp.SdpParser;
import org.karavox.codec.sip.SipMessage;
import org.karavox.codec.sip.SipStartLine;
import org.karavox.packet.Addresses;
import org.karavox.packet.PacketCursor;

/**
 * Picks the SIP messages of one call out of the datagrams of a capture. Where no message has its Call-ID, as after a database
 * has cut a long one, all of the capture count: the spool keeps one file per call.
 */
final class MessageReader {

    /** More than {@code max_sip_packets_in_call} lets a call have. */
    private static final int MOST = 50_000;
    private static final int MOST_CODECS = 6;

    private final byte[] callId;
    private final byte[] callIdLatin1;
    private final SipMessage message = new SipMessage();
    private final SdpParser sdp = new SdpParser();
    private final List<Message> messages = new ArrayList<>();
    private final List<Message> others = new ArrayList<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private final Map<Integer, String> encodings = new HashMap<>();

    MessageReader(String callId) {
        this.callId = callId.getBytes(UTF_8);
        this.callIdLatin1 = callId.getBytes(ISO_8859_1);
    }

    /** Takes a datagram; one that is no SIP changes nothing. */
    void datagram(PacketCursor packet) {
        if (messages.size() + others.size() == MOST || !SipStartLine.matches(packet) || !message.read(packet)) {
            return;
        }
        boolean mine = message.hasCallId(callId) || message.hasCallId(callIdLatin1);
        Endpoint source = Endpoint.of(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort());
        Endpoint destination = Endpoint.of(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort());
        String title = message.isRequest() ? message.methodText() : (message.status() + " " + message.reason()).strip();
        String identity = source + " " + destination + " " + title + " " + message.sequence() + " " + message.method() + " "
                + message.branch() + " " + mine + " " + message.fromTag() + " " + message.toTag();
        int repetition = seen.merge(identity, 1, Integer::sum) - 1;
        (mine ? messages : others).add(new Message(packet.timestampNanos(), source, destination, message.isRequest(), title, session(), repetition));
    }

    /** Names of dynamic payload types that were announced; the first one of each number. */
    Map<Integer, String> encodings() {
        return encodings;
    }

    /** In the order of their times. */
    List<Message> messages() {
        List<Message> sorted = new ArrayList<>(messages.isEmpty() ? others : messages);
        sorted.sort((a, b) -> Long.compare(a.nanos(), b.nanos())); // stable
        return sorted;
    }

    private String session() {
        if (message.sdpLength() == 0) {
            return "";
        }
        SdpDescription description = sdp.parse(message.bytes(), message.sdpOffset(), message.sdpLength());
        List<String> media = new ArrayList<>();
        for (SdpMedia one : description.media()) {
            media.add(text(one));
            one.formats().forEach(format -> encodings.putIfAbsent(format.payloadType(), format.encoding()));
        }
        return String.join("; ", media);
    }

    private static String text(SdpMedia media) {
        if (media.port() == 0) {
            return media.kind() + " rejected";
        }
        StringBuilder text = new StringBuilder(media.kind()).append(' ').append(new Endpoint(address(media.address()), media.port()));
        if (media.isRtp()) {
            codecs(media).forEach(codec -> text.append(' ').append(codec));
        }
        return media.direction() == SdpDirection.SENDRECV ? text.toString()
                : text.append(' ').append(media.direction().name().toLowerCase(Locale.ROOT)).toString();
    }

    private static String address(SdpAddress address) {
        return switch (address.kind()) {
            case LITERAL -> Addresses.format(address.high(), address.low());
            case UNSPECIFIED -> "0.0.0.0";
            case HOST_NAME -> "(name)";
            case ABSENT -> "(nowhere)";
        };
    }

    private static List<String> codecs(SdpMedia media) {
        List<SdpFormat> described = media.formats();
        List<String> codecs = new ArrayList<>();
        for (String name : media.formatNames()) {
            if (codecs.size() == MOST_CODECS) {
                codecs.add("...");
                break;
            }
            String encoding = described.stream().filter(format -> Integer.toString(format.payloadType()).equals(name)).map(SdpFormat::encoding)
                    .findFirst().orElse("");
            if (encoding.isEmpty() && name.matches("\\d{1,3}") && Integer.parseInt(name) < PayloadTypes.COUNT) {
                encoding = PayloadTypes.encoding(Integer.parseInt(name));
            }
            codecs.add(encoding.isEmpty() ? name : encoding);
        }
        return codecs;
    }
}
