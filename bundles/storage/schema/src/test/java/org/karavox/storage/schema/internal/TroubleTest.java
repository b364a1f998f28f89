package org.karavox.storage.schema.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.karavox.itests.database.MariaDb;
import org.karavox.storage.schema.internal.TestBed.Kept;

/** What goes wrong with a server: one sentence, no tables offered meanwhile, and recovery by itself once somebody has acted. */
class TroubleTest {

    private static final String PASSWORD = "only-for-this-test-77";
    private static final AtomicInteger USERS = new AtomicInteger();

    private final TestBed bed;
    private final String user = "few_rights_" + USERS.incrementAndGet();

    TroubleTest() throws SQLException {
        bed = TestBed.mariaDb();
        bed.light = true;
    }

    @AfterEach
    void letTheServerWriteAgain() throws SQLException {
        MariaDb.shared().execute("set global read_only = off");
    }

    private DataSource userWith(String privileges) throws SQLException {
        MariaDb.shared().execute("create user '" + user + "'@'127.0.0.1' identified by '" + PASSWORD + "'");
        MariaDb.shared().execute("grant " + privileges + " on `" + bed.database + "`.* to '" + user + "'@'127.0.0.1'");
        return TestBed.mysql(bed.database, user, PASSWORD);
    }

    private String everything() {
        return "run GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON `" + bed.database + "`.* TO '" + user
                + "'@'127.0.0.1';";
    }

    private static void runRemedy(String sentence) throws SQLException {
        MariaDb.shared().execute(sentence.substring(sentence.indexOf("run ") + 4, sentence.lastIndexOf(';')));
    }

    @Test
    void creatingNeedsItsGrantAndGoesOnOnceThatIsGiven() throws Exception {
        Kept kept = bed.keepFrom(userWith("select, insert"));
        assertEquals("User '" + user + "'@'127.0.0.1' may not CREATE in database " + bed.database + ": " + everything(), kept.problem());
        assertNull(kept.schema);
        runRemedy(kept.problem());
        kept.step();
        assertEquals("", kept.problem());
        assertNotNull(kept.schema);
    }

    @Test
    void upgradingNeedsItsGrantAndGoesOnOnceThatIsGiven() throws Exception {
        bed.keep();
        bed.run("alter table cdr_next drop column hold");
        Kept kept = bed.keepFrom(userWith("select, insert, update, delete, create"));
        assertEquals("User '" + user + "'@'127.0.0.1' may not ALTER in database " + bed.database + ": " + everything(), kept.problem());
        assertNull(kept.schema);
        runRemedy(kept.problem());
        kept.step();
        assertTrue(kept.schema.columns("cdr_next").contains("hold"));
        assertEquals(1, bed.number("select count(*) from db_alters where result = 'ok'"), "a missing grant is not held against the statement");
    }

    @Test
    void writingNeedsItsGrant() throws Exception {
        bed.keep();
        Kept kept = bed.keepFrom(userWith("select"));
        assertEquals("User '" + user + "'@'127.0.0.1' may not UPDATE in database " + bed.database + ": " + everything(), kept.problem());
    }

    @Test
    void aPartitionForTodayNeedsItsGrant() throws Exception {
        bed.keep("create_new_partitions", 0);
        bed.clock.set("2026-11-26T12:00:00");
        Kept kept = bed.keepFrom(userWith("select, insert, update, delete"));
        assertTrue(kept.problem().startsWith("User '" + user + "'@'127.0.0.1' may not ALTER"), kept.problem());
        assertNull(kept.schema);
        runRemedy(kept.problem());
        kept.step();
        assertNotNull(kept.schema);
        kept.schema.makeRoomFor(bed.clock.instant());
    }

    @Test
    void partitionsAheadCanWaitForTheirGrant() throws Exception {
        bed.keep();
        bed.clock.set("2026-11-25T12:00:00");
        Kept kept = bed.keepFrom(userWith("select, insert, update, delete"));
        assertEquals("", kept.problem(), "there is room for today");
        assertTrue(kept.keeper.notes().get(0).contains(everything()), kept.keeper.notes().toString());
    }

    /** Calls can be kept all the same, so the tables stay offered. */
    @Test
    void droppingNeedsItsGrant() throws Exception {
        bed.keep("create_old_partitions", 4);
        bed.clock.set("2026-11-25T13:00:00");
        Kept kept = bed.keepFrom(userWith("select, insert, update, delete, create, alter, index, references"), "cleandatabase_cdr", 2);
        assertEquals("", kept.problem());
        assertNotNull(kept.schema);
        assertEquals("User '" + user + "'@'127.0.0.1' may not DROP in database " + bed.database + ": " + everything(),
                kept.keeper.notes().get(0));
        runRemedy(kept.keeper.notes().get(0));
        bed.clock.set("2026-11-25T13:02:00");
        kept.step();
        assertEquals("p261124", kept.keeper.partitions().get(0));
        assertTrue(kept.keeper.notes().isEmpty(), kept.keeper.notes().toString());
    }

    @Test
    void aReadOnlyServerIsNamed() throws Exception {
        bed.keep();
        DataSource source = userWith("all privileges");
        MariaDb.shared().execute("set global read_only = on");
        Kept kept = bed.keepFrom(source);
        assertTrue(kept.problem().startsWith("The database only reads ("), kept.problem());
        assertTrue(kept.problem().endsWith("run SET GLOBAL read_only = OFF; on it, or name the server that is written to in mysqlhost"),
                kept.problem());
        assertNull(kept.schema);
        MariaDb.shared().execute("set global read_only = off");
        kept.step();
        assertNotNull(kept.schema);
    }

