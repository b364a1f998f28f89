package org.karavox.storage.schema.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.karavox.storage.schema.internal.TestBed.Kept;

/** Partitions of a real MariaDB; the clock is turned by hand. */
class PartitionsTest {

    private final TestBed bed;

    PartitionsTest() throws SQLException {
        bed = TestBed.mariaDb();
        bed.light = true;
    }

    private List<String> names(String table) throws SQLException {
        return bed.partitions(table).stream().map(each -> each.substring(0, each.indexOf('<'))).toList();
    }

    @Test
    void oneADayIsMadeForTodayAndTheDaysAhead() throws Exception {
        Kept kept = bed.keep();
        List<String> wanted = List.of("p261124<2026-11-25", "p261125<2026-11-26", "p261126<2026-11-27");
        for (Table table : Tables.ALL) {
            assertEquals(table.kind() == Table.Kind.OTHER ? List.of() : wanted,
                    bed.partitions(table.name()).stream().map(each -> each.replace(" 00:00:00", "")).toList(), table.name());
        }
        assertEquals(List.of("p261124", "p261125", "p261126"), kept.keeper.partitions());
    }

    @Test
    void oneAnHourHasTheHourInItsName() throws Exception {
        bed.keep("cdr_partition_by_hours", true, "create_new_partitions", 1);
        List<String> partitions = bed.partitions("cdr_rtp");
        assertEquals(48, partitions.size());
        assertEquals("p26112400<2026-11-24 01:00:00", partitions.get(0));
        assertEquals("p26112423<2026-11-25 00:00:00", partitions.get(23));
    }

    @Test
    void daysAndHoursLiveSideBySide() throws Exception {
        bed.keep("create_new_partitions", 1);
        bed.clock.set("2026-11-25T12:00:00");
        Kept kept = bed.keep("cdr_partition_by_hours", true, "create_new_partitions", 1);
        assertEquals("", kept.problem());
        List<String> names = names("cdr");
        assertEquals(List.of("p261124", "p261125", "p26112600", "p26112601"), names.subList(0, 4));
        assertEquals(26, names.size());
        Kept back = bed.keep("create_new_partitions", 2);
        assertEquals("p261127", back.keeper.partitions().get(26));
    }

    @Test
    void newTablesGetPastDaysIfWanted() throws Exception {
        bed.keep("create_old_partitions", 2);
        assertEquals(List.of("p261122", "p261123", "p261124", "p261125", "p261126"), names("cdr"));
    }

    @Test
    void noneIsMadeAfterTheLastDay() throws Exception {
        Kept kept = bed.keep("create_new_partitions_until", "2026-11-25");
        assertEquals(List.of("p261124", "p261125"), names("cdr"));
        SQLException refused = assertThrows(SQLException.class, () -> kept.schema.makeRoomFor(Instant.parse("2026-11-26T12:00:00Z")));
        assertTrue(refused.getMessage().contains("create_new_partitions_until"), refused.getMessage());
    }

    @Test
    void roomIsMadeAtOnceForACallOfTomorrow() throws Exception {
        Kept kept = bed.keep("create_new_partitions", 0);
        kept.schema.makeRoomFor(Instant.parse("2026-11-28T10:00:00Z"));
        assertEquals(List.of("p261124", "p261125", "p261126", "p261127", "p261128"), names("cdr"));
        assertEquals(names("cdr"), names("cdr_sdp"));
    }

    /** 23:30 UTC is 00:30 of the next day in Prague. */
    @Test
    void daysAreThoseOfTheSensor() throws Exception {
        Kept kept = bed.keep("create_new_partitions", 0);
        kept.schema.makeRoomFor(Instant.parse("2026-11-25T22:30:00Z"));
        assertEquals("p261125", names("cdr").get(names("cdr").size() - 1));
        kept.schema.makeRoomFor(Instant.parse("2026-11-25T23:30:00Z"));
        assertEquals("p261126", names("cdr").get(names("cdr").size() - 1));
    }

