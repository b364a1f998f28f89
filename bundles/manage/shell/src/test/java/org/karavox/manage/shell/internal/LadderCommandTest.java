package org.karavox.manage.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.karavox.call.Endpoint;
import org.karavox.packet.Addresses;
import org.karavox.packet.PacketCursor;
import org.karavox.runtime.DatagramReader;
import org.karavox.storage.CallArchive;
import org.karavox.storage.PacketArchive;

class LadderCommandTest {

    private static final Map<String, String> A_SIDE = Map.of("a_index", "0", "a_mos_min_mult10", "43", "b_index", "1", "b_mos_min_mult10", "2.1");
    private static final List<Map<String, String>> STREAMS = List.of(
            Map.of("saddr", "192.0.2.10", "sport", "10000", "daddr", "198.51.100.20", "dport", "20000", "received", "50", "loss", "0", "firsttime", "0.340",
                    "payload", "0", "index", "1"),
            Map.of("saddr", "198.51.100.20", "sport", "20000", "daddr", "203.0.113.9", "dport", "10000", "received", "45", "loss", "5", "firsttime", "0.345",
                    "payload", "0", "index", "2"));

    private final LadderCommand command = new LadderCommand();

    @Test
    void messagesAreArrowsWithTimeAndSession() throws Exception {
        String printed = ladder("answered", "answered@golden", 100, Map.of(), Map.of());

        assertTrue(printed.contains("192.0.2.10") && printed.contains("198.51.100.20"), printed);
        assertTrue(printed.matches("(?s).*\\+0\\.000 +\\|-+ INVITE -+>\\|.*"), printed);
        assertTrue(printed.matches("(?s).*\\|<-+ 200 OK -+\\|.*"), printed);
        assertTrue(printed.contains("audio 192.0.2.10:10000 PCMU PCMA telephone-event"), printed);
        assertEquals(7, printed.lines().filter(line -> line.contains("->|") || line.contains("|<-")).count(), printed);
    }

    @Test
    void streamsAreLanesBetweenTheirAddressesAtTheirTime() throws Exception {
        String printed = ladder("answered", "answered@golden", 160, A_SIDE, Map.of("cdr_rtp", STREAMS));

        assertTrue(printed.contains("= PCMU 50 packets, 0.0 % lost, MOS 4.3 ="), printed);
        assertTrue(printed.contains("= PCMU 45 packets, 10.0 % lost, MOS 2.1 ="), printed);
        assertTrue(printed.contains("203.0.113.9"), "an address with media only has a column: " + printed);
        assertTrue(printed.indexOf("ACK") < printed.indexOf("50 packets") && printed.indexOf("50 packets") < printed.indexOf("BYE"), printed);
    }

    @Test
    void repetitionsAreMarked() throws Exception {
        String printed = ladder("retransmitted", "retransmitted@golden", 120, Map.of(), Map.of());
        assertTrue(printed.contains("INVITE (repeated)"), printed);
        assertEquals(1, printed.lines().filter(line -> line.contains(" INVITE ")).filter(line -> !line.contains("repeated")).count(), printed);
    }

    @Test
    void noLineIsWiderThanTheScreen() throws Exception {
        for (int width : new int[] {40, 60, 80, 200}) {
            String printed = ladder("answered", "answered@golden", width, A_SIDE, Map.of("cdr_rtp", STREAMS));
            if (width >= 60) { // below, lines are a list that the terminal wraps
                printed.lines().forEach(line -> assertTrue(line.length() <= width, width + ": " + line));
            }
            assertTrue(printed.contains("INVITE") && printed.contains("BYE"), printed);
        }
    }

    @Test
    void longAddressesAreShortenedAndExplained() {
        assertEquals(List.of("2001:db8:1:..:20", "192.0.2.1"), Ladder.shortened(List.of("2001:db8:1:2:3:4:5:20", "192.0.2.1"), 16));
        List<String> alike = Ladder.shortened(List.of("2001:db8:1:2:3:4:5:20", "2001:db8:1:2:9:4:5:20"), 16);
        assertEquals("2001:db8:1:..:20", alike.get(0));
        assertEquals("#2 2001:db8:1:..", alike.get(1));
    }

    @Test
    void aTelephoneOnTheSameHostHasAColumnPerPort() throws Exception {
        PacketArchive none = (call, kinds) -> Optional.of(new ByteArrayInputStream(new byte[0]));
        DatagramReader reader = (capture, datagrams) -> {
            datagrams.accept(datagram("127.0.0.1", 5060, 5080, "INVITE sip:b@x SIP/2.0\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n\r\n"));
            datagrams.accept(datagram("127.0.0.1", 5080, 5060, "SIP/2.0 486 Bu\u001b[2Jsy\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n\r\n"));
            datagrams.accept(datagram("127.0.0.1", 5080, 5060, "SIP/2.0 200 Other\r\nCall-ID: other\r\nCSeq: 1 INVITE\r\n\r\n"));
            return List.of("the file ends early");
        };
        String printed = shell("c", none, reader, Map.of(), Map.of()).onTerminal("dumb", 100).print(command);

        assertTrue(printed.contains("127.0.0.1:5060") && printed.contains("127.0.0.1:5080"), printed);
        assertTrue(printed.contains("486 Bu.[2Jsy"), printed);
        assertFalse(printed.contains("Other"), "another call's message: " + printed);
        assertTrue(printed.contains("problem: the file ends early"), printed);
    }

