package org.karavox.signalling.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.karavox.tunnel.Attachment;

class SipSignallingTest {

    private static List<Attachment> attachments(String sipport) {
        return new SipSignalling(new Settings().set("sipport", sipport).config(), new Sensor(1)).attachments();
    }

    @Test
    void asksForTheDefaultPort() {
        assertEquals(List.of(Attachment.udpPort(5060)), new SipSignalling(new Settings().config(), new Sensor(1)).attachments());
    }

    @Test
    void asksForConfiguredPortsAndRanges() {
        assertEquals(List.of(Attachment.udpPorts(5060, 5061), Attachment.udpPorts(5070, 5080), Attachment.udpPort(15060)),
                attachments("5060,5061;5070-5080 15060"));
    }

    @Test
    void aPortListWithoutAnyPortMeansTheDefault() {
        assertEquals(List.of(Attachment.udpPort(5060)), attachments("x, 70000"));
    }

    @Test
    void saysWhichPartsOfAListItRejects() {
        List<String> rejected = new ArrayList<>();
        BitSet numbers = NumberList.parse("1;2-4,7-6 x -3 70000 9-", 0xFFFF, rejected::add);
        assertEquals("{1, 2, 3, 4}", numbers.toString());
        assertEquals(List.of("7-6", "x", "-3", "70000", "9-"), rejected);
    }

    @Test
    void zeroSwitchesALimitOff() {
        SipSettings settings = SipSettings.of(new Settings().set("absolute_timeout", 0).set("max_sip_packets_in_call", 0).config(), 0);
        assertEquals(SipSettings.NEVER, settings.absoluteTimeout());
        assertEquals(Integer.MAX_VALUE, settings.mostMessages());
        assertEquals(300_000_000_000L, settings.rtpTimeout());
    }
}
