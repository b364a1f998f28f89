package org.karavox.itests.oracle;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.karavox.itests.json.Json;
import org.karavox.itests.run.Analysis;
import org.karavox.itests.run.Outcome;
import org.karavox.itests.run.Shared;

/**
 * The results agree with those of an independent program for captures that other people made.
 *
 * <p>Which captures: all whose oracle lists no transport of SIP but UDP ({@code sip.transports}). That leaves out SIP over
 * TCP, WebSocket and HEP; captures of TLS and SCTP hold no SIP that the oracle could read and are only required to pass.
 *
 * <p>A call agrees if it was found and its parties, final status and BYE are the oracle's; a stream if it was found and
 * packets, lost and both jitter figures are. Whatever disagrees stands in {@code oracle-disagreements.md} with its cause,
 * and nothing stands there that does not disagree.
 */
class OracleTest {

    private static final Path TABLE = Path.of("oracle-disagreements.md");
    private static final double LEAST_SHARE = 0.95;

    @Test
    void agreesWithTheOracleExceptWhereTheTableSaysWhyNot() throws IOException {
        List<Comparison> comparisons = new ArrayList<>();
        Map<String, Path> captures = captures();
        try (Stream<Path> oracles = Files.list(Shared.get("captures", "oracle"))) {
            for (Path file : oracles.sorted().toList()) {
                Json oracle = Json.read(file);
                if (isInScope(oracle)) {
                    String name = oracle.get("file").text();
                    Outcome outcome = Analysis.of(captures.get(name)).configuredBy(Path.of("src/test/resources/oracle.conf")).shards(0).run();
                    assertEquals(List.of(), outcome.report().ledger().imbalances(), name);
                    comparisons.add(new Comparison(name, oracle, outcome));
                }
            }
        }
        Set<String> disagreements = new TreeSet<>();
        comparisons.forEach(comparison -> comparison.disagreements().forEach(one -> disagreements.add(one.row())));
        Set<String> explained = explained();
        Set<String> unexplained = new TreeSet<>(disagreements);
        unexplained.removeAll(explained);
        Set<String> vanished = new TreeSet<>(explained);
        vanished.removeAll(disagreements);
        int calls = comparisons.stream().mapToInt(Comparison::calls).sum();
        int callsAgreeing = comparisons.stream().mapToInt(Comparison::callsAgreeing).sum();
        int streams = comparisons.stream().mapToInt(Comparison::streams).sum();
        int streamsAgreeing = comparisons.stream().mapToInt(Comparison::streamsAgreeing).sum();
        System.out.printf("Oracle: %d captures, %d of %d calls agree, %d of %d streams agree%n", comparisons.size(), callsAgreeing, calls,
                streamsAgreeing, streams);

        assertAll(
                () -> assertTrue(calls > 0 && callsAgreeing >= LEAST_SHARE * calls, callsAgreeing + " of " + calls + " calls agree"),
                () -> assertTrue(streams > 0 && streamsAgreeing >= LEAST_SHARE * streams, streamsAgreeing + " of " + streams + " streams agree"),
                () -> assertTrue(unexplained.isEmpty(), "Not in " + TABLE + ":\n" + String.join("\n", unexplained)),
                () -> assertTrue(vanished.isEmpty(), "In " + TABLE + ", but they agree now:\n" + String.join("\n", vanished)));
    }

    @Test
    void everyRowOfTheTableNamesItsCause() throws IOException {
        for (String line : rows()) {
            String cause = line.substring(line.lastIndexOf(" | ") + 3).replace("|", "").strip();
            assertTrue(cause.length() > 10, "No cause: " + line);
        }
    }

    private static boolean isInScope(Json oracle) {
        return Set.of("udp").containsAll(oracle.get("sip").get("transports").names());
    }

    private static Map<String, Path> captures() throws IOException {
        Map<String, Path> byName = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Shared.get("captures"), 2)) {
            files.filter(Files::isRegularFile).filter(file -> !file.getParent().endsWith("oracle"))
                    .forEach(file -> byName.put(file.getFileName().toString(), file));
        }
        return byName;
    }

    /** The rows of the table, without their causes. */
    private static Set<String> explained() throws IOException {
        Set<String> explained = new TreeSet<>();
        rows().forEach(line -> explained.add(line.substring(0, line.lastIndexOf(" | ", line.length() - 3) + 2)));
        return explained;
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(TABLE).stream().filter(line -> line.startsWith("| ") && !line.startsWith("| file ")).toList();
    }
}
