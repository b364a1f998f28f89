package org.karavox.storage.cdr.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.persistence.EntityManager;
import javax.persistence.EntityManagerFactory;
import javax.sql.DataSource;
import org.apache.aries.jpa.template.EmConsumer;
import org.apache.aries.jpa.template.EmFunction;
import org.apache.aries.jpa.template.JpaTemplate;
import org.apache.aries.jpa.template.TransactionType;
import org.eclipse.persistence.jpa.PersistenceProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.karavox.runtime.SelfTest;
import org.karavox.runtime.SensorIdentity;
import org.karavox.storage.CallStore.Batch;
import org.karavox.storage.FileKind;

/** Entities and the other tables that are written now and then, in both databases, with and without a table prefix. */
class SmallTablesTest {

    /** What Aries makes of the unit in the container. */
    private static final class SimpleTemplate implements JpaTemplate {

        private final EntityManagerFactory factory;

        SimpleTemplate(Databases kind, DataSource database) {
            factory = new PersistenceProvider().createEntityManagerFactory(kind == Databases.H2 ? "karavox-h2" : "karavox-mysql",
                    Map.of("javax.persistence.nonJtaDataSource", database, "eclipselink.session-name",
                            "test" + Databases.NUMBER.incrementAndGet()));
        }

        @Override
        public <R> R txExpr(TransactionType type, EmFunction<R> code) {
            EntityManager em = factory.createEntityManager();
            try {
                em.getTransaction().begin();
                R result = code.apply(em);
                em.getTransaction().commit();
                return result;
            } finally {
                if (em.getTransaction().isActive()) {
                    em.getTransaction().rollback();
                }
                em.close();
            }
        }

        @Override
        public <R> R txExpr(EmFunction<R> code) {
            return txExpr(TransactionType.Required, code);
        }

        @Override
        public void tx(TransactionType type, EmConsumer code) {
            txExpr(type, em -> {
                code.accept(em);
                return null;
            });
        }

        @Override
        public void tx(EmConsumer code) {
            tx(TransactionType.Required, code);
        }
    }