    @Test
    void severalSensorsMakeTheSameRoomTogether() throws Exception {
        List<Kept> sensors = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sensors.add(bed.keep("create_new_partitions", 0));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Kept sensor = sensors.get(i % 4);
            writers.add(threads.submit(() -> {
                start.await();
                for (int day = 26; day <= 28; day++) {
                    sensor.schema.makeRoomFor(Instant.parse("2026-11-" + day + "T10:00:00Z"));
                }
                return null;
            }));
        }
        start.countDown();
        for (Future<?> writer : writers) {
            writer.get();
        }
        threads.shutdown();
        assertEquals(List.of("p261124", "p261125", "p261126", "p261127", "p261128"), names("cdr"));
        assertEquals(names("cdr"), names("cdr_rtp"));
    }

    /** From a quarter to midnight on the last day of November into December, under load, with no partition ahead. */
    @Test
    void noRowIsLostOverTheEndOfDayAndMonth() throws Exception {
        bed.clock.set("2026-11-30T23:45:00");
        Kept kept = bed.keep("create_new_partitions", 0);
        assertEquals(List.of("p261130", "p261201"), names("cdr"));
        bed.run("alter table cdr drop partition p261201", "alter table cdr_rtp drop partition p261201");
        bed.clock.set("2026-11-30T23:51:00"); // five minutes on, what others have dropped is noticed
        Kept watched = kept.step();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger stored = new AtomicInteger();
        AtomicInteger storedInDecember = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<?>> writers = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            writers.add(threads.submit(() -> {
                while (!stop.get()) {
                    Instant now = bed.clock.instant();
                    watched.schema.makeRoomFor(now);
                    insert(now);
                    stored.incrementAndGet();
                    if (!LocalDateTime.ofInstant(now, TestBed.ZONE).isBefore(LocalDateTime.parse("2026-12-01T00:00:00"))) {
                        storedInDecember.incrementAndGet();
                    }
                }
                return null;
            }));
        }
        Instant end = LocalDateTime.parse("2026-12-02T00:30:00").atZone(TestBed.ZONE).toInstant();
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (bed.clock.instant().isBefore(end) && System.nanoTime() < deadline) {
            int before = stored.get();
            bed.clock.set(bed.clock.instant().plus(Duration.ofMinutes(20)));
            while (stored.get() < before + 4 && writers.stream().noneMatch(Future::isDone) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            watched.step(); // the keeper works in between, as in life
        }
        stop.set(true);
        for (Future<?> writer : writers) {
            writer.get();
        }
        threads.shutdown();
        assertTrue(storedInDecember.get() > 0);
        assertEquals(stored.get(), bed.number("select count(*) from cdr"));
        assertEquals(stored.get(), bed.number("select count(*) from cdr_rtp"));
        assertEquals(storedInDecember.get(), bed.number("select count(*) from cdr where calldate >= '2026-12-01'"));
        assertEquals(bed.number("select count(*) from cdr where calldate < '2026-12-01'"), bed.number("select count(*) from cdr partition (p261130)"));
        assertEquals(bed.number("select count(*) from cdr where calldate >= '2026-12-01' and calldate < '2026-12-02'"),
                bed.number("select count(*) from cdr partition (p261201)"));
        assertTrue(bed.number("select count(*) from cdr partition (p261202)") > 0);
    }

    private void insert(Instant now) throws SQLException {
        Timestamp time = Timestamp.valueOf(LocalDateTime.ofInstant(now, TestBed.ZONE));
        try (Connection connection = bed.source.getConnection();
                PreparedStatement call = connection.prepareStatement("insert into cdr (calldate, callend) values (?, ?)");
                PreparedStatement stream = connection.prepareStatement("insert into cdr_rtp (cdr_ID, calldate) values (last_insert_id(), ?)")) {
            call.setTimestamp(1, time);
            call.setTimestamp(2, time);
            call.execute();
            stream.setTimestamp(1, time);
            stream.execute();
        }
    }

    @Test
    void theyAreMadeAheadEveryTwelveHoursInTheGivenHours() throws Exception {
        Kept kept = bed.keep();
        assertEquals(3, names("cdr").size());
        bed.clock.set("2026-11-25T00:30:00"); // twelve hours later, outside 1-5
        kept.step();
        assertEquals(3, names("cdr").size());
        bed.clock.set("2026-11-25T01:10:00");
        kept.step();
        assertEquals("p261127", names("cdr").get(3));
    }

    @Test
    void theyAreMadeAheadAfterADayWhateverTheHour() throws Exception {
        Kept kept = bed.keep("partition_operations_enable_fromto", "3-3");
        bed.clock.set("2026-11-25T11:50:00");
        kept.step();
        assertEquals(3, names("cdr").size());
        bed.clock.set("2026-11-25T12:10:00");
        kept.step();
        assertEquals(4, names("cdr").size());
    }

    /** The last run is remembered over restarts, or a monitor started every day at noon would never clean. */
    @Test
    void theLastRunIsRememberedInTheDatabase() throws Exception {
        bed.keep("create_old_partitions", 5);
        bed.clock.set("2026-11-24T20:00:00");
        bed.keep("cleandatabase_cdr", 2);
        assertEquals("p261119", names("cdr").get(0));
        bed.clock.set("2026-11-25T12:30:00");
        bed.keep("cleandatabase_cdr", 2);
        assertEquals("p261124", names("cdr").get(0));
    }

    @Test
    void theyAreDroppedByAge() throws Exception {
        bed.keep("create_old_partitions", 5, "cleandatabase_cdr", 3);
        assertEquals(List.of("p261122", "p261123", "p261124", "p261125", "p261126"), names("cdr"), "up to the name of three days ago");
        assertEquals(names("cdr"), names("cdr_next"));
    }

    @Test
    void theUmbrellaKeyHoldsUnlessTheGroupHasItsOwn() throws Exception {
        assertEquals(4, Settings.of(TestBed.config("cleandatabase", 4)).days());
        assertEquals(9, Settings.of(TestBed.config("cleandatabase", 4, "cleandatabase_cdr", 9)).days());
        bed.keep("create_old_partitions", 5, "cleandatabase", 1);
        assertEquals(List.of("p261124", "p261125", "p261126"), names("cdr"));
    }

    @Test
    void aTableOfAnOlderDatabaseIsCleanedToo() throws Exception {
        bed.run("create table cdr_next_1 (cdr_ID bigint unsigned, calldate datetime) partition by range columns (calldate) ("
                + "partition p200101 values less than ('2020-01-02'), partition p261124 values less than ('2026-11-25'))",
                "create table foreign_table (calldate datetime) partition by range columns (calldate) ("
                        + "partition p200101 values less than ('2020-01-02'), partition p261124 values less than ('2026-11-25'))");
        bed.keep("cleandatabase_cdr", 10);
        assertEquals(List.of("p261124", "p261125", "p261126"), names("cdr_next_1"));
        assertEquals(List.of("p200101", "p261124"), names("foreign_table"), "not ours");
    }

    @Test
    void theyAreDroppedWhenThereAreTooMany() throws Exception {
        bed.keep("create_old_partitions", 8);
        bed.clock.set("2026-11-25T12:30:00");
        bed.keepWithLimit(15); // at most ten less than that
        assertEquals(List.of("p261123", "p261124", "p261125", "p261126", "p261127"), names("cdr"));
    }

    @Test
    void theyAreDroppedBySize() throws Exception {
        bed.keep("create_old_partitions", 3);
        fill("2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24");
        long full = bed.number("select sum(data_length + index_length) from information_schema.partitions where table_schema = database()") >> 20;
        Kept kept = bed.keep("cleandatabase_cdr_size", (int) full - 1);
        assertEquals("p261122", names("cdr").get(0), "one day less is enough");
        assertEquals("p261122", names("cdr_rtp").get(0), "of all tables");
        assertEquals(List.of(), kept.keeper.notes());
        Kept greedy = bed.keep("cleandatabase_size", 1);
        assertEquals("p261124", names("cdr").get(0), "today is never dropped");
        assertTrue(greedy.keeper.notes().get(0).contains("cleandatabase_size allows 1, but there is no partition of a past day"),
                greedy.keeper.notes().toString());
    }

    private void fill(String... days) throws SQLException {
        for (String day : days) {
            bed.run("insert into cdr (calldate, callend, caller, caller_reverse, called) select '" + day + " 10:00:00', '" + day + " 10:00:01', "
                    + "repeat(md5(seq), 6), repeat(md5(seq + 1), 6), repeat(md5(seq + 2), 6) from seq_1_to_3000");
        }
        bed.run("analyze table cdr");
    }

    @Test
    void freeSpaceIsLookedAtOnceADayPerCheck() throws Exception {
        bed.keep("create_old_partitions", 3);
        bed.keep("cleandatabase_min_free_size", Integer.MAX_VALUE);
        assertEquals("p261122", names("cdr").get(0), "somebody else may fill the disk, so only one day goes");
    }

    @Test
    void nothingIsDoneWhereAnotherSensorDoesIt() throws Exception {
        bed.keep("create_old_partitions", 5);
        bed.clock.set("2026-11-26T12:00:00");
        Kept kept = bed.keep("disable_partition_operations", true, "cleandatabase_cdr", 1);
        assertEquals("p261119", names("cdr").get(0));
        assertEquals(8, names("cdr").size());
        SQLException refused = assertThrows(SQLException.class, () -> kept.schema.makeRoomFor(Instant.parse("2026-11-27T12:00:00Z")));
        assertTrue(refused.getMessage().contains("disable_partition_operations = no"), refused.getMessage());
        bed.keep();
        kept.schema.makeRoomFor(Instant.parse("2026-11-27T12:00:00Z"));
    }

    /** A call from the future must not swallow the days until then. */
    @Test
    void aPartitionFarAheadIsDividedWhenItsDaysCome() throws Exception {
        Kept kept = bed.keep();
        kept.schema.makeRoomFor(Instant.parse("2035-01-01T12:00:00Z"));
        assertEquals(List.of("p261124", "p261125", "p261126", "p350101"), names("cdr"));
        bed.clock.set("2026-11-25T12:30:00");
        kept.step();
        assertEquals(List.of("p261124", "p261125", "p261126", "p261127", "p350101"), names("cdr"));
    }

    @Test
    void whatSomebodyElseHasDroppedIsMadeAgain() throws Exception {
        Kept kept = bed.keep("create_new_partitions", 1);
        bed.run("alter table cdr drop partition p261125");
        bed.clock.set("2026-11-24T12:06:00");
        kept.step();
        kept.schema.makeRoomFor(Instant.parse("2026-11-25T12:00:00Z"));
        assertEquals(List.of("p261124", "p261125"), names("cdr"));
    }

    @Test
    void theOldSchemeByNumberOfDayStays() throws Exception {
        bed.keep();
        bed.run("drop table cdr", "create table cdr (ID int unsigned not null auto_increment, calldate datetime not null, callend datetime, "
                + "sipcallerip int unsigned, primary key (ID, calldate)) partition by range (to_days(calldate)) ("
                + "partition p261123 values less than (to_days('2026-11-24')), partition p261124 values less than (to_days('2026-11-25')))");
        Kept kept = bed.keep();
        assertEquals("", kept.problem());
        assertEquals(List.of("p261123", "p261124", "p261125", "p261126"), names("cdr"));
        bed.run("insert into cdr (calldate) values ('2026-11-26 23:59:59')");
        assertEquals(1, bed.number("select count(*) from cdr partition (p261126)"));
    }

    @Test
    void hoursMayGoOverMidnight() {
        Settings settings = Settings.of(TestBed.config("partition_operations_enable_fromto", "22-3"));
        assertTrue(Stream.of(22, 23, 0, 3).allMatch(settings::isWorkHour));
        assertFalse(settings.isWorkHour(4));
        assertEquals(List.of("partition_operations_enable_fromto: '1-25' is not accepted (two hours 0 to 23 as in 1-5), using 1-5"),
                Settings.of(TestBed.config("partition_operations_enable_fromto", "1-25")).notes());
    }
}
