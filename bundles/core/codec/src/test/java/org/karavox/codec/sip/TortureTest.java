package org.karavox.codec.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.karavox.codec.sdp.SdpEndpoints;
import org.karavox.codec.sdp.SdpParser;

/** The torture messages of RFC 4475. */
class TortureTest {

    /** Not SIP/2.0 by their start line: version 7.0, and a status code of ten digits. */
    private static final Set<String> FOREIGN = Set.of("badvers.dat", "bigcode.dat");

    private final SipMessage message = new SipMessage();
    private Path folder;

    @BeforeEach
    void findThem() {
        folder = Path.of(System.getProperty("karavox.shared", "")).resolve("captures/malformed/rfc4475");
        assumeTrue(Files.isDirectory(folder), "karavox.shared has no torture messages");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".dat")).sorted().toList();
        }
    }

    private void read(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(name));
        assertTrue(message.read(Windows.over(bytes, bytes.length)), name);
    }

    @Test
    void allAreRecognisedAndHaveACallId() throws IOException {
        assertEquals(49, files().size());
        for (Path file : files()) {
            String name = file.getFileName().toString();
            byte[] bytes = Files.readAllBytes(file);
            boolean isSip = SipStartLine.matches(Windows.over(bytes, bytes.length));
            assertEquals(!FOREIGN.contains(name), isSip, name);
            if (isSip) {
                assertTrue(message.read(Windows.over(bytes, bytes.length)), name);
                assertEquals(!name.equals("insuf.dat"), message.callIdLength() > 0, name); // 3.3.1: required headers are missing
            }
            SipMessageTest.touchEverything(message);
        }
    }

    @Test
    void everyTruncationIsRead() throws IOException {
        SdpParser parser = new SdpParser();
        SdpEndpoints endpoints = new SdpEndpoints();
        for (Path file : files()) {
            byte[] bytes = Files.readAllBytes(file);
            for (int length = 0; length < Math.min(bytes.length, 2_000); length++) {
                if (message.read(Windows.over(bytes, length))) {
                    SipMessageTest.touchEverything(message);
                    parser.parse(message.bytes(), message.sdpOffset(), message.sdpLength());
                    endpoints.scan(message.bytes(), message.sdpOffset(), message.sdpLength(), (high, low, port) -> assertTrue(port > 0));
                }
            }
        }
    }

    @Test
    void whiteSpaceAnywhere() throws IOException {
        read("wsinv.dat"); // 3.1.1.1
        assertEquals("vivekg", message.toUser());
        assertEquals("jdrosen", message.fromUser());
        assertEquals(9, message.sequence());
        assertEquals(SipMethod.INVITE, message.method());
        assertTrue(message.toTag() != 0 && message.fromTag() != 0);
        assertTrue(message.sdpLength() > 0);
    }

    @Test
    void oddMethod() throws IOException {
        read("intmeth.dat"); // 3.1.1.2
        assertEquals(SipMethod.OTHER, message.method());
        assertEquals("!interesting-Method0123456789_*+`.%indeed'~", message.methodText());
        assertTrue(message.fromTag() != 0);
    }

    @Test
    void statusWithoutReason() throws IOException {
        read("noreason.dat"); // 3.1.1.13
        assertEquals(100, message.status());
        assertEquals("", message.reason());
        assertFalse(message.isRequest());
    }

    @Test
    void multipartWithoutSession() throws IOException {
        read("mpart01.dat"); // 3.1.1.11: a MESSAGE with text and a signature, no session
        assertEquals(SipMethod.MESSAGE, message.method());
        assertEquals(0, message.sdpLength());
    }
}
