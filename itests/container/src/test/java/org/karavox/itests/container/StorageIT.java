package org.karavox.itests.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.karavox.itests.container.KaravoxContainer.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.karavox.itests.database.MariaDb;
import org.karavox.itests.traffic.Party;
import org.karavox.itests.traffic.Sdp;
import org.karavox.itests.traffic.Traffic;

/** Calls end up in a database, whatever happens to the monitor and to the database: faults T1 and T3, and a first start. */
public class StorageIT {

    private static final int CALLS = 400;
    /** Twenty in a release, a few in every build. */
    private static final int KILLS = Integer.getInteger("karavox.kills", 3);

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void withoutAnyKeyCallsAreInTheEmbeddedDatabaseAfterARestart() throws Exception {
        try (Distribution karavox = Distribution.unpack(folder.newFolder().toPath(), spooldir())) {
            karavox.start();
            analyze(karavox, capture("embedded", 20));
            await("20 calls in the list", () -> lines(karavox.shell("voip:calls --no-format --limit 100")) == 20);
            karavox.stop();
            karavox.start();
            await("they are there again", () -> lines(karavox.shell("voip:calls --no-format --limit 100")) == 20);
        }
    }

    @Test
    public void killedAgainAndAgainItLosesAndDoublesNoRecordThatWasJournaled() throws Exception {
        MariaDb server = MariaDb.shared();
        String database = server.freshDatabase();
        Random moments = new Random(20260105);
        try (Distribution karavox = Distribution.unpack(folder.newFolder().toPath(), spooldir() + mysql(server, database))) {
            for (int round = 1; round <= KILLS; round++) {
                karavox.start();
                Process client = karavox.client("voip:analyze --store " + capture("round" + round, CALLS));
                Thread reader = new Thread(() -> readAll(client));
                reader.start();
                long wait = 300 + moments.nextInt(2_500);
                client.waitFor(wait, TimeUnit.MILLISECONDS); // the moment is the random part of the test
                karavox.kill();
                client.destroyForcibly();
                reader.join();
            }
            karavox.start();
            analyze(karavox, capture("last", CALLS));
            await("all of the last capture is stored", () -> count(server, database,
                    "SELECT COUNT(*) FROM kv_cdr_next WHERE fbasename LIKE 'last-%'") == CALLS);
            assertEquals("calls stored twice", 0, count(server, database,
                    "SELECT COUNT(*) - COUNT(DISTINCT fbasename) FROM kv_cdr_next"));
            assertEquals("rows of a call without its call", 0, count(server, database,
                    "SELECT COUNT(*) FROM kv_cdr_rtp r LEFT JOIN kv_cdr c ON c.ID = r.cdr_ID WHERE c.ID IS NULL"));
            assertEquals("calls without their second row", 0, count(server, database,
                    "SELECT COUNT(*) FROM kv_cdr c LEFT JOIN kv_cdr_next n ON n.cdr_ID = c.ID WHERE n.cdr_ID IS NULL"));
            String queue = karavox.shell("voip:db --no-format");
            // queue, journal, taken since the start, number of the last record on disk, ...
            long journaled = Long.parseLong(queue.lines().filter(line -> line.startsWith("queue\t")).findFirst().orElse(queue).split("\t")[3]);
            assertEquals("every journaled record is a row, and nothing else is", journaled,
                    count(server, database, "SELECT COUNT(*) FROM kv_cdr"));
        }
    }

    @Test
    public void recordsWaitForADatabaseThatIsAway() throws Exception {
        try (MariaDb server = MariaDb.start()) {
            String database = server.freshDatabase();
            try (Distribution karavox = Distribution.unpack(folder.newFolder().toPath(), spooldir() + mysql(server, database))) {
                karavox.start();
                analyze(karavox, capture("before", 50));
                await("the first calls are stored", () -> count(server, database, "SELECT COUNT(*) FROM kv_cdr") == 50);
                server.close();
                Process client = karavox.client("voip:analyze --store " + capture("during", CALLS));
                Thread reader = new Thread(() -> readAll(client));
                reader.start();
                await("the shell says that the database is away",
                        () -> karavox.shell("voip:db").contains("127.0.0.1:" + server.port()));
                server.startAgain();
                await("nothing is missing", () -> countOrNothing(server, database, "SELECT COUNT(*) FROM kv_cdr") == 50 + CALLS);
                assertEquals("calls stored twice", 0, count(server, database,
                        "SELECT COUNT(*) - COUNT(DISTINCT fbasename) FROM kv_cdr_next"));
                client.destroyForcibly();
                reader.join();
            }
        }
    }

