package org.karavox.itests.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.call.Endpoint;
import org.karavox.itests.json.Json;
import org.karavox.itests.run.Analysis;
import org.karavox.itests.run.Outcome;
import org.karavox.itests.run.Shared;
import org.karavox.itests.traffic.Bytes;
import org.karavox.itests.traffic.Link;
import org.karavox.itests.traffic.Traffic;
import org.karavox.signalling.Signalling;

/**
 * Every frame of the test vectors gives exactly the datagrams that their index lists, in the shards, whatever wraps it;
 * what is malformed is counted under its name.
 */
class VectorTest {

    /** What becomes of the last frame of a vector that delivers nothing. */
    private static final Map<String, String> FATES = Map.ofEntries(
            Map.entry("vlan-malformed", "engine.link.truncated"),
            Map.entry("mpls-malformed", "engine.link.truncated"),
            Map.entry("pppoe-malformed", "engine.link.truncated"),
            Map.entry("sll-malformed", "engine.link.truncated"),
            Map.entry("sll2-malformed", "engine.ip.truncated"),
            Map.entry("rawip-malformed", "engine.ip.malformed"),
            Map.entry("null-malformed", "engine.link.malformed"),
            Map.entry("ipfrag4-malformed-overlap", "engine.fragment.overlap"),
            Map.entry("ipfrag4-malformed-pingofdeath", "engine.fragment.malformed"),
            Map.entry("ipfrag6-malformed", "engine.fragment.malformed"),
            Map.entry("ipip-malformed", "engine.ip.truncated"),
            Map.entry("ipip-malformed-ihl", "engine.ip.malformed"),
            Map.entry("gre-malformed", "tunnel.gre.truncated"),
            Map.entry("pptp-malformed", "tunnel.gre.truncated"),
            Map.entry("pptp-ackonly", "tunnel.gre.no-payload"),
            Map.entry("erspan2-malformed", "tunnel.erspan.truncated"),
            Map.entry("vxlan-malformed", "unclaimed.udp"));

    /** Vectors of things that are not built yet, or that are another test's, by the beginning of their name. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("espnull", "null-encrypted ESP has no decoder yet"),
            Map.entry("tzsp", "TZSP has no decoder yet"),
            Map.entry("l2tp", "L2TP has no decoder yet"),
            Map.entry("vxlan-gpe", "VXLAN-GPE has no decoder yet"),
            Map.entry("geneve", "GENEVE has no decoder yet"),
            Map.entry("gtpu", "GTP-U has no decoder yet"),
            Map.entry("hperm", "HP ERM has no decoder yet"),
            Map.entry("icmp", "icmp_process_data has no owner yet"),
            Map.entry("audiocodes", "AudioCodes debug recording has no decoder yet"),
            Map.entry("hep", "HEP has no listener yet"),
            Map.entry("ipfix", "IPFIX has no listener yet"),
            Map.entry("ribbon", "Ribbon mirroring has no listener yet"),
            Map.entry("siptrace", "the headers of siptrace are not read yet"),
            Map.entry("siptcp", "SIP over TCP is not read yet"),
            Map.entry("websocket", "SIP over WebSocket is not read yet"),
            Map.entry("rtcp-malformed", "the datagram is whole, only the RTCP in it is not: media/rtp tests that"));

    @TempDir
    Path directory;

    @Test
    void whatIsLeftOutIsThere() throws IOException {
        TreeSet<String> unknown = new TreeSet<>(ELSEWHERE.keySet());
        unknown.removeIf(prefix -> vectors().stream().anyMatch(vector -> name(vector).startsWith(prefix)));
        assertEquals(new TreeSet<>(), unknown);
    }

    @TestFactory
    Stream<DynamicContainer> vectorsOfThisStage() {
        return vectors().stream().filter(vector -> ELSEWHERE.keySet().stream().noneMatch(name(vector)::startsWith))
                .map(vector -> dynamicContainer(name(vector), Stream.of(
                        dynamicTest("inline", () -> check(vector, 0)), dynamicTest("2 shards", () -> check(vector, 2)))));
    }

    private void check(Json vector, int shards) throws IOException {
        Path capture = directory.resolve("vector.pcap");
        int frames = capture(vector, capture);
        Recorder[] recorder = new Recorder[1];
        StringBuilder configuration = new StringBuilder("ipv6 = yes\n");
        for (String key : vector.get("config").names()) {
            if (!key.equals("ipv6")) {
                configuration.append(key).append(" = ").append(vector.get("config").get(key).text()).append('\n');
            }
        }
        Outcome outcome = Analysis.of(capture).configuredAs(configuration.toString()).shards(shards)
                .insteadOf("signalling", Path.of("target", "test-classes", "recorder"))
                .with(Signalling.class, signalling -> recorder[0] = (Recorder) signalling).run();

        List<String> expected = new ArrayList<>();
        for (Json packet : vector.get("packets").items()) {
            expected.add(Recorder.line(endpoint(packet, "src", "sport"), endpoint(packet, "dst", "dport"), packet.get("payload_len").integer(),
                    packet.get("payload_sha256").text()));
        }
        assertEquals(expected, recorder[0].delivered(), vector.get("expect").text());
        assertEquals(List.of(), outcome.report().ledger().imbalances());
        assertEquals(frames, outcome.report().ledger().read());
        if (expected.isEmpty()) {
            assertEquals(1L, outcome.report().ledger().fates().get(FATES.get(name(vector))), () -> "Fates: " + outcome.report().ledger().fates());
        } else {
            assertEquals((long) expected.size(), outcome.report().ledger().fates().get("signalling.recorder"), () -> "Fates: " + outcome.report().ledger().fates());
        }
    }

    /** Writes the frames of a vector, 1 ms apart; answers their number. */
    private static int capture(Json vector, Path target) throws IOException {
        int linkType = (int) vector.get("linktype").integer();
        Traffic traffic = new Traffic().link(new Link(linkType, frame -> frame));
        Bytes frame = new Bytes();
        for (String line : Files.readAllLines(Shared.get("reference", "test-vectors", vector.get("file").text()))) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+");
            if (Integer.parseInt(words[0], 16) == 0 && frame.length() > 0) {
                traffic.ip(traffic.size() * 1000L, frame.toArray());
                frame = new Bytes();
            }
            for (int at = 1; at < words.length; at++) {
                frame.raw(HexFormat.of().parseHex(words[at]));
            }
        }
        traffic.ip(traffic.size() * 1000L, frame.toArray());
        traffic.write(target);
        assertEquals(vector.get("frames").integer(), traffic.size(), vector.get("file").text());
        return traffic.size();
    }

    private static List<Json> vectors() {
        try {
            return Json.read(Shared.get("reference", "test-vectors", "index.json")).items();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String name(Json vector) {
        return vector.get("file").text().replace(".hex", "");
    }

    /** The address in the form that {@link Endpoint} gives it. */
    private static Endpoint endpoint(Json packet, String address, String port) {
        try {
            byte[] bytes = InetAddress.getByName(packet.get(address).text()).getAddress();
            long high = bytes.length == 4 ? 0 : value(bytes, 0, 8);
            long low = bytes.length == 4 ? 0xFFFF_0000_0000L | value(bytes, 0, 4) : value(bytes, 8, 8);
            return Endpoint.of(high, low, (int) packet.get(port).integer());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static long value(byte[] bytes, int offset, int length) {
        long value = 0;
        for (int at = 0; at < length; at++) {
            value = value << 8 | bytes[offset + at] & 0xFF;
        }
        return value;
    }
}
