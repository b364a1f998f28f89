package org.karavox.storage.spool.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;

/** The files in the tools of their users, which are Wireshark's. */
class SpoolToolsTest {

    /** IPv4 192.0.2.1 to 192.0.2.2, UDP 4000 to 5000, RTP sequence 1, SSRC 0x11223344, 160 bytes of PCMU. */
    private static final String RTP_PACKET = "450000c8 00000000 40110000 c0000201 c0000202" + "0fa01388 00b40000"
            + "80000001 000000a0 11223344" + "d5".repeat(160);

    /** The same in IPv6, from 2001:db8::1 to 2001:db8::2. */
    private static final String RTP_PACKET_IPV6 = "60000000 00b41140 20010db8000000000000000000000001 20010db8000000000000000000000002"
            + "0fa01388 00b40000" + "80000001 000000a0 11223344" + "d5".repeat(160);

    @TempDir
    Path root;

    /** One frame of each link type, followed by reassembled datagrams that get a header made up. */
    @ParameterizedTest
    @ValueSource(strings = {
        "0, 02000000",
        "1, 000000000000 000000000000 0800",
        "9, ff030021",
        "100, aaaa0300 00000800",
        "101, ",
        "108, 00000002",
        "113, 0000 0001 0006 000000000000 0000 0800",
        "276, 0800 0000 00000001 0001 00 06 0000000000000000"})
    void tsharkDecodesEveryRecordAsRtp(String linkTypeAndHeader) throws Exception {
        assumeTrue(isInstalled("tshark"), "tshark is not installed");
        int linkType = Integer.parseInt(linkTypeAndHeader.split(", *")[0]);
        String header = linkTypeAndHeader.substring(linkTypeAndHeader.indexOf(',') + 1);
        int headerLength = Bench.bytes(header).length;
        Path file = save("yes", Bench.packet(header + RTP_PACKET, headerLength + 28, linkType, Bench.T0_NANOS),
                Bench.packet(RTP_PACKET, 28, LinkTypes.RAW, Bench.T0_NANOS + 20_000_000),
                Bench.packet(RTP_PACKET_IPV6, 48, LinkTypes.RAW, Bench.T0_NANOS + 40_000_000));
        String line = "1790000000.%s\t0x11223344\t1\t%s\n";
        assertEquals(line.formatted("123456000", "192.0.2.1") + line.formatted("143456000", "192.0.2.1")
                        + line.formatted("163456000", "2001:db8::1"),
                run("tshark", "-n", "-r", file.toString(), "-d", "udp.port==5000,rtp", "-T", "fields", "-e", "frame.time_epoch",
                        "-e", "rtp.ssrc", "-e", "rtp.seq", "-e", "_ws.col.Source").replace(".123456\t", ".123456000\t"));
    }

    @Test
    void tsharkSeesThatHeaderModeCutThePayload() throws Exception {
        assumeTrue(isInstalled("tshark"), "tshark is not installed");
        Path file = save("header", Bench.packet(Bench.ETHERNET + RTP_PACKET, 42, LinkTypes.ETHERNET, Bench.T0_NANOS));
        assertEquals("214\t54\t0x11223344\n", run("tshark", "-n", "-r", file.toString(), "-d", "udp.port==5000,rtp", "-T", "fields",
                "-e", "frame.len", "-e", "frame.cap_len", "-e", "rtp.ssrc"));
    }

    @Test
    void capinfosFindsNothingToComplainAbout() throws Exception {
        assumeTrue(isInstalled("capinfos"), "capinfos is not installed");
        PacketCursor packet = Bench.packet(Bench.ETHERNET + RTP_PACKET, 42, LinkTypes.ETHERNET, Bench.T0_NANOS);
        PacketCursor[] packets = new PacketCursor[1_000];
        Arrays.fill(packets, packet);
        String report = run("capinfos", "-M", save("yes", packets).toString());
        assertEquals(List.of("File timestamp precision: microseconds (6)", "Packet size limit: file hdr: 262144 bytes",
                "Number of packets: 1000", "File size: 230024 bytes", "Data size: 214000 bytes"),
                report.lines().map(line -> line.replaceAll(": +", ": ")).filter(line -> line.matches(
                        "(File timestamp precision|Packet size limit|Number of packets|File size|Data size):.*"))
                        .toList());
        assertFalse(report.contains("cut short"), report);
    }

    private Path save(String savertp, PacketCursor... packets) {
        CallFiles files = new PcapSpool(new TestConfig() {
            @Override
            public String savertp() {
                return savertp;
            }
        }, TestSensor.UTC).open(Optional.of(root));
        int file = files.open(Bench.call("call"), FileKind.RTP);
        for (PacketCursor packet : packets) {
            files.append(file, packet);
        }
        files.close();
        assertEquals(1, files.totals().files());
        return root.resolve(Bench.MINUTE + "/RTP/call.pcap");
    }

    private static boolean isInstalled(String tool) {
        try {
            run(tool, "--version");
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Standard output of a tool that must not fail. */
    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + output);
        return output;
    }
}
