package org.karavox.itests.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.itests.traffic.Party;
import org.karavox.itests.traffic.Sdp;
import org.karavox.itests.traffic.Traffic;

/** The number of the sensor reaches records and files. */
class SensorTest {

    @TempDir
    private Path directory;

    private Outcome analyze(String configuration) throws IOException {
        Traffic traffic = new Traffic();
        traffic.dialog("sensor@itests", Party.at("alice", "192.0.2.10"), Party.at("bob", "198.51.100.20"))
                .at(0).invite(Sdp.phone("192.0.2.10", 10_000)).at(10).respond(486).at(20).ack();
        Path capture = directory.resolve("sensor.pcap");
        traffic.write(capture);
        return Analysis.of(capture).configuredAs(configuration).savingTo(directory.resolve("spool")).run();
    }

    private List<String> files() throws IOException {
        Path spool = directory.resolve("spool");
        try (Stream<Path> all = Files.walk(spool)) {
            return all.filter(Files::isRegularFile).map(file -> spool.relativize(file).toString()).toList();
        }
    }

    @Test
    void filesOfASensorMayHaveAFolderOfTheirOwn() throws IOException {
        Outcome outcome = analyze("id_sensor = 42\nspooldir_by_sensor = yes\n");
        assertEquals(42, outcome.calls().get(0).sensorId());
        assertTrue(!files().isEmpty() && files().stream().allMatch(name -> name.startsWith("42/")), files().toString());
    }

    @Test
    void withoutANumberThereIsNoSuchFolder() throws IOException {
        Outcome outcome = analyze("spooldir_by_sensor = yes\n");
        assertEquals(0, outcome.calls().get(0).sensorId());
        assertTrue(!files().isEmpty() && files().stream().allMatch(name -> name.startsWith("2026-")), files().toString());
    }
}
