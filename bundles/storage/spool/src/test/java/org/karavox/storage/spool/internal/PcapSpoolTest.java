package org.karavox.storage.spool.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.call.CallRef;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;

class PcapSpoolTest {

    /** PCMU, sequence 1, timestamp 160, SSRC 0x11223344, four bytes of payload. */
    private static final String RTP = "80000001 000000a0 11223344" + "d5d5d5d5";
    /** Two CSRCs and an extension of one word, 32 bytes of header. */
    private static final String LONG_RTP = "92000001 000000a0 11223344 00000001 00000002 bede0001 10ff0000" + "d5d5";
    /** Sender report without blocks. */
    private static final String RTCP = "80c80006 11223344 00000000 00000000 00000000 00000000 00000000";
    private static final String SIP = "INVITE sip:bob@example.com SIP/2.0";

    @TempDir
    Path root;

    // ---- layout

    @Test
    void callHasOneFilePerKindInTheDirectoriesOfItsMinute() {
        CallFiles files = open(TestConfig.DEFAULTS);
        int sip = files.open(Bench.call("abc@192.0.2.1"), FileKind.SIP);
        int rtp = files.open(Bench.call("abc@192.0.2.1"), FileKind.RTP);
        files.append(sip, Bench.udp(hex(SIP)));
        files.append(rtp, Bench.udp(RTP));
        files.close();
        assertEquals(List.of(Bench.MINUTE + "/RTP/abc@192.0.2.1.pcap", Bench.MINUTE + "/SIP/abc@192.0.2.1.pcap"), Bench.tree(root));
    }

    @Test
    void fileWithoutPacketsIsNotCreated() {
        CallFiles files = open(TestConfig.DEFAULTS);
        files.close(files.open(Bench.call("abc"), FileKind.SIP));
        files.close();
        assertEquals(List.of(), Bench.tree(root));
        assertEquals(CallFiles.Totals.NONE, files.totals());
    }

    @Test
    void configuredSpooldirIsUsedUnlessAnotherRootIsGiven() {
        Path configured = root.resolve("a b");
        CallFiles files = new PcapSpool(new TestConfig() {
            @Override
            public String spooldir() {
                return configured.toString();
            }

            @Override
            public boolean tar() {
                return false;
            }
        }, TestSensor.UTC).open(Optional.empty());
        files.append(files.open(Bench.call("x"), FileKind.SIP), Bench.udp("00"));
        files.close();
        assertEquals(List.of(Bench.MINUTE + "/SIP/x.pcap"), Bench.tree(configured));
    }

