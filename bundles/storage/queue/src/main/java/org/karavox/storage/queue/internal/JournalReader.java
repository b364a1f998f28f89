package org.karavox.storage.queue.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.karavox.call.CallRecord;
import org.karavox.call.wire.CallRecordReader;
import org.karavox.call.wire.WireException;

/** Reads durable records of a journal in order, in blocks, so that memory does not depend on the backlog. One thread. */
final class JournalReader implements Closeable {

    /**
     * Consecutive records.
     *
     * @param first number of the first one
     * @param last number of the last one; without records, the number up to which there is nothing to read
     */
    record Block(long first, long last, List<CallRecord> records) {
    }

    /** Takes the payload of a frame that this version cannot read as a record. */
    interface Unreadable {
        void accept(long number, byte[] payload, WireException cause) throws IOException;
    }

    private final Journal journal;
    private final Unreadable unreadable;
    private Segment segment;
    private FileChannel channel;
    private FrameScanner scanner;
    private long position = -1;

    JournalReader(Journal journal, Unreadable unreadable) {
        this.journal = journal;
        this.unreadable = unreadable;
    }

    /**
     * Reads from number {@code from} on, or from the next one that is there.
     *
     * @param limit most records
     * @param byteLimit most bytes in their binary form, except that one record may have more
     */
    Block read(long from, int limit, int byteLimit) throws IOException {
        long durable = journal.durable(); // first, so that the files have at least these
        if (from != position) {
            seek(from);
        }
        long expected = from;
        long bytes = 0;
        List<CallRecord> records = new ArrayList<>();
        while (records.size() < limit && bytes < byteLimit) {
            if (scanner == null || !scanner.next(segment.durableSize)) {
                if (!nextSegment()) {
                    break;
                }
                continue;
            }
            long number = scanner.number();
            if (number < expected) {
                continue;
            }
            if (number > expected) {
                if (!records.isEmpty()) {
                    scanner.back();
                    break;
                }
                journal.damaged(segment.path + " before byte " + scanner.start(), expected, number - 1);
                expected = number;
            }
            CallRecord call;
            try {
                call = CallRecordReader.read(scanner.array(), scanner.payloadOffset(), scanner.payloadLength());
            } catch (WireException e) {
                if (!records.isEmpty()) {
                    scanner.back();
                    break;
                }
                int offset = scanner.payloadOffset();
                unreadable.accept(number, Arrays.copyOfRange(scanner.array(), offset, offset + scanner.payloadLength()), e);
                expected = number + 1;
                continue;
            }
            records.add(call);
            bytes += scanner.payloadLength();
            expected = number + 1;
        }
        if (records.isEmpty() && expected <= durable) {
            journal.damaged("the end of " + (segment == null ? journal.directory() : segment.path), expected, durable);
            expected = durable + 1;
        }
        position = expected;
        return new Block(expected - records.size(), expected - 1, records);
    }

    private void seek(long number) throws IOException {
        Optional<Segment> found = journal.segmentOf(number);
        if (found.isPresent() && (found.get() != segment || number < position)) {
            open(found.get());
        }
        position = number;
    }

    private boolean nextSegment() throws IOException {
        Optional<Segment> next = segment == null ? journal.segmentOf(position) : journal.segmentAfter(segment);
        if (next.isPresent()) {
            open(next.get());
        }
        return next.isPresent();
    }

    private void open(Segment next) throws IOException {
        close();
        segment = next;
        try {
            channel = FileChannel.open(next.path, StandardOpenOption.READ);
            scanner = new FrameScanner(channel, Frame.FILE_HEAD);
        } catch (NoSuchFileException e) {
            scanner = null; // removed by somebody: its records count as missing
        }
    }

    @Override
    public void close() throws IOException {
        scanner = null;
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