    @Test
    public void settingsInTheDatabaseGoOverTheFileWhileItRuns() throws Exception {
        MariaDb server = MariaDb.shared();
        String database = server.freshDatabase();
        try (Distribution karavox = Distribution.unpack(folder.newFolder().toPath(),
                spooldir() + mysql(server, database) + "mysqlloadconfig = yes\nsavertp = yes\n")) {
            karavox.start();
            await("the table is there", () -> countOrNothing(server, database, "SELECT COUNT(*) FROM kv_sensor_config") == 0);
            server.execute("ALTER TABLE " + database + ".kv_sensor_config ADD COLUMN savertp text",
                    "INSERT INTO " + database + ".kv_sensor_config (id_sensor, savertp) VALUES (NULL, 'header')");
            await("the row counts", () -> setting(karavox, "savertp").contains("header") && setting(karavox, "savertp").contains("sensor_config"));
            server.execute("UPDATE " + database + ".kv_sensor_config SET savertp = NULL");
            await("the file counts again", () -> setting(karavox, "savertp").contains("yes") && setting(karavox, "savertp").contains("voipmonitor.conf"));
        }
    }

    private static String setting(Distribution karavox, String key) throws Exception {
        return karavox.shell("voip:config --all --no-format").lines().filter(line -> line.startsWith(key + "\t")).findFirst().orElse("");
    }

    private String spooldir() {
        return "spooldir = " + folder.getRoot().toPath().resolve("spool") + "\n";
    }

    private static String mysql(MariaDb server, String database) {
        return "mysqlhost = 127.0.0.1\nmysqlport = " + server.port() + "\nmysqldb = " + database + "\nmysqlusername = " + MariaDb.ADMIN
                + "\nmysqlpassword = " + MariaDb.ADMIN_PASSWORD + "\nmysqltableprefix = kv_\n";
    }

    private static void analyze(Distribution karavox, Path capture) throws Exception {
        karavox.shell("voip:analyze --store " + capture);
    }

    /** Calls one after the other, a second apart, with Call-IDs {@code name-1}, {@code name-2}, ... */
    private Path capture(String name, int calls) throws Exception {
        Traffic traffic = new Traffic();
        Party alice = Party.at("1001", "192.0.2.10");
        Party bob = Party.at("2002", "198.51.100.20");
        for (int i = 1; i <= calls; i++) {
            long at = 1000L * i;
            int port = 10_000 + 2 * (i % 10_000);
            traffic.dialog(name + "-" + i + "@storage", alice, bob).at(at).invite(Sdp.phone("192.0.2.10", port))
                    .at(at + 10).respond(100).at(at + 100).respond(180).at(at + 300).respond(200, Sdp.phone("198.51.100.20", port))
                    .at(at + 320).ack().at(at + 5_000).bye(alice).at(at + 5_020).respond(200);
            traffic.rtp(alice.media(port), bob.media(port), i).at(at + 400).voice(20).send();
            traffic.rtp(bob.media(port), alice.media(port), -i).at(at + 410).voice(20).send();
        }
        Path file = folder.getRoot().toPath().resolve(name + ".pcap");
        traffic.write(file);
        return file;
    }

    private static void readAll(Process process) {
        try {
            process.getInputStream().readAllBytes();
        } catch (java.io.IOException e) { // it was ended
        }
    }

    private static long lines(String output) {
        return output.getBytes(StandardCharsets.UTF_8).length == 0 ? 0 : output.lines().filter(line -> line.contains("\t")).count();
    }

    private static long countOrNothing(MariaDb server, String database, String sql) {
        try {
            return count(server, database, sql);
        } catch (SQLException e) { // it is not back yet
            return -1;
        }
    }

    private static long count(MariaDb server, String database, String sql) throws SQLException {
        try (Connection connection = server.connect(database); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