    @Test
    void aMissingDatabaseIsNamed() throws Exception {
        String name = bed.database + "_new";
        Kept kept = bed.keepFrom(TestBed.mysql(name, MariaDb.ADMIN, MariaDb.ADMIN_PASSWORD));
        assertEquals("The server has no database " + name + ": run CREATE DATABASE `" + name + "` CHARACTER SET latin1; or correct mysqldb",
                kept.problem());
        runRemedy(kept.problem());
        kept.step();
        assertNotNull(kept.schema);
    }

    @Test
    void aDatabaseThatMayNotBeUsedIsNamed() throws Exception {
        DataSource source = userWith("select");
        MariaDb.shared().execute("revoke select on `" + bed.database + "`.* from '" + user + "'@'127.0.0.1'");
        Kept kept = bed.keepFrom(source);
        assertEquals("User '" + user + "'@'127.0.0.1' may not use database " + bed.database + ": " + everything(), kept.problem());
        runRemedy(kept.problem());
        kept.step();
        assertNotNull(kept.schema);
    }

    @Test
    void aWrongPasswordIsSaidWithoutThePassword() throws Exception {
        userWith("all privileges");
        Kept kept = bed.keepFrom(TestBed.mysql(bed.database, user, "wrong-secret"));
        assertEquals("The server refuses user '" + user + "'@'127.0.0.1', or its password is wrong: correct mysqlusername and mysqlpassword",
                kept.problem());
        kept.keeper.offer(TestBed.mysql(bed.database, user, PASSWORD)); // as storage/cdr does after a change of its keys
        kept.step();
        assertNotNull(kept.schema);
    }

    @Test
    void aServerThatIsNotThereIsTriedAgainMoreAndMoreSeldom() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        com.mysql.cj.jdbc.MysqlDataSource source = new com.mysql.cj.jdbc.MysqlDataSource();
        source.setURL("jdbc:mysql://127.0.0.1:" + port + "/" + bed.database + "?connectTimeout=2000");
        source.setUser(MariaDb.ADMIN);
        source.setPassword(MariaDb.ADMIN_PASSWORD);
        Kept kept = bed.new Kept(source, 0);
        long[] waits = new long[7];
        for (int i = 0; i < waits.length; i++) {
            waits[i] = kept.keeper.step();
        }
        assertEquals("[1000, 2000, 4000, 8000, 16000, 30000, 30000]", java.util.Arrays.toString(waits));
        assertEquals("The database cannot be reached (Connection refused): see that the server runs and that mysqlhost and mysqlport are "
                + "right; records wait until then", kept.problem());
        assertFalse(kept.problem().contains(MariaDb.ADMIN_PASSWORD));
        assertNull(kept.schema);
    }

    /** A lost connection is for the store to tell; the tables are still there. */
    @Test
    void aServerThatStopsLaterLeavesTheTablesOffered() throws Exception {
        boolean[] lost = { false };
        Kept kept = bed.keepFrom(TestBed.through(() -> {
            if (lost[0]) {
                throw new SQLException("Communications link failure", "08S01", new java.net.ConnectException("Connection refused"));
            }
            return bed.source.getConnection();
        }));
        ReadySchema before = kept.schema;
        assertNotNull(before);
        lost[0] = true;
        bed.clock.set(bed.clock.instant().plus(Duration.ofMinutes(6)));
        kept.step();
        assertEquals(before, kept.schema);
        assertTrue(kept.keeper.notes().get(0).startsWith("The database cannot be reached (Connection refused)"), kept.keeper.notes().toString());
        lost[0] = false;
        bed.clock.set(bed.clock.instant().plus(Duration.ofMinutes(2)));
        kept.step();
        assertEquals(java.util.List.of(), kept.keeper.notes());
        kept.schema.makeRoomFor(Instant.parse("2026-12-01T10:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "1114|The table 'cdr' is full|DISK_FULL", "1021|Disk full (/tmp/x)|DISK_FULL",
        "1026|Error writing file './ibdata1' (Errcode: 28 \"No space left on device\")|DISK_FULL",
        "90031|IO Exception: \"java.io.IOException: No space left on device\"; \"calls.mv.db\"|DISK_FULL",
        "1836|Running in read-only mode|READ_ONLY", "1792|Cannot execute statement in a READ ONLY transaction.|READ_ONLY",
        "1290|The MySQL server is running with the --secure-file-priv option so it cannot execute this statement|REFUSED",
        "1205|Lock wait timeout exceeded; try restarting transaction|BUSY", "1040|Too many connections|UNREACHABLE",
        "90020|Database may be already in use: null|BUSY", "1064|You have an error in your SQL syntax|REFUSED" })
    void codesAreUnderstood(int code, String message, Trouble.Kind kind) {
        assertEquals(kind, Trouble.of(new SQLException(message, "HY000", code), "", "calls").kind());
    }

    @Test
    void aFullDiskSaysWhatToDo() {
        assertEquals("The disk of the database is full (The table 'cdr' is full): free space there, or let cleandatabase_size or "
                + "cleandatabase_cdr drop old days; records wait until then",
                Trouble.of(new SQLException("The table 'cdr' is full", "HY000", 1114), "", "").sentence());
    }

    /** A pool only says that it has no connection; why is below. */
    @Test
    void theReasonIsFoundBelowWhatAPoolSays() {
        SQLException reason = new SQLException("Access denied for user 'a'@'b' (using password: YES)", "28000", 1045);
        SQLException pool = new SQLTransientConnectionException("karavox - Connection is not available, request timed out after 30000ms", "08001",
                reason);
        assertEquals(Trouble.Kind.LOGIN, Trouble.of(new IllegalStateException("pool", pool), "", "").kind());
    }
}
