package org.karavox.itests.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.karavox.call.Endpoint;
import org.karavox.capture.FrameSink;

/**
 * Collects packets and writes them, in the order of their times, as a capture. Times are milliseconds after
 * {@link #START}. What {@link #link} and {@link #through} say holds for what is added from then on.
 */
public final class Traffic {

    /** Time 0 of every capture. */
    public static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    private static final int PCAP_MAGIC = 0xA1B2C3D4;
    private static final int SNAPLEN = 262_144;

    private final List<Frame> frames = new ArrayList<>();
    private Link link = Link.ethernet();
    private UnaryOperator<byte[]> tunnel = UnaryOperator.identity();
    private int identification;

    private record Frame(long micros, Link link, byte[] bytes) {
    }

    /** What stands in front of every IP packet. */
    public Traffic link(Link link) {
        this.link = link;
        return this;
    }

    /** What every IP packet is wrapped in, before the link layer. */
    public Traffic through(UnaryOperator<byte[]> tunnel) {
        this.tunnel = tunnel;
        return this;
    }

    /** A dialog between two parties. */
    public Dialog dialog(String callId, Party caller, Party called) {
        return new Dialog(this, callId, caller, called);
    }

    /** An RTP stream. */
    public Rtp rtp(Endpoint source, Endpoint destination, int ssrc) {
        return new Rtp(this, source, destination, ssrc);
    }

    /** A UDP datagram. */
    public Traffic udp(long micros, Endpoint source, Endpoint destination, byte[] payload) {
        return ip(micros, Ip.udp(source, destination, payload, nextIdentification()));
    }

    /** A UDP datagram in fragments of {@code step} bytes, 10 microseconds apart, in the given order; -1 = as cut. */
    public Traffic udpInFragments(long micros, Endpoint source, Endpoint destination, byte[] payload, int step, int... order) {
        int id = nextIdentification();
        List<byte[]> fragments = Ip.fragments(Ip.udp(source, destination, payload, id), step, id);
        for (int at = 0; at < (order.length == 0 ? fragments.size() : order.length); at++) {
            ip(micros + 10L * at, fragments.get(order.length == 0 ? at : order[at]));
        }
        return this;
    }

    /** An IP packet. */
    public Traffic ip(long micros, byte[] packet) {
        frames.add(new Frame(micros, link, link.frame().apply(tunnel.apply(packet))));
        return this;
    }

    /** Something that belongs to no call and only lets the time pass. */
    public Traffic unrelated(long millis) {
        return udp(millis * 1000, new Endpoint("192.0.2.200", 40_000), new Endpoint("192.0.2.53", 53),
                new Bytes().hex("1234 0100 0001 0000 0000 0000 07").text("example").hex("03").text("com").hex("00 0001 0001").toArray());
    }

    /** For identification fields of packets made elsewhere. */
    int nextIdentification() {
        return ++identification & 0xFFFF;
    }

    /** Number of packets so far. */
    public int size() {
        return frames.size();
    }

    /** As pcap, little-endian, microseconds. All packets must have one link type. */
    public byte[] toPcap() {
        List<Frame> sorted = sorted();
        int linkType = sorted.get(0).link.type();
        ByteBuffer out = ByteBuffer.allocate(24 + sorted.stream().mapToInt(f -> 16 + f.bytes.length).sum()).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(PCAP_MAGIC).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(SNAPLEN).putInt(linkType);
        for (Frame frame : sorted) {
            if (frame.link.type() != linkType) {
                throw new IllegalStateException("pcap has one link type, this capture has " + linkType + " and " + frame.link.type());
            }
            long micros = epochMicros(frame);
            out.putInt((int) (micros / 1_000_000)).putInt((int) (micros % 1_000_000)).putInt(frame.bytes.length).putInt(frame.bytes.length)
                    .put(frame.bytes);
        }
        return out.array();
    }

    /** As pcapng, little-endian, one interface per link type, nanoseconds on every second interface. */
    public byte[] toPcapng() {
        List<Frame> sorted = sorted();
        List<Integer> interfaces = sorted.stream().map(f -> f.link.type()).distinct().toList();
        int capacity = 28 + interfaces.size() * 32 + sorted.stream().mapToInt(f -> 36 + f.bytes.length).sum();
        ByteBuffer out = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x0A0D0D0A).putInt(28).putInt(0x1A2B3C4D).putShort((short) 1).putShort((short) 0).putLong(-1).putInt(28);
        for (int at = 0; at < interfaces.size(); at++) {
            boolean nanos = at % 2 == 1;
            int length = nanos ? 32 : 20;
            out.putInt(1).putInt(length).putShort(interfaces.get(at).shortValue()).putShort((short) 0).putInt(SNAPLEN);
            if (nanos) {
                out.putShort((short) 9).putShort((short) 1).putInt(9); // if_tsresol = 10^-9
                out.putInt(0); // end of options
            }
            out.putInt(length);
        }
        for (Frame frame : sorted) {
            int on = interfaces.indexOf(frame.link.type());
            long time = epochMicros(frame) * (on % 2 == 1 ? 1000 : 1);
            int padding = -frame.bytes.length & 3;
            int length = 32 + frame.bytes.length + padding;
            out.putInt(6).putInt(length).putInt(on).putInt((int) (time >>> 32)).putInt((int) time).putInt(frame.bytes.length)
                    .putInt(frame.bytes.length).put(frame.bytes).put(new byte[padding]).putInt(length);
        }
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    /** Hands the frames over as a capture source would. */
    public void deliverTo(FrameSink sink) {
        for (Frame frame : sorted()) {
            byte[] buffer = frame.bytes;
            sink.onFrame(buffer, 0, frame.bytes.length, frame.bytes.length, epochMicros(frame) * 1000, frame.link.type(), 0);
        }
    }

    /** Writes {@link #toPcapng} if the name ends so, else {@link #toPcap}. */
    public void write(Path file) throws IOException {
        Files.write(file, file.toString().endsWith(".pcapng") ? toPcapng() : toPcap());
    }

    private List<Frame> sorted() {
        return frames.stream().sorted(Comparator.comparingLong(Frame::micros)).toList(); // stable: ties stay as added
    }

    private static long epochMicros(Frame frame) {
        return START.getEpochSecond() * 1_000_000 + frame.micros;
    }
}
