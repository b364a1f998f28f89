package org.karavox.itests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.karavox.itests.run.Analysis;

/**
 * Every golden capture gives the records that stand in its directory, whatever the number of shards.
 *
 * <p>With {@code -Dgolden.write=true} the directories are written anew first; what then differs in version control has
 * to be read and understood before it is committed.
 */
class GoldenTest {

    private static final Path DIRECTORY = Path.of("golden");
    private static final List<Integer> SHARDS = List.of(0, 1, 2, 4);

    @BeforeAll
    static void writeAnewIfWanted() throws IOException {
        if (!Boolean.getBoolean("golden.write")) {
            return;
        }
        for (GoldenCase golden : GoldenCases.all()) {
            Path directory = Files.createDirectories(DIRECTORY.resolve(golden.name()));
            golden.traffic().write(directory.resolve(golden.inputName()));
            Files.writeString(directory.resolve("README.md"), golden.readme());
            Files.writeString(directory.resolve("voipmonitor.conf"), golden.configuration());
            Files.writeString(directory.resolve("expected.json"), run(golden, 0));
        }
    }

    @Test
    void everyDirectoryHasItsCase() throws IOException {
        TreeSet<String> cases = new TreeSet<>();
        GoldenCases.all().forEach(golden -> cases.add(golden.name()));
        TreeSet<String> directories = new TreeSet<>();
        try (Stream<Path> entries = Files.list(DIRECTORY)) {
            entries.filter(Files::isDirectory).forEach(entry -> directories.add(entry.getFileName().toString()));
        }
        assertEquals(cases, directories);
    }

    @TestFactory
    Stream<DynamicContainer> goldenCaptures() {
        return GoldenCases.all().stream().map(golden -> dynamicContainer(golden.name(), Stream.concat(
                Stream.of(dynamicTest("is what the generator writes", () -> assertArrayEquals(
                        golden.pcapng() ? golden.traffic().toPcapng() : golden.traffic().toPcap(),
                        Files.readAllBytes(DIRECTORY.resolve(golden.name()).resolve(golden.inputName()))))),
                SHARDS.stream().map(shards -> withShards(golden, shards)))));
    }

    private static DynamicTest withShards(GoldenCase golden, int shards) {
        return dynamicTest(shards == 0 ? "inline" : shards + " shards", () -> assertEquals(
                Files.readString(DIRECTORY.resolve(golden.name()).resolve("expected.json")), run(golden, shards)));
    }

    private static String run(GoldenCase golden, int shards) throws IOException {
        Path directory = DIRECTORY.resolve(golden.name());
        return RecordJson.write(Analysis.of(directory.resolve(golden.inputName())).configuredBy(directory.resolve("voipmonitor.conf"))
                .shards(shards).run());
    }
}