    private static SensorIdentity sensor(int id, String name) {
        return new SensorIdentity() {
            @Override
            public int id() {
                return id;
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public ZoneId zone() {
                return ZoneId.of("Europe/Berlin");
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void bytesOfSeveralSensorsAddUpAndNeverGoBelowZero(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        TestTables tables = new TestTables(kind.dialect, "p_", false, false, database).create();
        TablePrefix.of(tables);
        FilesTable one = new FilesTable();
        FilesTable two = new FilesTable();
        try {
            one.changed(2026112410, 0, 3, FileKind.SIP, 100); // before there is a database
            one.flush();
            JpaTemplate jpa = new SimpleTemplate(kind, database);
            one.setDatabase(jpa);
            two.setDatabase(jpa);
            one.changed(2026112410, 0, 3, FileKind.SIP, 50);
            one.changed(2026112410, 0, 3, FileKind.RTP, 1L << 40);
            two.changed(2026112410, 0, 3, FileKind.SIP, 7);
            two.changed(2026112411, 1, 0, FileKind.AUDIO, 9);
            one.flush();
            two.flush();
            assertEquals("157", Databases.rows(database, "SELECT * FROM p_files WHERE datehour = 2026112410").get(0).get("sipsize"));
            one.changed(2026112410, 0, 3, FileKind.SIP, -57);
            one.changed(2026112410, 0, 3, FileKind.AUDIO, -1_000);
            one.stop();
            Map<String, String> row = Databases.rows(database, "SELECT * FROM p_files WHERE datehour = 2026112410").get(0);
            assertEquals("100", row.get("sipsize"));
            assertEquals(Long.toString(1L << 40), row.get("rtpsize"));
            assertEquals("0", row.get("audiosize"));
            assertEquals("9", Databases.rows(database, "SELECT * FROM p_files WHERE datehour = 2026112411").get(0).get("audiosize"));
        } finally {
            two.stop();
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void aSensorKeepsItsRow(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        TestTables tables = kind.tables(database);
        TablePrefix.of(tables);
        JpaTemplate jpa = new SimpleTemplate(kind, database);
        DatabaseCallStoreTest.execute(database, "INSERT INTO sensors (id_sensor, name, host) VALUES (4, 'auto insert id 4', '10.0.0.4')");
        Clock clock = Clock.fixed(Instant.parse("2026-11-24T09:05:01Z"), ZoneOffset.UTC);
        SensorsTable.enter(sensor(4, "north"), jpa, clock);
        SensorsTable.enter(sensor(5, ""), jpa, clock);
        SensorsTable.enter(sensor(0, "nameless"), jpa, clock);
        List<Map<String, String>> rows = Databases.rows(database, "SELECT * FROM sensors ORDER BY id_sensor");
        assertEquals(2, rows.size());
        assertEquals("north", rows.get(0).get("name"));
        assertEquals("10.0.0.4", rows.get(0).get("host"));
        assertEquals("Europe/Berlin", rows.get(0).get("timezone_name"));
        assertEquals("3600", rows.get(0).get("timezone_offset"));
        assertTrue(rows.get(0).get("timezone_save_at").startsWith("2026-11-24 10:05:01"), rows.get(0).get("timezone_save_at"));
        assertEquals("sensor 5", rows.get(1).get("name"));
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void journalsSayHowFarTheyAreStored(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        TestTables tables = kind.tables(database);
        TablePrefix.of(tables);
        DatabaseCallStore store = DatabaseCallStoreTest.store(database, tables);
        store.store(new Batch("left", 1, List.of(TestCall.call().record(), TestCall.call().record())));
        store.store(new Batch("right", 7, List.of(TestCall.call().record())));
        assertEquals(List.of("Journal left is stored up to record 2", "Journal right is stored up to record 7"),
                DatabaseState.journals(new SimpleTemplate(kind, database)));
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void settingsAreTheRowOfThisSensor(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        TestTables tables = kind.tables(database);
        DatabaseCallStoreTest.execute(database, "ALTER TABLE sensor_config ADD COLUMN sipport VARCHAR(255)");
        DatabaseCallStoreTest.execute(database, "ALTER TABLE sensor_config ADD COLUMN savertp VARCHAR(255)");
        DatabaseCallStoreTest.execute(database, "ALTER TABLE sensor_config ADD COLUMN mysqlhost VARCHAR(255)");
        DatabaseCallStoreTest.execute(database, "INSERT INTO sensor_config (id_sensor, sipport, mysqlhost) VALUES (3, '5060;5080', 'elsewhere')");
        DatabaseCallStoreTest.execute(database, "INSERT INTO sensor_config (id_sensor, savertp) VALUES (NULL, 'header')");
        assertEquals(Map.of("sipport", "5060;5080"), SensorConfigTable.read(database, tables, 3));
        assertEquals(Map.of("savertp", "header"), SensorConfigTable.read(database, tables, 0));
        assertEquals(Map.of(), SensorConfigTable.read(database, tables, 9));
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void theSelfTestReadsAndWrites(Databases kind) throws Exception {
        DataSource database = kind.fresh();
        TestTables tables = kind.tables(database);
        SelfTest.Verdict verdict = DatabaseState.test(database, tables, "here", Instant.now());
        assertEquals(SelfTest.Level.OK, verdict.level(), verdict.toString());
        assertEquals(0, Databases.count(database, kind.quoted("system")));
        assertTrue(DatabaseState.rows(database, tables).containsKey("cdr"));
        if (kind == Databases.MARIADB) {
            verdict = DatabaseState.test(database, tables, "here", Instant.now().minusSeconds(100));
            assertEquals(SelfTest.Level.WARNING, verdict.level());
            assertTrue(verdict.found().contains("ahead"), verdict.found());
        }
    }
}
