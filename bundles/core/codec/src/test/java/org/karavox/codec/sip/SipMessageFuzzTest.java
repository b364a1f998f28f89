package org.karavox.codec.sip;

import com.code_intelligence.jazzer.junit.FuzzTest;

class SipMessageFuzzTest {

    @FuzzTest(maxDuration = "3s")
    void readsAnything(byte[] bytes) {
        SipMessage message = new SipMessage();
        boolean looksLikeSip = SipStartLine.matches(Windows.over(bytes, bytes.length));
        boolean isSip = message.read(Windows.over(bytes, bytes.length));
        SipMessageTest.touchEverything(message);
        if (looksLikeSip && !isSip && bytes.length < SipStartLine.LONGEST) {
            throw new AssertionError("Start line accepted, message refused");
        }
    }
}
