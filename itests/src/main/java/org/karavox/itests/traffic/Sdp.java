package org.karavox.itests.traffic;

import java.util.ArrayList;
import java.util.List;

/** A session description: a line at a time, media of telephones in one call. */
public final class Sdp {

    private final List<String> lines = new ArrayList<>();

    private Sdp(String address) {
        String family = address.indexOf(':') < 0 ? "IP4" : "IP6";
        lines.add("v=0");
        lines.add("o=- 1 1 IN " + family + " " + address);
        lines.add("s=-");
        lines.add("c=IN " + family + " " + address);
        lines.add("t=0 0");
    }

    /** A session at an address. */
    public static Sdp at(String address) {
        return new Sdp(address);
    }

    /** The usual telephone: G.711 both laws and telephone events. */
    public static Sdp phone(String address, int port) {
        return at(address).audio(port, 0, 8, 101).line("a=rtpmap:101 telephone-event/8000").line("a=fmtp:101 0-16");
    }

    /** An audio description with static payload types, or dynamic ones that following lines explain. */
    public Sdp audio(int port, int... payloadTypes) {
        return media("audio", port, payloadTypes);
    }

    /** Any description over RTP/AVP. */
    public Sdp media(String kind, int port, int... payloadTypes) {
        StringBuilder line = new StringBuilder("m=" + kind + " " + port + " RTP/AVP");
        for (int payloadType : payloadTypes) {
            line.append(' ').append(payloadType);
        }
        return line(line.toString());
    }

    /** Any line. */
    public Sdp line(String line) {
        lines.add(line);
        return this;
    }

    @Override
    public String toString() {
        return String.join("\r\n", lines) + "\r\n";
    }
}
