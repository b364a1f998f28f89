package org.karavox.codec.sdp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HashSet;
import java.util.Set;

class SdpFuzzTest {

    /** Whatever the scanner announces, the parser must know as well, so that packets sent to a shard find their call. */
    @FuzzTest(maxDuration = "3s")
    void bothReadersAgree(byte[] bytes) {
        Set<String> announced = new HashSet<>();
        new SdpEndpoints().scan(bytes, 0, bytes.length, (high, low, port) -> announced.add(high + " " + low + " " + port));
        Set<String> known = new HashSet<>();
        for (SdpMedia media : new SdpParser().parse(bytes, 0, bytes.length).media()) {
            media.formats();
            media.formatNames();
            media.packetTimeMillis();
            media.hasCrypto();
            for (SdpFormat format : media.formats()) {
                String name = format.encoding();
                if (!name.isEmpty() && name.chars().allMatch(c -> c >= 'a' && c <= 'z') && !media.hasEncoding(name)) {
                    throw new AssertionError(name + " is there");
                }
            }
            for (int i = 0; i < Math.min(8, media.portCount()); i++) {
                add(known, media.address(), media.port() + 2 * i);
                add(known, media.address(), media.port() + 2 * i + 1);
            }
            SdpAddress control = media.rtcpAddress().kind() == SdpAddress.Kind.ABSENT ? media.address() : media.rtcpAddress();
            add(known, control, media.rtcpPort() != 0 ? media.rtcpPort() : media.port() + 1);
            media.candidates().forEach(candidate -> known.add(candidate.high() + " " + candidate.low() + " " + candidate.port()));
        }
        if (!known.containsAll(announced)) {
            throw new AssertionError(announced + " not all in " + known);
        }
    }

    private static void add(Set<String> known, SdpAddress address, int port) {
        if (address.isLiteral()) {
            known.add(address.high() + " " + address.low() + " " + port);
        }
    }
}
