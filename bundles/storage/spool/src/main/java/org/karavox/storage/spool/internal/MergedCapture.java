package org.karavox.storage.spool.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Several captures as one, in the order of their times: classic pcap, or pcapng with an interface per link type if there is
 * more than one. One thread.
 */
final class MergedCapture extends InputStream {

    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;

    private final List<RecordSource> all;
    private final PriorityQueue<Turn> turns = new PriorityQueue<>();
    private final List<Integer> linkTypes = new ArrayList<>();
    private final boolean pcapng;
    private ByteBuffer ready = ByteBuffer.allocate(64 << 10).order(ByteOrder.LITTLE_ENDIAN);

    private record Turn(long timeNanos, int order, RecordSource source) implements Comparable<Turn> {

        @Override
        public int compareTo(Turn other) {
            int byTime = Long.compare(timeNanos, other.timeNanos);
            return byTime != 0 ? byTime : Integer.compare(order, other.order);
        }
    }

    /** @param sources each at its first record, not empty */
    MergedCapture(List<RecordSource> sources) {
        all = List.copyOf(sources);
        for (int i = 0; i < all.size(); i++) {
            turns.add(new Turn(all.get(i).timeNanos, i, all.get(i)));
        }
        pcapng = all.stream().mapToInt(source -> source.linkType).distinct().count() > 1;
        if (pcapng) {
            ready.putInt(SECTION_HEADER).putInt(28).putInt(0x1A2B3C4D).putShort((short) 1).putShort((short) 0).putLong(-1).putInt(28);
        } else {
            ready.position(Pcap.putFileHeader(ready.array(), 0, all.get(0).linkType));
        }
        ready.flip();
    }

    /** Puts the next record into {@link #ready}; false at the end. */
    private boolean refill() {
        Turn turn = turns.poll();
        if (turn == null) {
            return false;
        }
        RecordSource source = turn.source;
        ready.clear();
        if (ready.capacity() < source.length + 256) {
            ready = ByteBuffer.allocate(source.length + 256).order(ByteOrder.LITTLE_ENDIAN);
        }
        if (pcapng) {
            putBlock(source);
        } else {
            Pcap.putRecordHeader(ready.array(), 0, source.timeNanos, source.length, source.wireLength);
            ready.position(Pcap.RECORD_HEADER_LENGTH).put(source.frame, 0, source.length);
        }
        ready.flip();
        int linkType = source.linkType;
        if (source.next() && (pcapng || source.linkType == linkType)) {
            turns.add(new Turn(source.timeNanos, turn.order, source));
        }
        return true;
    }

    private void putBlock(RecordSource source) {
        int number = linkTypes.indexOf(source.linkType);
        if (number < 0) {
            number = linkTypes.size();
            linkTypes.add(source.linkType);
            ready.putInt(INTERFACE).putInt(20).putShort((short) source.linkType).putShort((short) 0).putInt(Pcap.SNAPLEN).putInt(20);
        }
        int padded = source.length + 3 & -4;
        long micros = source.timeNanos / 1_000;
        ready.putInt(PACKET).putInt(32 + padded).putInt(number).putInt((int) (micros >>> 32)).putInt((int) micros);
        ready.putInt(source.length).putInt(source.wireLength).put(source.frame, 0, source.length);
        for (int i = source.length; i < padded; i++) {
            ready.put((byte) 0);
        }
        ready.putInt(32 + padded);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int got = 0;
        while (got < length) {
            if (!ready.hasRemaining() && !refill()) {
                break;
            }
            int part = Math.min(ready.remaining(), length - got);
            ready.get(target, offset + got, part);
            got += part;
        }
        return got == 0 ? -1 : got;
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        for (RecordSource source : all) {
            try {
                source.close();
            } catch (IOException e) {
                first = e;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
