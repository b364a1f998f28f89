package org.karavox.signalling.sip.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;

class SipCorrelatorFuzzTest {

    /** The input is a conversation: messages between lines of a form feed; the first byte of each decides direction and pause. */
    @FuzzTest(maxDuration = "3s")
    void takesAnyConversation(byte[] bytes) {
        Line line = new Line();
        double second = 0;
        int messages = 0;
        for (String message : new String(bytes, ISO_8859_1).split("\f")) {
            if (!message.isEmpty() && ++messages < 100) {
                int how = message.charAt(0);
                second += (how >> 1 & 0x1F) * 0.7;
                line.sip(second, (how & 1) == 0 ? Line.A : Line.B, (how & 1) == 0 ? Line.B : Line.A, message.substring(1));
                line.rtp(second + 0.1, "192.0.2.10:4000", "198.51.100.20:5000", how & 1);
            }
        }
        line.correlator.close();
        if (!line.shard.legs.isEmpty() || !line.shard.files.open.isEmpty() || line.correlator.activeCalls() != 0) {
            throw new AssertionError("Left behind: " + line.shard.legs.keySet() + line.shard.files.open);
        }
    }
}