    @Test
    void aCallIdThatTheDatabaseHasCutIsFoundByItsFile() throws Exception {
        String printed = ladder("answered", "answered@gold", 100, Map.of(), Map.of());
        assertTrue(printed.contains("INVITE") && printed.contains("BYE"), printed);
    }

    @Test
    void codecsAreNamedByNumberSessionOrId() {
        assertEquals(List.of("PCMA", "opus", "G726", "payload type 99"), List.of("8", "311", "352", "99").stream()
                .map(payload -> lane(payload, Map.of()).text()).toList());
        assertEquals("iLBC", lane("99", Map.of(99, "iLBC")).text());
    }

    private static Lane lane(String payload, Map<Integer, String> announced) {
        Map<String, String> row = Map.of("saddr", "192.0.2.1", "daddr", "192.0.2.2", "payload", payload);
        return Lane.of(new CallArchive.Whole(Fakes.row(1, "c", "a"), Map.of(), Map.of("cdr_rtp", List.of(row))), announced).get(0);
    }

    @Test
    void scriptsGetOneRowPerMessageAndStream() throws Exception {
        command.noFormat = true;
        String[] rows = ladder("answered", "answered@golden", 100, A_SIDE, Map.of("cdr_rtp", STREAMS)).split("\n");
        assertEquals("0.000000\tsip\t192.0.2.10:5060\t198.51.100.20:5060\tINVITE\taudio 192.0.2.10:10000 PCMU PCMA telephone-event\t0", rows[0]);
        assertEquals(9, rows.length);
    }

    @Test
    void whatIsMissingIsSaid() throws Exception {
        DatagramReader reader = (capture, datagrams) -> List.of();
        PacketArchive kept = (call, kinds) -> Optional.of(new ByteArrayInputStream(new byte[0]));
        assertTrue(shell("c", null, reader, Map.of(), Map.of()).failure(command).contains("no spool is installed"));
        assertTrue(shell("c", kept, null, Map.of(), Map.of()).failure(command).contains("The pipeline does not run"));
        assertTrue(shell("c", (call, kinds) -> Optional.empty(), reader, Map.of(), Map.of()).failure(command).startsWith("No packets of call 17"));
        assertTrue(shell("c", kept, reader, Map.of(), Map.of()).failure(command).contains("hold no SIP message of it"));
    }

    private String ladder(String golden, String callId, int width, Map<String, String> columns, Map<String, List<Map<String, String>>> children)
            throws Exception {
        PacketArchive archive = (call, kinds) -> Optional.of(Files.newInputStream(Path.of("../../../itests/golden", golden, "input.pcap")));
        return shell(callId, archive, new PlainReader(), columns, children).onTerminal("dumb", width).print(command);
    }

    private FakeShell shell(String callId, PacketArchive packets, DatagramReader reader, Map<String, String> columns,
            Map<String, List<Map<String, String>>> children) {
        command.id = "17";
        FakeShell shell = new FakeShell().with(CallArchive.class,
                new Fakes.Archive().add(new CallArchive.Whole(Fakes.row(17, callId, "alice"), columns, children)));
        if (packets != null) {
            shell.with(PacketArchive.class, packets);
        }
        return reader == null ? shell : shell.with(DatagramReader.class, reader);
    }

    private static PacketCursor datagram(String address, int from, int to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        PacketCursor packet = new PacketCursor();
        packet.frame(bytes, 0, bytes.length, bytes.length, 1_000_000_000L, 101);
        long[] halves = new long[2];
        Addresses.parse(address, halves);
        packet.addresses(halves[0], halves[1], halves[0], halves[1]);
        packet.ports(17, from, to);
        return packet;
    }

    /** Enough for captures of Ethernet, IPv4 and UDP without anything special. */
    private static final class PlainReader implements DatagramReader {

        @Override
        public List<String> read(Path capture, Consumer<PacketCursor> datagrams) throws IOException {
            ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(capture)).order(ByteOrder.LITTLE_ENDIAN).position(24);
            PacketCursor packet = new PacketCursor();
            while (file.hasRemaining()) {
                long nanos = file.getInt() * 1_000_000_000L + file.getInt() * 1000L;
                int length = file.getInt();
                file.getInt();
                packet.frame(file.array(), file.position(), length, length, nanos, 1);
                packet.addresses(0, Addresses.ipv4(packet.i32(26)), 0, Addresses.ipv4(packet.i32(30)));
                packet.ports(17, packet.u16(34), packet.u16(36));
                packet.advance(42);
                file.position(file.position() + length);
                datagrams.accept(packet);
            }
            return List.of();
        }
    }

    @Test
    void lanesOfCallsInMemoryAreReadFromTheirText() {
        CallArchive.Whole call = Recent.whole(Fakes.call("c", "alice", 200, "OK", org.karavox.call.CallEnd.BYE_CONFIRMED, Fakes.stream(90, 10, 38)));
        assertEquals(List.of(new Lane(340_000, new Endpoint("192.0.2.1", 10_000), new Endpoint("192.0.2.2", 20_000), "PCMU 90 packets, 10.0 % lost, MOS 3.8")),
                Lane.of(call, Map.of()));
    }
}
