package org.karavox.capture.pcapfile.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pcap and pcapng piece by piece, right or wrong as a test wants it. */
final class CaptureBytes {

    static final int MICROSECONDS = 0xA1B2C3D4;
    static final int NANOSECONDS = 0xA1B23C4D;
    static final int PATCHED = 0xA1B2CD34;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    static CaptureBytes pcap(ByteOrder order, int magic, int linkType) {
        CaptureBytes capture = new CaptureBytes();
        capture.order = order;
        return capture.i32(magic).i16(2).i16(4).i32(0).i32(0).i32(65_535).i32(linkType);
    }

    static CaptureBytes pcapng(ByteOrder order) {
        return new CaptureBytes().section(order);
    }

    /** One record of a pcap file, captured as a whole. */
    CaptureBytes record(long seconds, long fraction, byte[] frame) {
        return record(seconds, fraction, frame, frame.length);
    }

    CaptureBytes record(long seconds, long fraction, byte[] frame, int wireLength) {
        return i32((int) seconds).i32((int) fraction).i32(frame.length).i32(wireLength).raw(frame);
    }

    CaptureBytes section(ByteOrder newOrder) {
        order = newOrder;
        return block(0x0A0D0D0A, new CaptureBytes(order).i32(0x1A2B3C4D).i16(1).i16(0).i64(-1));
    }

    CaptureBytes iface(int linkType, int snaplen, CaptureBytes options) {
        return block(1, new CaptureBytes(order).i16(linkType).i16(0).i32(snaplen).raw(options.toByteArray()));
    }

    CaptureBytes iface(int linkType) {
        return iface(linkType, 0, body());
    }

    CaptureBytes packet(int interfaceId, long time, byte[] frame) {
        return packet(interfaceId, time, frame, frame.length);
    }

    CaptureBytes packet(int interfaceId, long time, byte[] frame, int wireLength) {
        return block(6, body().i32(interfaceId).i32((int) (time >>> 32)).i32((int) time).i32(frame.length).i32(wireLength).raw(frame));
    }

    CaptureBytes oldPacket(int interfaceId, int drops, long time, byte[] frame) {
        return block(2, body().i16(interfaceId).i16(drops).i32((int) (time >>> 32)).i32((int) time).i32(frame.length)
                .i32(frame.length).raw(frame));
    }

    CaptureBytes simplePacket(int wireLength, byte[] frame) {
        return block(3, body().i32(wireLength).raw(frame));
    }

    /** An empty body of a block or of options, in the byte order of the section. */
    CaptureBytes body() {
        return new CaptureBytes(order);
    }

    CaptureBytes option(int code, byte... value) {
        return i16(code).i16(value.length).raw(value).pad();
    }

    CaptureBytes block(int type, CaptureBytes body) {
        body.pad();
        int length = 12 + body.bytes.size();
        return i32(type).i32(length).raw(body.toByteArray()).i32(length);
    }

    private CaptureBytes() {
    }

    private CaptureBytes(ByteOrder order) {
        this.order = order;
    }

    CaptureBytes i16(int value) {
        return raw(ByteBuffer.allocate(2).order(order).putShort((short) value).array());
    }

    CaptureBytes i32(int value) {
        return raw(ByteBuffer.allocate(4).order(order).putInt(value).array());
    }

    CaptureBytes i64(long value) {
        return raw(ByteBuffer.allocate(8).order(order).putLong(value).array());
    }

    CaptureBytes raw(byte[] some) {
        bytes.writeBytes(some);
        return this;
    }

    private CaptureBytes pad() {
        while ((bytes.size() & 3) != 0) {
            bytes.write(0);
        }
        return this;
    }

    int length() {
        return bytes.size();
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    static byte[] frame(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
