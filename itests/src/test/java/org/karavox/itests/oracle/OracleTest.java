package org.karavox.itests.oracle;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * One file is neither pcap nor pcapng ({@code capture.fileType} is {@code snoop}) and is left out too.
 *
 * <p>A call agrees if it was found and its parties, final status and BYE are the oracle's; a stream if it was found and
 * packets, lost and both jitter figures are. A call or stream all of whose disagreements are proven errors of the oracle
 * is left out of the share, because there is nothing to agree with. Whatever disagrees stands in {@code oracle-disagreements.md} with its cause,
 * and nothing stands there that does not disagree.
 */
class OracleTest {

    private static final Path CONFIGURATION = Path.of("src", "test", "resources", "oracle.conf");
    /** Settings beyond {@link #CONFIGURATION} that one capture needs: G.729 with SSRC 0. */
    private static final Map<String, String> SETTINGS = Map.of("g729-clean.pcap", "allow-zerossrc = yes\n");
    private static final Path TABLE = Path.of("oracle-disagreements.md");
    private static final double LEAST_SHARE = 0.95;

    @Test
    void agreesWithTheOracleExceptWhereTheTableSaysWhyNot() throws IOException {
        DisagreementTable table = DisagreementTable.read(TABLE);
        Share calls = new Share("calls");
        Share streams = new Share("streams");
        List<String> unexplained = new ArrayList<>();
        for (Comparison comparison : comparisons()) {
            comparison.disagreements().stream().filter(disagreement -> !table.explains(disagreement))
                    .forEach(disagreement -> unexplained.add(disagreement.row()));
            calls.add(comparison.calls(), comparison.disagreements(), table);
            streams.add(comparison.streams(), comparison.disagreements(), table);
        }
        System.out.println("Oracle: " + calls + "; " + streams);

        assertAll(
                () -> assertTrue(calls.agreeing() >= LEAST_SHARE, calls::toString),
                () -> assertTrue(streams.agreeing() >= LEAST_SHARE, streams::toString),
                () -> assertTrue(unexplained.isEmpty(), () -> "Not in " + TABLE + ":\n" + String.join("\n", unexplained)),
                () -> assertEquals(List.of(), table.wrongRows(), TABLE + " has rows that do not occur as they say"));
    }

    @Test
    void everyRowOfTheTableHasItsCauseAndItsProof() throws IOException {
        assertEquals(List.of(), DisagreementTable.read(TABLE).unfounded());
    }

    private static List<Comparison> comparisons() throws IOException {
        List<Comparison> comparisons = new ArrayList<>();
        Map<String, Path> captures = captures();
        try (Stream<Path> oracles = Files.list(Shared.get("captures", "oracle"))) {
            for (Path file : oracles.sorted().toList()) {
                Json oracle = Json.read(file);
                if (isInScope(oracle)) {
                    String name = oracle.get("file").text();
                    String settings = Files.readString(CONFIGURATION) + SETTINGS.getOrDefault(name, "");
                    Outcome outcome = Analysis.of(captures.get(name)).configuredAs(settings).shards(0).run();
                    assertEquals(List.of(), outcome.report().ledger().imbalances(), name);
                    comparisons.add(new Comparison(name, oracle, outcome));
                }
            }
        }
        return comparisons;
    }

    /** How many of the oracle's calls or streams agree. */
    private static final class Share {

        private final String what;
        private int all;
        private int inEveryField;
        private int provenWrong;

        Share(String what) {
            this.what = what;
        }

        void add(Set<String> subjects, List<Disagreement> disagreements, DisagreementTable table) {
            for (String subject : subjects) {
                List<Disagreement> its = disagreements.stream().filter(disagreement -> disagreement.subject().equals(subject)).toList();
                all++;
                if (its.isEmpty()) {
                    inEveryField++;
                } else if (its.stream().allMatch(table::provesOracleWrong)) {
                    provenWrong++;
                }
            }
        }

        /** Of those for which the oracle is not proven wrong. */
        double agreeing() {
            return all == 0 ? 0 : (double) inEveryField / (all - provenWrong);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%d of %d %s agree in every field, for %d the oracle is proven wrong: %.1f %% agree", inEveryField,
                    all, what, provenWrong, 100 * agreeing());
        }
    }

    private static boolean isInScope(Json oracle) {
        return Set.of("udp").containsAll(oracle.get("sip").get("transports").names())
                && !oracle.get("capture").get("fileType").text().equals("snoop");
    }

    private static Map<String, Path> captures() throws IOException {
        Map<String, Path> byName = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Shared.get("captures"), 2)) {
            files.filter(Files::isRegularFile).filter(file -> !file.getParent().endsWith("oracle"))
                    .forEach(file -> byName.put(file.getFileName().toString(), file));
        }
        return byName;
    }
}
