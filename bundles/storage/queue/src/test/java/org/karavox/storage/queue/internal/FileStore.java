package org.karavox.storage.queue.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.karavox.call.CallRecord;
import org.karavox.call.wire.CallRecordWriter;
import org.karavox.storage.CallStore;
import org.karavox.storage.StoreException;

/**
 * A store in one file. Rows and position of a batch are one block with a checksum: after a kill it is there or it is not, as a
 * transaction of a database. Now and then it fails, before a batch or after it was stored.
 */
final class FileStore implements CallStore {

    /** A stored record: its serial number and a checksum of all of it. */
    record Row(long serial, int checksum) {
    }

    private final RandomAccessFile file;
    private final Random random;
    private final Map<String, Long> positions = new HashMap<>();

    /** @param random decides when it fails */
    FileStore(Path path, Random random) throws IOException {
        this.random = random;
        List<Row> rows = new ArrayList<>();
        long whole = Files.exists(path) ? read(path, rows, positions) : 0;
        file = new RandomAccessFile(path.toFile(), "rw");
        file.setLength(whole);
        file.seek(whole);
    }

    static List<Row> rows(Path path) throws IOException {
        List<Row> rows = new ArrayList<>();
        read(path, rows, new HashMap<>());
        return rows;
    }

    static int checksum(CallRecordWriter writer, CallRecord call) {
        int length = writer.write(call);
        return Frame.checksum(writer.array(), 0, length);
    }

    /** The answer is where the last whole block ends. */
    private static long read(Path path, List<Row> rows, Map<String, Long> positions) throws IOException {
        long whole = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
            while (true) {
                byte[] block = new byte[in.readInt()];
                in.readFully(block);
                CRC32C crc = new CRC32C();
                crc.update(block);
                if (in.readInt() != (int) crc.getValue()) {
                    return whole;
                }
                whole += 8 + block.length;
                DataInputStream content = new DataInputStream(new java.io.ByteArrayInputStream(block));
                String journal = content.readUTF();
                positions.put(journal, content.readLong());
                while (content.available() > 0) {
                    rows.add(new Row(content.readLong(), content.readInt()));
                }
            }
        } catch (EOFException e) {
            return whole;
        }
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public long lastStored(String journal) throws StoreException {
        if (random.nextInt(20) == 0) {
            throw new StoreException(StoreException.Kind.UNAVAILABLE, "No answer", null);
        }
        return positions.getOrDefault(journal, 0L);
    }

    @Override
    public void store(Batch batch) throws StoreException {
        int luck = random.nextInt(20);
        if (luck == 0) {
            throw new StoreException(StoreException.Kind.UNAVAILABLE, "The connection broke before the commit", null);
        }
        try {
            CallRecordWriter writer = new CallRecordWriter();
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            DataOutputStream content = new DataOutputStream(block);
            content.writeUTF(batch.journal());
            content.writeLong(batch.last());
            for (CallRecord call : batch.records()) {
                content.writeLong(call.firstFrame());
                content.writeInt(checksum(writer, call));
            }
            CRC32C crc = new CRC32C();
            crc.update(block.toByteArray());
            ByteArrayOutputStream framed = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(framed);
            out.writeInt(block.size());
            block.writeTo(out);
            out.writeInt((int) crc.getValue());
            file.write(framed.toByteArray());
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.UNAVAILABLE, "The file cannot be written: " + e.getMessage(), e);
        }
        positions.put(batch.journal(), batch.last());
        if (luck == 1) {
            throw new StoreException(StoreException.Kind.UNAVAILABLE, "The connection broke during the commit", null);
        }
    }
}
