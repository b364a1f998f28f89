package org.karavox.storage.spool.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.karavox.call.CallRef;
import org.karavox.packet.LinkTypes;
import org.karavox.packet.PacketCursor;

/** What the tests of this package share: frames to save, and the files read back. */
final class Bench {

    /** 2026-09-21 14:13:20 UTC and 123,456,789 ns. */
    static final long T0_NANOS = 1_790_000_000_123_456_789L;
    static final Instant START = Instant.ofEpochSecond(0, T0_NANOS);
    /** Directory of {@link #START} in UTC. */
    static final String MINUTE = "2026-09-21/14/13";

    static final SpoolRules ALL = new SpoolRules(true, true, false, true);

    /** Ethernet, no addresses, IPv4. */
    static final String ETHERNET = "000000000000 000000000000 0800";
    /** IPv4 192.0.2.1 to 192.0.2.2, UDP 4000 to 5000; lengths and checksums are of no interest here. */
    static final String IP_UDP = "4500001d 00000000 40110000 c0000201 c0000202" + "0fa01388 00090000";

    private Bench() {
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static CallRef call(String callId) {
        return new CallRef(callId, START, 0);
    }

    /** A cursor on the payload of a frame that stands in the middle of a buffer. */
    static PacketCursor packet(String hex, int payloadOffset, int linkType, long timestampNanos) {
        byte[] frame = bytes(hex);
        return packet(frame, frame.length, payloadOffset, linkType, timestampNanos);
    }

    static PacketCursor packet(byte[] frame, int wireLength, int payloadOffset, int linkType, long timestampNanos) {
        ByteBuffer buffer = ByteBuffer.allocate(frame.length + 20).put(10, frame);
        PacketCursor cursor = new PacketCursor();
        cursor.frame(buffer.array(), 10, frame.length, wireLength, timestampNanos, linkType);
        cursor.window(10 + payloadOffset, 10 + frame.length);
        return cursor;
    }

    /** Ethernet, IPv4, UDP and this payload, at {@link #T0_NANOS}. */
    static PacketCursor udp(String payloadHex) {
        return packet(ETHERNET + IP_UDP + payloadHex, 42, LinkTypes.ETHERNET, T0_NANOS);
    }

    /** One packet per number, 100 bytes of payload that say which. */
    static PacketCursor numbered(int number) {
        return udp(String.format("%08x", number) + "a5".repeat(96));
    }

    static int number(byte[] storedFrame) {
        return ByteBuffer.wrap(storedFrame).getInt(42);
    }

    static PcapCallFiles files(Path root, SpoolRules rules, Disk disk, Troubles troubles, int kept, long budget) {
        Claims claims = new Claims();
        RecordWriter writer = new RecordWriter(disk, claims, troubles, new Semaphore(kept), kept, new SizeListener());
        SpoolLayout layout = new SpoolLayout(ZoneOffset.UTC, false, "");
        return new PcapCallFiles(rules, layout, kind -> root, claims, new ChunkPool(new ChunkPool.Budget(budget)), writer);
    }

    static Disk disk() {
        return new Disk(OptionalInt.empty(), OptionalInt.empty(), true);
    }

    /** A file read back. */
    record Capture(int linkType, List<Stored> records) {

        List<Integer> numbers() {
            return records.stream().map(record -> number(record.frame())).toList();
        }
    }

    /** A record read back. */
    record Stored(long micros, int wireLength, byte[] frame) {
    }

    /** Reads a file of which every byte must be accounted for. */
    static Capture read(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(0xA1B2C3D4, bytes.getInt(), "magic");
            assertEquals(0x0004_0002, bytes.getInt(), "version");
            assertEquals(0, bytes.getLong(), "zone and accuracy");
            assertEquals(262_144, bytes.getInt(), "snaplen");
            int linkType = bytes.getInt();
            List<Stored> records = new ArrayList<>();
            while (bytes.hasRemaining()) {
                long micros = bytes.getInt() * 1_000_000L + bytes.getInt();
                byte[] frame = new byte[bytes.getInt()];
                int wireLength = bytes.getInt();
                bytes.get(frame);
                records.add(new Stored(micros, wireLength, frame));
            }
            return new Capture(linkType, records);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files below, relative, sorted. */
    static List<String> tree(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> !Files.isDirectory(path)).map(path -> root.relativize(path).toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
