package org.karavox.itests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.call.CallRecord;
import org.karavox.itests.traffic.Party;
import org.karavox.itests.traffic.Sdp;
import org.karavox.itests.traffic.Traffic;
import org.karavox.manage.analyze.Standalone;
import org.karavox.runtime.Analyzer;

/** Captures of quite different times in one command: each is analysed as if it were alone. */
class SeveralCapturesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void capturesOfOtherTimesDoNotEndEachOthersCalls(int shards) throws Exception {
        List<String> files = new ArrayList<>();
        for (long days : new long[] {0, 2_000, -1_000, 5}) {
            Party alice = Party.at("alice", "192.0.2.10");
            Party bob = Party.at("bob", "198.51.100.20");
            Traffic traffic = new Traffic();
            long at = days * 86_400_000L;
            traffic.dialog("days" + days, alice, bob).at(at).invite(Sdp.phone("192.0.2.10", 10_000)).at(at + 10).respond(100)
                    .at(at + 300).respond(200, Sdp.phone("198.51.100.20", 20_000)).at(at + 320).ack().at(at + 9_000).bye(alice)
                    .at(at + 9_010).respond(200);
            Path file = folder.resolve("days" + days + ".pcap");
            traffic.write(file);
            files.add(file.toString());
        }
        List<CallRecord> calls = new ArrayList<>();
        Analyzer.Report report;
        try (Standalone components = Standalone.ofClassPath()) {
            report = components.get(Analyzer.class).analyze(new Analyzer.Request(files, Optional.empty(), OptionalInt.of(shards)),
                    calls::add, share -> { });
        }
        assertEquals(List.of(), report.problems());
        assertEquals(4 * 6, report.ledger().read());
        assertEquals(4, report.ledger().sources().size());
        assertEquals(4, calls.size());
        for (CallRecord call : calls) {
            assertEquals(200, call.finalStatus(), call.callId());
            assertEquals(3, call.bye().code(), call.callId());
            assertEquals(9_010, call.duration().toMillis(), call.callId());
        }
        assertEquals(List.of(1L, 7L, 13L, 19L), calls.stream().map(CallRecord::firstFrame).sorted().toList());
    }
}
