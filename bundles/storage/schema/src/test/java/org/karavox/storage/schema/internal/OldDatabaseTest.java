package org.karavox.storage.schema.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.karavox.storage.schema.internal.TestBed.Kept;

/** Databases that others made, long ago. */
class OldDatabaseTest {

    private static final String OLD_CDR = "create table cdr (ID int unsigned not null auto_increment, calldate datetime not null, "
            + "callend datetime not null, duration mediumint unsigned, caller varchar(255), called varchar(255), sipcallerip int unsigned, "
            + "sipcalledip int unsigned, whohanged enum('caller','callee'), bye tinyint unsigned, primary key (ID)) engine=InnoDB "
            + "default charset=latin1";
    private static final String OLD_NEXT = "create table cdr_next (cdr_ID int unsigned not null, fbasename varchar(255), primary key (cdr_ID), "
            + "constraint old_link foreign key (cdr_ID) references cdr (ID) on delete cascade) engine=InnoDB default charset=latin1";

    private final TestBed bed;

    OldDatabaseTest() throws SQLException {
        bed = TestBed.mariaDb();
        bed.run(OLD_CDR, OLD_NEXT, "insert into cdr (calldate, callend, caller) values ('2019-05-06 07:08:09', '2019-05-06 07:08:19', '100'), "
                + "('2026-11-23 10:00:00', '2026-11-23 10:00:10', '101')", "insert into cdr_next (cdr_ID, fbasename) values (1, 'a'), (2, 'b')");
    }

    @Test
    void keepsItsTypesAndGetsWhatIsMissing() throws Exception {
        Kept kept = bed.keep("time_precision_in_ms", true);
        assertEquals("", kept.problem());
        assertFalse(kept.schema.binaryAddresses());
        assertFalse(kept.schema.milliseconds());
        assertFalse(kept.schema.partitioned());
        assertTrue(kept.schema.columns("cdr").containsAll(List.of("a_mos_min_mult10", "dscp", "vlan")));
        assertFalse(kept.schema.columns("cdr_rtp").contains("calldate"));
        assertEquals(List.of("int(10) unsigned"), bed.texts("select column_type from information_schema.columns where "
                + "table_schema = database() and table_name = 'cdr_rtp' and column_name = 'cdr_ID'"), "a foreign key wants the type of cdr.ID");
        bed.run("insert into cdr_rtp (cdr_ID, received) values (1, 5)", "delete from cdr where ID = 1");
        assertEquals(0, bed.number("select count(*) from cdr_rtp"));
        assertEquals(1, bed.number("select count(*) from cdr_next"));
    }

    @Test
    void withBinaryAddressesIsRecognised() throws Exception {
        bed.run("alter table cdr modify sipcallerip varbinary(16), modify sipcalledip varbinary(16)");
        bed.others.put("ipv6", "no");
        assertTrue(bed.keep().schema.binaryAddresses());
    }

    @Test
    void withoutPartitionsSaysTheStatementsThatPartitionIt() throws Exception {
        Kept kept = bed.keep();
        assertEquals("", kept.problem(), "calls are kept all the same");
        String note = kept.keeper.notes().get(0);
        assertTrue(note.startsWith("Table cdr has no partitions, so nothing old is dropped by itself: to partition it run ALTER TABLE "), note);
        int begin = note.indexOf("ALTER TABLE");
        for (String statement : note.substring(begin, note.indexOf("; children as")).split("; ")) {
            bed.run(statement);
        }
        bed.clock.set(bed.clock.instant().plus(Duration.ofMinutes(6)));
        kept.step();
        assertTrue(kept.schema.partitioned(), "noticed without a restart");
        assertEquals(List.of("p261123", "p261124", "p261125", "p261126"), kept.keeper.partitions());
        assertEquals(2, bed.number("select count(*) from cdr partition (p261123)"));
        assertTrue(kept.schema.columns("cdr_next").contains("calldate"), "children are given calldate");
        assertEquals(List.of(), kept.keeper.notes());
    }

    /** The statements are those of docs/operations/database.md. */
    @Test
    void childrenArePartitionedAsThePageSays() throws Exception {
        withoutPartitionsSaysTheStatementsThatPartitionIt();
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("docs"))) {
            folder = folder.getParent();
        }
        String page = Files.readString(folder.resolve("docs/operations/database.md"));
        int begin = page.indexOf("(`cdr_next` in this example):");
        String block = page.substring(page.indexOf("    ALTER TABLE", begin), page.indexOf("\n\nTables other than", begin));
        for (String statement : block.replaceAll("--[^\n]*", "").split(";")) {
            if (!statement.isBlank() && !statement.contains("ADD COLUMN calldate")) { // Karavox has been started in between
                bed.run(statement);
            }
        }
        assertEquals(2, bed.number("select count(*) from cdr_next partition (p261124)"));
        Kept kept = bed.keep();
        kept.schema.makeRoomFor(Instant.parse("2026-11-27T12:00:00Z"));
        bed.run("insert into cdr_next (cdr_ID, calldate, fbasename) values (9, '2026-11-27 13:00:00', 'c')");
        assertEquals(1, bed.number("select count(*) from cdr_next partition (p261127)"));
    }

    @Test
    void saysNothingAboutPartitionsWhereNoneAreWanted() throws Exception {
        assertEquals(List.of(), bed.keep("cdr_partition", false).keeper.notes());
    }

    @Test
    void remembersAStatementThatFailedAndDoesNotTryItAgain() throws Exception {
        bed.run("alter table cdr_next add key digest_username (fbasename)"); // takes the name of our index
        Kept kept = bed.keep();
        assertEquals("", kept.problem());
        assertTrue(kept.keeper.notes().get(0).contains("Duplicate key name 'digest_username'"), kept.keeper.notes().get(0));
        Kept second = bed.keep();
        assertTrue(second.keeper.notes().get(0).contains("an earlier attempt failed, see table db_alters"), second.keeper.notes().get(0));
        assertEquals(List.of("error", "skip_prev_error"), bed.texts("select result from db_alters where `table` = 'cdr_next' order by id"));
        assertEquals(1, bed.number("select count(*) from db_alters where `table` = 'cdr_next' and error like '%digest_username%'"));
    }

    @Test
    void keepsTheVersionOfALaterProduct() throws Exception {
        bed.run("create table `system` (id int not null auto_increment primary key, `type` text, cdate date, cdatetime datetime, content text)",
                "insert into `system` (type, content) values ('sniffer_db_version', '77')");
        bed.keep();
        assertEquals(List.of("77"), bed.texts("select content from `system` where type = 'sniffer_db_version'"));
    }

    @Test
    void ofANewServerHasTheVersionOfOurTables() throws Exception {
        bed.keep();
        assertEquals(List.of("1"), bed.texts("select content from `system` where type = 'sniffer_db_version'"));
    }

    @Test
    void aCompressionClauseThatTheServerRefusesIsLeftOut() throws Exception {
        Kept kept = bed.keep("mysqlcompress_type", "COMPRESSED_BY_MAGIC=1");
        assertEquals("", kept.problem());
        assertEquals(1, kept.keeper.notes().stream().filter(note -> note.contains("correct mysqlcompress_type")).count(),
                kept.keeper.notes().toString());
        assertTrue(kept.schema.columns("cdr_rtp").contains("ssrc"));
    }
}
