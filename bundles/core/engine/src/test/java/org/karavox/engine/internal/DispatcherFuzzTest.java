package org.karavox.engine.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.karavox.packet.LinkTypes;
import org.karavox.tunnel.Attachment;

/** Any bytes may come as frames: each gets a fate, none an exception. */
class DispatcherFuzzTest {

    private static final int[] LINKS = {LinkTypes.ETHERNET, LinkTypes.RAW, LinkTypes.NULL, LinkTypes.LINUX_SLL, LinkTypes.LINUX_SLL2,
        LinkTypes.PPP, LinkTypes.LOOP, LinkTypes.ATM_RFC1483};

    /** First byte: link type and number of frames into which the rest is cut. */
    @FuzzTest(maxDuration = "3s")
    void givesEveryFrameAFate(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Walk walk = new Walk(new TestPlugins.Prefix("prefix", Attachment.udpPort(7777), Attachment.ipProtocol(47)));
        int linkType = LINKS[input[0] & 7];
        int count = 1 + (input[0] >> 3 & 7);
        int size = Math.max(1, (input.length - 1 + count - 1) / count);
        long frames = 0;
        for (int at = 1; at < input.length; at += size) {
            walk.frame(Arrays.copyOfRange(input, at, Math.min(input.length, at + size)), linkType);
            frames++;
        }
        long fates = walk.fates().values().stream().mapToLong(n -> n).sum();
        if (fates != frames + walk.dispatcher.rebuilt()) {
            throw new AssertionError(frames + " frames and " + walk.dispatcher.rebuilt() + " rebuilt, but " + walk.fates());
        }
        if (walk.fates().containsKey("engine.failed")) {
            throw new AssertionError("a frame could not be decoded: " + walk.fates());
        }
    }
}
