package org.karavox.manage.shell.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.call.CallRef;
import org.karavox.storage.CallArchive;
import org.karavox.storage.FileKind;
import org.karavox.storage.PacketArchive;

class PcapCommandTest {

    private static final Path GOLDEN = Path.of("../../../itests/golden/answered/input.pcap");

    @TempDir
    Path folder;

    private final Fakes.Archive archive = new Fakes.Archive();
    private final FakePackets packets = new FakePackets();
    private final PcapCommand command = new PcapCommand();
    private FakeShell shell;

    private static final class FakePackets implements PacketArchive {

        private byte[] content;
        private IOException broken;
        private CallRef asked;
        private Set<FileKind> kinds;

        @Override
        public Optional<InputStream> open(CallRef call, Set<FileKind> wanted) throws IOException {
            asked = call;
            kinds = wanted;
            if (broken != null) {
                throw broken;
            }
            return Optional.ofNullable(content).map(ByteArrayInputStream::new);
        }
    }

    @BeforeEach
    void oneCall() throws IOException {
        archive.add(new CallArchive.Whole(Fakes.row(17, "a@host", "alice"), Map.of(), Map.of()));
        packets.content = Files.readAllBytes(GOLDEN);
        shell = new FakeShell().in(folder).with(CallArchive.class, archive).with(PacketArchive.class, packets);
        command.id = "17";
        command.file = "call.pcap";
    }

    @Test
    void writesWhatTheArchiveGivesAndSaysHowMuch() throws Exception {
        Path file = folder.resolve("call.pcap");

        assertEquals(file + ": 107 packets, " + packets.content.length + " bytes\n", shell.print(command)); // 7 SIP, 2 x 50 RTP
        assertArrayEquals(packets.content, Files.readAllBytes(file));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(new CallRef("a@host", Fakes.START, 0), packets.asked);
        assertEquals(Set.of(FileKind.SIP, FileKind.RTP), packets.kinds);
        assertEquals(List.of("call.pcap"), names());
    }

    @Test
    void doesNotReplaceAFileUnlessForced() throws Exception {
        Files.writeString(folder.resolve("call.pcap"), "mine");

        assertTrue(shell.failure(command).endsWith("call.pcap exists: choose another name, or replace it with --force"));
        assertEquals("mine", Files.readString(folder.resolve("call.pcap")));
        command.force = true;
        shell.print(command);
        assertArrayEquals(packets.content, Files.readAllBytes(folder.resolve("call.pcap")));
    }

    @Test
    void forceReplacesALinkNotWhatItPointsTo() throws Exception {
        Files.writeString(folder.resolve("mine"), "mine");
        Files.createSymbolicLink(folder.resolve("call.pcap"), folder.resolve("mine"));
        command.force = true;

        shell.print(command);

        assertEquals("mine", Files.readString(folder.resolve("mine")));
        assertFalse(Files.isSymbolicLink(folder.resolve("call.pcap")));
    }

    @Test
    void leavesNothingBehindWhenTheArchiveBreaksOff() throws Exception {
        byte[] half = packets.content;
        shell = new FakeShell().in(folder).with(CallArchive.class, archive).with(PacketArchive.class, (call, kinds) -> Optional.of(new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at == half.length / 2) {
                    throw new IOException("disk error");
                }
                return half[at++] & 0xFF;
            }
        }));

        assertTrue(shell.failure(command).contains("disk error"));
        assertEquals(List.of(), names());
    }

    @Test
    void whatIsMissingIsSaid() throws Exception {
        packets.content = null;
        assertTrue(shell.failure(command).startsWith("No packets of call 17 are kept"));
        packets.broken = new IOException("spool/2026-11-24: the file system does not answer");
        assertTrue(shell.failure(command).contains("the file system does not answer"));
        packets.broken = null;
        packets.content = new byte[24];
        command.file = "there/is/none.pcap";
        assertTrue(shell.failure(command).contains("create it first"));
        command.file = ".";
        assertTrue(shell.failure(command).contains("is a folder"));
        FakeShell noSpool = new FakeShell().in(folder).with(CallArchive.class, archive);
        assertTrue(noSpool.failure(command).contains("feature:install karavox-storage-spool"));
    }

    @Test
    void packetsOfPcapngAreCountedInPiecesOfAnySize() {
        ByteBuffer file = ByteBuffer.allocate(28 + 20 + 2 * 36).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x0A0D0D0A).putInt(28).putInt(0x1A2B3C4D).putInt(1).putLong(-1).putInt(28);
        file.putInt(1).putInt(20).putInt(1).putInt(0).putInt(20);
        for (int i = 0; i < 2; i++) {
            file.putInt(6).putInt(36).putInt(0).putLong(0).putInt(2).putInt(2).putInt(0).putInt(36);
        }
        for (int piece : new int[] {1, 5, 36, 200}) {
            CaptureCount count = new CaptureCount();
            for (int at = 0; at < file.capacity(); at += piece) {
                int length = Math.min(piece, file.capacity() - at);
                count.add(java.util.Arrays.copyOfRange(file.array(), at, at + length), length);
            }
            assertEquals(2, count.packets(), "pieces of " + piece);
            assertEquals(file.capacity(), count.bytes());
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
