package org.karavox.storage.schema.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.karavox.storage.schema.Dialect;
import org.karavox.storage.schema.internal.TestBed.Kept;
import org.karavox.storage.schema.internal.TestBed.Kind;

/** What holds for H2 and for MariaDB. */
class TablesOnBothDatabasesTest {

    @TempDir
    Path folder;

    private TestBed bed(Kind kind) throws SQLException {
        return TestBed.of(kind, folder);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void sayWhatTheyAre(Kind kind) throws Exception {
        Kept kept = bed(kind).keep("time_precision_in_ms", true);
        assertEquals(kind == Kind.H2 ? Dialect.H2 : Dialect.MYSQL, kept.schema.dialect());
        assertTrue(kept.schema.binaryAddresses(), "ipv6 is yes where nothing is said");
        assertTrue(kept.schema.milliseconds());
        assertEquals(kind == Kind.MARIADB, kept.schema.partitioned());
        assertEquals("cdr", kept.schema.table("cdr"));
        assertEquals(kind == Kind.MARIADB, kept.schema.columns("cdr_rtp").contains("calldate"));
        assertTrue(kept.schema.columns("cdr_proxy").contains("calldate"));
        assertEquals(List.of(), List.copyOf(kept.schema.columns("cdr_conference")), "a table that is not there has no columns");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void takeRowsOfACallAndItsChildren(Kind kind) throws Exception {
        TestBed bed = bed(kind);
        Kept kept = bed.keep();
        kept.schema.makeRoomFor(Instant.parse("2026-11-24T11:00:00Z"));
        String calldate = kept.schema.partitioned() ? ", calldate" : "";
        String value = kept.schema.partitioned() ? ", '2026-11-24 12:00:00'" : "";
        bed.run("insert into cdr (calldate, callend, sipcallerip, whohanged, flags) values ('2026-11-24 12:00:00', '2026-11-24 12:00:09', "
                + "x'c0000201', 'callee', 9000000000)");
        long id = bed.number("select max(ID) from cdr");
        bed.run("insert into cdr_rtp (cdr_ID" + calldate + ", received, " + bed.q("index") + ") values (" + id + value + ", 7, 1)",
                "insert into cdr_next (cdr_ID" + calldate + ", fbasename) values (" + id + value + ", 'a@b')",
                "insert into cdr_ua (ua) values ('phone')");
        assertEquals(7, bed.number("select received from cdr_rtp where cdr_ID = " + id));
        assertEquals(9_000_000_000L, bed.number("select flags from cdr"));
        assertNotEquals(0, bed.number("select id from cdr_ua where ua = 'phone'"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void withoutPartitionsChildrenGoWithTheirCall(Kind kind) throws Exception {
        TestBed bed = bed(kind);
        assertFalse(bed.keep("cdr_partition", false).schema.partitioned());
        bed.run("insert into cdr (calldate, callend) values ('2026-11-24 12:00:00', '2026-11-24 12:00:09')",
                "insert into cdr_dtmf (cdr_ID, dtmf) select ID, '5' from cdr");
        assertEquals(1, bed.number("select count(*) from cdr_dtmf"));
        bed.run("delete from cdr");
        assertEquals(0, bed.number("select count(*) from cdr_dtmf"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void areLeftAsTheyAreAtTheSecondStart(Kind kind) throws Exception {
        TestBed bed = bed(kind);
        bed.keep();
        bed.run("insert into cdr_ua (ua) values ('phone')");
        Kept second = bed.keep();
        assertEquals("", second.problem());
        assertEquals(List.of(), second.keeper.notes());
        assertEquals(0, bed.number("select count(*) from db_alters"));
        assertEquals(1, bed.number("select count(*) from cdr_ua"));
        assertEquals(1, bed.number("select count(*) from " + bed.q("system") + " where " + bed.q("type") + " like 'sniffer_db_version'"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void haveThePrefix(Kind kind) throws Exception {
        TestBed bed = bed(kind);
        Kept kept = bed.keep("mysqltableprefix", "Site_2_");
        assertEquals("", kept.problem());
        assertEquals("Site_2_cdr", kept.schema.table("cdr"));
        assertEquals(0, bed.number("select count(*) from Site_2_cdr_next"));
        assertTrue(kept.schema.columns("cdr").contains("calldate"));
        assertEquals(0, bed.number("select count(*) from information_schema.tables where table_name in ('cdr', 'CDR') and table_schema = "
                + (kind == Kind.H2 ? "current_schema" : "database()")));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void areNotTouchedWithABadPrefix(Kind kind) throws Exception {
        TestBed bed = bed(kind);
        Kept kept = bed.keep("mysqltableprefix", "a`; drop");
        assertEquals("mysqltableprefix: 'a`; drop' is not accepted: use letters, digits and _, at most 20", kept.problem());
        assertNull(kept.schema);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void areNotCreatedWhenUpgradesAreOff(Kind kind) throws Exception {
        TestBed bed = bed(kind);
        Kept kept = bed.keep("disable_dbupgradecheck", true);
        assertEquals("Table cdr_sip_response is missing and disable_dbupgradecheck = yes forbids to create it: set it to no, or let "
                + "another sensor create the tables", kept.problem());
        assertNull(kept.schema);
        bed.keep();
        kept.step();
        assertEquals("", kept.problem());
        assertNotNull(kept.schema);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void getTheColumnsThatTheyLackInOneStep(Kind kind) throws Exception {
        TestBed bed = bed(kind);
        bed.keep();
        bed.run("insert into cdr (calldate, callend) values ('2026-11-24 12:00:00', '2026-11-24 12:00:09')");
        lose(bed, "vlan", "a_lost", "dscp");
        Kept kept = bed.keep();
        assertEquals("", kept.problem());
        assertEquals(List.of(), kept.keeper.notes());
        assertTrue(kept.schema.columns("cdr").containsAll(List.of("vlan", "a_lost", "dscp")));
        assertEquals(List.of("ok"), bed.texts("select " + bed.q("result") + " from db_alters"));
        assertEquals(1, bed.number("select count(*) from cdr where dscp is null"));
        assertNotEquals(0, bed.number(kind == Kind.H2 ? "select count(*) from information_schema.index_columns where column_name = 'VLAN'"
                : "select count(*) from information_schema.statistics where table_schema = database() and column_name = 'vlan'"));
    }

    private static void lose(TestBed bed, String... columns) throws SQLException {
        for (String column : columns) {
            bed.run("alter table cdr drop column " + column);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void ofManyRowsWaitForSomebodyToRunTheStatement(Kind kind) throws Exception {
        TestBed bed = bed(kind);
        bed.keep();
        bed.run("insert into cdr (calldate, callend) values ('2026-11-24 12:00:00', '2026-11-24 12:00:09'), "
                + "('2026-11-24 12:00:01', '2026-11-24 12:00:09')");
        lose(bed, "vlan", "dscp");
        assertFalse(bed.keep("alter_rows_limit", 1).schema.columns("cdr").contains("vlan"));
        Kept kept = bed.keep("alter_rows_limit", 1);
        assertEquals("", kept.problem(), "an old table is no reason not to keep calls");
        assertEquals(List.of("skip_too_rows"), bed.texts("select " + bed.q("result") + " from db_alters"), "said once");
        String note = kept.keeper.notes().get(0);
        assertTrue(note.startsWith("Table cdr lacks columns dscp, vlan because it has more than 1 rows (alter_rows_limit)"), note);
        int changes = kept.changes;
        for (String statement : note.substring(note.indexOf("run by hand ") + 12).split(";")) {
            bed.run(statement);
        }
        bed.clock.set(bed.clock.instant().plus(Duration.ofMinutes(6)));
        kept.step();
        assertTrue(kept.schema.columns("cdr").contains("vlan"), "noticed without a restart");
        assertTrue(kept.changes > changes);
        assertEquals(List.of(), kept.keeper.notes());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void areNeitherNarrowedNorRetypedByTheConfiguration(Kind kind) throws Exception {
        TestBed bed = bed(kind);
        bed.others.put("ipv6", "no");
        bed.keep();
        bed.others.put("ipv6", "yes");
        Kept kept = bed.keep("time_precision_in_ms", true, "cdr_partition", false);
        assertFalse(kept.schema.binaryAddresses());
        assertFalse(kept.schema.milliseconds());
        assertEquals(kind == Kind.MARIADB, kept.schema.partitioned());
        lose(bed, "a_saddr", "progress_time");
        bed.keep("time_precision_in_ms", true);
        assertEquals(bed.texts("select data_type from information_schema.columns where lower(table_name) = 'cdr' and "
                + "lower(column_name) = 'b_saddr' order by 1"), bed.texts("select data_type from information_schema.columns where "
                + "lower(table_name) = 'cdr' and lower(column_name) = 'a_saddr' order by 1"), "new columns follow the old ones");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void giveEveryRowANumberWhereClustersNeedIt(Kind kind) throws Exception {
        TestBed bed = bed(kind);
        Kept kept = bed.keep("cdr_force_primary_index_in_all_tables", true);
        assertEquals("", kept.problem());
        for (String table : List.of("cdr_rtp", "cdr_dtmf", "cdr_sipresp", "cdr_siphistory", "cdr_proxy", "cdr_tar_part", "cdr_sdp")) {
            assertTrue(kept.schema.columns(table).contains("id"), table);
        }
        assertFalse(kept.schema.columns("cdr_next").contains("id"), "has a key already");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void indexAddressesThatSomebodyFills(Kind kind) throws Exception {
        TestBed bed = bed(kind);
        bed.others.put("save_ip_from_encaps_ipheader", "yes");
        bed.others.put("separate_storage_ipv6_ipv4_address", "no");
        bed.keep();
        String from = kind == Kind.H2 ? "information_schema.index_columns where " : "information_schema.statistics where "
                + "table_schema = database() and ";
        assertEquals(1, bed.number("select count(*) from " + from + "lower(column_name) = 'sipcallerip_encaps'"));
        assertEquals(0, bed.number("select count(*) from " + from + "lower(column_name) = 'sipcallerip_v6'"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void areWithdrawnWithTheirDataSourceAndFoundInTheNextOne(Kind kind) throws Exception {
        TestBed bed = bed(kind);
        Kept kept = bed.keep();
        assertNotNull(kept.schema);
        kept.keeper.offer(null);
        kept.step();
        assertNull(kept.schema);
        assertTrue(kept.problem().startsWith("No database connection is offered"), kept.problem());
        TestBed other = TestBed.of(kind, folder.resolve("other"));
        kept.keeper.offer(other.source);
        kept.step();
        assertNotNull(kept.schema);
        assertEquals(0, other.number("select count(*) from cdr"));
    }
}