    @Test
    void foldersAreInTheZoneOfTheSensor() {
        CallFiles files = new PcapSpool(TestConfig.DEFAULTS, new TestSensor(ZoneId.of("Asia/Tokyo"))).open(Optional.of(root));
        files.append(files.open(Bench.call("x"), FileKind.SIP), Bench.udp("00"));
        files.close();
        assertEquals(List.of("2026-09-21/23/13/SIP/x.pcap"), Bench.tree(root));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "a\0b", "..", ".", "", "a/../../b", "\\..\\x", "new\nline"})
    void hostileCallIdStaysInItsDirectory(String callId) {
        CallFiles files = open(TestConfig.DEFAULTS);
        files.append(files.open(Bench.call(callId), FileKind.SIP), Bench.udp("00"));
        files.close();
        List<String> tree = Bench.tree(root);
        assertEquals(1, tree.size());
        assertEquals(Path.of(Bench.MINUTE, "SIP"), Path.of(tree.get(0)).getParent());
        assertEquals(0, files.totals().lostPackets());
    }

    @Test
    void veryLongCallIdIsSaved() {
        CallFiles files = open(TestConfig.DEFAULTS);
        files.append(files.open(Bench.call("x".repeat(300)), FileKind.SIP), Bench.udp("00"));
        files.close();
        assertEquals(List.of(Bench.MINUTE + "/SIP/" + "x".repeat(250) + ".pcap"), Bench.tree(root));
    }

    // ---- contents

    @Test
    void frameIsStoredAsCapturedWithItsOuterHeaders() {
        PacketCursor vxlan = Bench.packet(Bench.ETHERNET + Bench.IP_UDP + "08000000 00002a00" + Bench.ETHERNET + Bench.IP_UDP + RTP,
                42 + 8 + 42, LinkTypes.ETHERNET, Bench.T0_NANOS);
        Bench.Stored stored = save(TestConfig.DEFAULTS, FileKind.RTP, vxlan).records().get(0);
        assertArrayEquals(Bench.bytes(Bench.ETHERNET + Bench.IP_UDP + "08000000 00002a00" + Bench.ETHERNET + Bench.IP_UDP + RTP),
                stored.frame());
        assertEquals(108, stored.wireLength()); // 42 + 8 + 42 + 16
    }

    /** Nanoseconds are cut off: 123,456,789 ns are 123,456 us. */
    @Test
    void timeIsInMicroseconds() {
        assertEquals(1_790_000_000_123_456L, save(TestConfig.DEFAULTS, FileKind.SIP, Bench.udp("00")).records().get(0).micros());
    }

    @Test
    void frameCutByTheCaptureKeepsItsLengthOnTheWire() {
        PacketCursor cut = Bench.packet(Bench.bytes(Bench.ETHERNET + Bench.IP_UDP + RTP), 214, 42, LinkTypes.ETHERNET, Bench.T0_NANOS);
        Bench.Stored stored = save(TestConfig.DEFAULTS, FileKind.RTP, cut).records().get(0);
        assertEquals(58, stored.frame().length);
        assertEquals(214, stored.wireLength());
    }

    @Test
    void lengthOnTheWireIsNeverLessThanWhatIsStored() {
        PacketCursor odd = Bench.packet(Bench.bytes(Bench.ETHERNET + Bench.IP_UDP + RTP), 10, 42, LinkTypes.ETHERNET, Bench.T0_NANOS);
        assertEquals(58, save(TestConfig.DEFAULTS, FileKind.RTP, odd).records().get(0).wireLength());
    }

    @ParameterizedTest
    @ValueSource(ints = {4_000, 9_000, 65_549, 262_144})
    void longFramesAreStoredInOrderWithShortOnes(int length) {
        byte[] frame = new byte[length];
        new Random(length).nextBytes(frame);
        PacketCursor jumbo = Bench.packet(frame, length, 42, LinkTypes.ETHERNET, Bench.T0_NANOS);
        List<Bench.Stored> records =
                save(TestConfig.DEFAULTS, FileKind.SIP, Bench.numbered(1), jumbo, Bench.numbered(2), jumbo, Bench.numbered(3)).records();
        assertEquals(List.of(142, length, 142, length, 142), records.stream().map(record -> record.frame().length).toList());
        assertArrayEquals(frame, records.get(1).frame());
        assertArrayEquals(frame, records.get(3).frame());
        assertEquals(3, Bench.number(records.get(4).frame()));
    }

    /** libpcap refuses records beyond 262,144 bytes. */
    @Test
    void longerFramesAreCut() {
        byte[] frame = new byte[300_000];
        Bench.Stored stored =
                save(TestConfig.DEFAULTS, FileKind.SIP, Bench.packet(frame, 300_000, 42, LinkTypes.ETHERNET, Bench.T0_NANOS)).records().get(0);
        assertEquals(262_144, stored.frame().length);
        assertEquals(300_000, stored.wireLength());
    }

    @Test
    void allPacketsOfALongCallAreThereInOrder() {
        PacketCursor[] packets = IntStream.range(0, 5_000).mapToObj(Bench::numbered).toArray(PacketCursor[]::new);
        assertEquals(IntStream.range(0, 5_000).boxed().toList(), save(TestConfig.DEFAULTS, FileKind.RTP, packets).numbers());
    }

    @Test
    void totalsSayWhatHappened() {
        CallFiles files = open(TestConfig.DEFAULTS);
        int file = files.open(Bench.call("abc"), FileKind.SIP);
        files.append(file, Bench.udp("00"));
        files.append(file, Bench.udp("0000"));
        files.append(CallFiles.NOT_KEPT, Bench.udp("00"));
        files.close(file);
        assertEquals(new CallFiles.Totals(1, 2, 24 + 16 + 43 + 16 + 44, 0), files.totals());
        files.close();
    }

    // ---- what is kept

    @Test
    void headerKeepsRtpUpToItsPayloadAndTheLengthOnTheWire() {
        Bench.Stored stored = save(saveRtp("header"), FileKind.RTP, Bench.udp(RTP)).records().get(0);
        assertArrayEquals(Bench.bytes(Bench.ETHERNET + Bench.IP_UDP + RTP.substring(0, RTP.length() - 8)), stored.frame());
        assertEquals(58, stored.wireLength());
    }

    @Test
    void headerIncludesContributingSourcesAndExtension() {
        assertEquals(42 + 12 + 8 + 8, save(saveRtp("header"), FileKind.RTP, Bench.udp(LONG_RTP)).records().get(0).frame().length);
    }

    @Test
    void headerLeavesOtherDatagramsWhole() {
        String stun = "0001 0000 2112a442 000000000000000000000000";
        List<Bench.Stored> records = save(saveRtp("header"), FileKind.RTP, Bench.udp(RTCP), Bench.udp(stun), Bench.udp("80")).records();
        assertEquals(List.of(42 + 28, 42 + 20, 42 + 1), records.stream().map(record -> record.frame().length).toList());
    }

    @Test
    void headerDoesNotCutSignalling() {
        assertEquals(58, save(saveRtp("header"), FileKind.SIP, Bench.udp(RTP)).records().get(0).frame().length);
    }

    /** Every prefix of a frame must be stored as far as it goes. */
    @Test
    void headerSurvivesEveryTruncation() {
        byte[] whole = Bench.bytes(Bench.ETHERNET + Bench.IP_UDP + LONG_RTP);
        for (int length = 42; length < whole.length; length++) {
            byte[] frame = Arrays.copyOf(whole, length);
            CallFiles files = open(saveRtp("header"));
            files.append(files.open(Bench.call("cut" + length), FileKind.RTP),
                    Bench.packet(frame, whole.length, 42, LinkTypes.ETHERNET, Bench.T0_NANOS));
            files.close();
            Bench.Stored stored = Bench.read(root.resolve(Bench.MINUTE + "/RTP/cut" + length + ".pcap")).records().get(0);
            assertEquals(Math.min(length, 42 + 28), stored.frame().length, "length " + length);
            assertEquals(whole.length, stored.wireLength());
        }
    }

    @ParameterizedTest
    @CsvSource({"yes, true, 3", "Yes, false, 2", "1, true, 3", "no, true, 1", "0, true, 1", "header, true, 3", "HEADER, false, 2", "perhaps, true, 3"})
    void mediaIsKeptAsAskedFor(String savertp, boolean savertcp, int kept) {
        TestConfig config = new TestConfig() {
            @Override
            public String savertp() {
                return savertp;
            }

            @Override
            public boolean savertcp() {
                return savertcp;
            }
        };
        String stun = "0001 0000 2112a442 000000000000000000000000";
        assertEquals(kept, save(config, FileKind.RTP, Bench.udp(RTP), Bench.udp(stun), Bench.udp(RTCP)).records().size());
    }

    @Test
    void rtcpCutByTheCaptureIsStillRtcp() {
        TestConfig config = new TestConfig() {
            @Override
            public boolean savertcp() {
                return false;
            }
        };
        PacketCursor cut = Bench.packet(Bench.bytes(Bench.ETHERNET + Bench.IP_UDP + RTCP.substring(0, 17)), 70, 42, LinkTypes.ETHERNET, 0);
        assertEquals(List.of(58), save(config, FileKind.RTP, cut, Bench.udp(RTP)).records().stream().map(r -> r.frame().length).toList());
    }

    @Test
    void kindThatIsNotKeptGetsNoFile() {
        CallFiles files = open(new TestConfig() {
            @Override
            public boolean savesip() {
                return false;
            }

            @Override
            public String savertp() {
                return "no";
            }

            @Override
            public boolean savertcp() {
                return false;
            }
        });
        assertEquals(CallFiles.NOT_KEPT, files.open(Bench.call("a"), FileKind.SIP));
        assertEquals(CallFiles.NOT_KEPT, files.open(Bench.call("a"), FileKind.RTP));
        files.close(CallFiles.NOT_KEPT);
        files.close();
    }

    // ---- link types

    @ParameterizedTest
    @ValueSource(ints = {LinkTypes.ETHERNET, LinkTypes.LINUX_SLL, LinkTypes.LINUX_SLL2, LinkTypes.RAW, LinkTypes.NULL, LinkTypes.LOOP, LinkTypes.IPV4})
    void fileHasTheLinkTypeOfTheCapture(int linkType) {
        Bench.Capture capture = save(TestConfig.DEFAULTS, FileKind.SIP, Bench.packet(Bench.IP_UDP + "00", 28, linkType, 0));
        assertEquals(linkType, capture.linkType());
        assertArrayEquals(Bench.bytes(Bench.IP_UDP + "00"), capture.records().get(0).frame());
    }

    @ParameterizedTest
    @CsvSource({
        LinkTypes.ETHERNET + ", 0000000000000000000000000800",
        LinkTypes.LINUX_SLL + ", 00000001000000000000000000000800",
        LinkTypes.LINUX_SLL2 + ", 0800000000000000000100000000000000000000",
        LinkTypes.NULL + ", 02000000",
        LinkTypes.LOOP + ", 00000002",
        LinkTypes.PPP + ", ff030021",
        LinkTypes.ATM_RFC1483 + ", aaaa030000000800",
        LinkTypes.RAW_12 + ", ''"})
    void reassembledDatagramGetsTheLinkHeaderOfItsFile(int linkType, String header) {
        PacketCursor first = Bench.packet("00".repeat(60), 50, linkType, 0);
        PacketCursor reassembled = Bench.packet(Bench.IP_UDP + "aa", 28, LinkTypes.RAW, 0);
        Bench.Capture capture = save(TestConfig.DEFAULTS, FileKind.SIP, first, reassembled);
        assertEquals(linkType, capture.linkType());
        assertArrayEquals(Bench.bytes(header + Bench.IP_UDP + "aa"), capture.records().get(1).frame());
        assertEquals(capture.records().get(1).frame().length, capture.records().get(1).wireLength());
    }

    @Test
    void reassembledIpv6IsMarkedAsSuch() {
        PacketCursor first = Bench.packet("00".repeat(60), 50, LinkTypes.ETHERNET, 0);
        PacketCursor reassembled = Bench.packet("60000000" + "00".repeat(44), 48, LinkTypes.RAW, 0);
        assertArrayEquals(Bench.bytes("000000000000 000000000000 86dd 60000000" + "00".repeat(44)),
                save(TestConfig.DEFAULTS, FileKind.SIP, first, reassembled).records().get(1).frame());
    }

    /** A large INVITE is often the first packet of a call, and in fragments. */
    @Test
    void reassembledFirstPacketTakesTheLinkTypeOfTheNext() {
        PacketCursor reassembled = Bench.packet(Bench.IP_UDP + "aa", 28, LinkTypes.RAW, Bench.T0_NANOS);
        Bench.Capture capture = save(TestConfig.DEFAULTS, FileKind.SIP, reassembled, reassembled, Bench.udp("bb"), reassembled);
        assertEquals(LinkTypes.ETHERNET, capture.linkType());
        assertEquals(4, capture.records().size());
        for (int i : new int[] {0, 1, 3}) {
            assertArrayEquals(Bench.bytes(Bench.ETHERNET + Bench.IP_UDP + "aa"), capture.records().get(i).frame());
            assertEquals(43, capture.records().get(i).wireLength());
            assertEquals(Bench.T0_NANOS / 1_000, capture.records().get(i).micros());
        }
        assertArrayEquals(Bench.bytes(Bench.ETHERNET + Bench.IP_UDP + "bb"), capture.records().get(2).frame());
        assertEquals(1, Bench.tree(root).size());
    }

    @Test
    void longReassembledFirstPacketMovesToALargeChunk() {
        PacketCursor reassembled = Bench.packet(Bench.IP_UDP + "aa".repeat(8_100), 28, LinkTypes.RAW, Bench.T0_NANOS);
        Bench.Capture capture = save(TestConfig.DEFAULTS, FileKind.SIP, reassembled, Bench.udp("bb"));
        assertEquals(LinkTypes.ETHERNET, capture.linkType());
        assertArrayEquals(Bench.bytes(Bench.ETHERNET + Bench.IP_UDP + "aa".repeat(8_100)), capture.records().get(0).frame());
    }

    @Test
    void rawFileThatIsOnDiskAlreadyIsFollowedByASecondFile() {
        PacketCursor[] packets = new PacketCursor[4];
        Arrays.setAll(packets, i -> Bench.packet(Bench.IP_UDP + "aa".repeat(30_000), 28, LinkTypes.RAW, 0));
        packets[3] = Bench.udp("bb");
        Bench.Capture first = save(TestConfig.DEFAULTS, FileKind.SIP, packets);
        assertEquals(LinkTypes.RAW, first.linkType());
        assertEquals(3, first.records().size());
        Bench.Capture second = Bench.read(root.resolve(Bench.MINUTE + "/SIP/call.2.pcap"));
        assertEquals(LinkTypes.ETHERNET, second.linkType());
        assertEquals(1, second.records().size());
    }

    @Test
    void framesThatCannotShareAFileGetOneEach() {
        CallFiles files = open(TestConfig.DEFAULTS);
        int file = files.open(Bench.call("two"), FileKind.RTP);
        PacketCursor cooked = Bench.packet("00".repeat(16) + Bench.IP_UDP + RTP, 44, LinkTypes.LINUX_SLL, 0);
        for (int i = 0; i < 3; i++) {
            files.append(file, Bench.udp(RTP));
            files.append(file, cooked);
        }
        files.close();
        assertEquals(List.of(Bench.MINUTE + "/RTP/two.2.pcap", Bench.MINUTE + "/RTP/two.pcap"), Bench.tree(root));
        assertEquals(LinkTypes.ETHERNET, Bench.read(root.resolve(Bench.MINUTE + "/RTP/two.pcap")).linkType());
        Bench.Capture second = Bench.read(root.resolve(Bench.MINUTE + "/RTP/two.2.pcap"));
        assertEquals(LinkTypes.LINUX_SLL, second.linkType());
        assertEquals(3, second.records().size());
        assertEquals(2, files.totals().files());
    }

    // ---- equal names

    @Test
    void callsOfOneNameAndMinuteShareAFileInOrderOfArrival() {
        CallFiles files = open(TestConfig.DEFAULTS);
        int one = files.open(Bench.call("a/b"), FileKind.SIP);
        int two = files.open(Bench.call("a_b"), FileKind.SIP);
        files.append(one, Bench.numbered(1));
        files.append(two, Bench.numbered(2));
        files.close(one);
        files.append(two, Bench.numbered(3));
        files.close(two);
        int three = files.open(Bench.call("a b"), FileKind.SIP);
        files.append(three, Bench.numbered(4));
        files.close();
        assertEquals(List.of(1, 2, 3, 4), Bench.read(root.resolve(Bench.MINUTE + "/SIP/a_b.pcap")).numbers());
        assertEquals(1, Bench.tree(root).size());
    }

    @Test
    void callsOfOneNameInTwoShardsGetTheirOwnFiles() {
        PcapSpool spool = new PcapSpool(TestConfig.DEFAULTS, TestSensor.UTC);
        CallFiles left = spool.open(Optional.of(root));
        CallFiles right = spool.open(Optional.of(root));
        left.append(left.open(Bench.call("a/b"), FileKind.SIP), Bench.numbered(1));
        right.append(right.open(Bench.call("a_b"), FileKind.SIP), Bench.numbered(2));
        left.close();
        right.close();
        assertEquals(List.of(1), Bench.read(root.resolve(Bench.MINUTE + "/SIP/a_b.pcap")).numbers());
        assertEquals(List.of(2), Bench.read(root.resolve(Bench.MINUTE + "/SIP/a_b.2.pcap")).numbers());
    }

    /** Four shards, ten calls each, all with the same safe name: every packet is somewhere, and in order. */
    @Test
    void shardsThatRunAtTheSameTimeDoNotDisturbEachOther() throws Exception {
        PcapSpool spool = new PcapSpool(TestConfig.DEFAULTS, TestSensor.UTC);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<CallFiles.Totals>> shards = new ArrayList<>();
        for (int shard = 0; shard < 4; shard++) {
            int first = shard * 100_000;
            shards.add(threads.submit(() -> {
                CallFiles files = spool.open(Optional.of(root));
                PacketCursor[] packets = IntStream.range(first, first + 2_000).mapToObj(Bench::numbered).toArray(PacketCursor[]::new);
                for (int call = 0; call < 10; call++) {
                    int file = files.open(Bench.call("a" + "/ \\_".charAt(call % 4) + "b"), FileKind.RTP);
                    for (PacketCursor packet : packets) {
                        files.append(file, packet);
                    }
                    files.close(file);
                }
                files.close();
                return files.totals();
            }));
        }
        CallFiles.Totals all = CallFiles.Totals.NONE;
        for (Future<CallFiles.Totals> shard : shards) {
            all = all.plus(shard.get());
        }
        threads.shutdown();
        assertEquals(80_000, all.packets());
        assertEquals(0, all.lostPackets());
        int[] times = new int[400_000];
        for (String path : Bench.tree(root)) {
            Bench.read(root.resolve(path)).numbers().forEach(number -> times[number]++);
        }
        for (int shard = 0; shard < 4; shard++) {
            for (int i = 0; i < 2_000; i++) {
                assertEquals(10, times[shard * 100_000 + i], "packet " + i + " of shard " + shard);
            }
        }
    }

    @Test
    void handleIsUsedAgain() {
        CallFiles files = open(TestConfig.DEFAULTS);
        int first = files.open(Bench.call("a"), FileKind.SIP);
        int second = files.open(Bench.call("b"), FileKind.SIP);
        assertNotEquals(first, second);
        files.close(first);
        files.append(first, Bench.numbered(9)); // ended, so nobody's
        assertEquals(first, files.open(Bench.call("c"), FileKind.SIP));
        files.append(first, Bench.numbered(1));
        files.close();
        files.close();
        assertEquals(List.of(Bench.MINUTE + "/SIP/c.pcap"), Bench.tree(root));
        assertEquals(CallFiles.NOT_KEPT, files.open(Bench.call("d"), FileKind.SIP));
    }

    // ---- modes

    @Test
    void othersMayReadNothingByDefault() throws IOException {
        save(TestConfig.DEFAULTS, FileKind.SIP, Bench.udp("00"));
        for (String path : List.of("2026-09-21", Bench.MINUTE + "/SIP", Bench.MINUTE + "/SIP/call.pcap")) {
            String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
            assertTrue(mode.endsWith("---"), path + " " + mode);
        }
    }

    @Test
    void configuredModesAreSetWhateverTheUmask() throws IOException {
        save(new TestConfig() {
            @Override
            public String spooldir_file_permission() {
                return "0666";
            }

            @Override
            public String spooldir_dir_permission() {
                return "2777";
            }
        }, FileKind.SIP, Bench.udp("00"));
        assertEquals(0666, (int) Files.getAttribute(root.resolve(Bench.MINUTE + "/SIP/call.pcap"), "unix:mode") & 07777);
        for (String path : List.of("2026-09-21", "2026-09-21/14", Bench.MINUTE + "/SIP")) {
            assertEquals(02777, (int) Files.getAttribute(root.resolve(path), "unix:mode") & 07777, path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0998", "rw", "-1", "77777"})
    void modeThatIsNoneIsReplacedByTheDefault(String mode) throws IOException {
        save(new TestConfig() {
            @Override
            public String spooldir_file_permission() {
                return mode;
            }
        }, FileKind.SIP, Bench.udp("00"));
        assertEquals(0600, (int) Files.getAttribute(root.resolve(Bench.MINUTE + "/SIP/call.pcap"), "unix:mode") & 0707);
    }

    // ---- support

    private CallFiles open(SpoolConfig config) {
        return new PcapSpool(config, TestSensor.UTC).open(Optional.of(root));
    }

    private Bench.Capture save(SpoolConfig config, FileKind kind, PacketCursor... packets) {
        CallFiles files = open(config);
        int file = files.open(new CallRef("call", Bench.START, 0), kind);
        for (PacketCursor packet : packets) {
            files.append(file, packet);
        }
        files.close(file);
        files.close();
        assertEquals(0, files.totals().lostPackets());
        return Bench.read(root.resolve(Bench.MINUTE).resolve(kind.name()).resolve("call.pcap"));
    }

    private static SpoolConfig saveRtp(String value) {
        return new TestConfig() {
            @Override
            public String savertp() {
                return value;
            }
        };
    }

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder();
        text.chars().forEach(c -> hex.append(String.format("%02x", c)));
        return hex.toString();
    }
}
