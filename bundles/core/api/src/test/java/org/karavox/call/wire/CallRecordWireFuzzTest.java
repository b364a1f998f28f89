package org.karavox.call.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.karavox.call.CallRecord;

/** Records come from other machines and from disks. */
class CallRecordWireFuzzTest {

    /** Any bytes are either refused with a sentence or a record, and what is a record can be written and read again. */
    @FuzzTest(maxDuration = "3s")
    void anyBytesAreARecordOrRefused(byte[] bytes) throws WireException {
        CallRecord call;
        try {
            call = CallRecordReader.read(bytes, 0, bytes.length);
        } catch (WireException e) {
            assertFalse(e.getMessage().isBlank());
            return;
        }
        CallRecordWriter writer = new CallRecordWriter();
        int length = writer.write(call);
        CallRecord again = CallRecordReader.read(writer.array(), 0, length);
        assertEquals(call.ref().start(), again.ref().start());
        assertEquals(length, new CallRecordWriter().write(again), "written the second time it stays the same");
    }
}
