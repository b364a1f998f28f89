package org.karavox.storage.cdr.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Hashtable;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.karavox.runtime.SensorIdentity;
import org.karavox.runtime.SettingsSource;
import org.karavox.storage.schema.DatabaseSchema;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The row of {@code sensor_config} that is for this sensor, looked at every ten seconds. A row without {@code id_sensor} is for a
 * sensor without id. While the database is away the settings stay as they were.
 */
@Component(service = {}, immediate = true, configurationPid = "karavox.storage.cdr.settings")
@Designate(ocd = SettingsConfig.class)
public final class SensorConfigTable implements SettingsSource {

    private static final Logger LOGGER = LoggerFactory.getLogger(SensorConfigTable.class);
    private static final int PERIOD_SECONDS = 10;
    /** What says where this table is, and whose row is ours, cannot stand in it. */
    private static final Set<String> IGNORED = Set.of("id", "id_sensor", "mysqlloadconfig", "sqldriver", "mysqlhost", "mysqlport",
            "mysqlsocket", "mysqlusername", "mysqluser", "mysqlpassword", "mysqldb", "mysqlsslkey", "mysqlsslcert", "mysqlsslcacert",
            "mysqlsslcapath", "mysqlsslciphers", "mysqltableprefix",
            "name_sensor", "utc", "timezone"); // who this sensor is counts in its file only

    private final int sensorId;
    private final ScheduledExecutorService clock;
    private final ServiceRegistration<SettingsSource> registration;
    private volatile DataSource database;
    private volatile DatabaseSchema schema;
    private volatile Map<String, String> settings = Map.of();
    private long version;
    private boolean complained;

    @Activate
    public SensorConfigTable(SettingsConfig config, @Reference SensorIdentity sensor, BundleContext context) {
        sensorId = sensor.id();
        if (!config.mysqlloadconfig()) {
            clock = null;
            registration = null;
            return;
        }
        registration = context.registerService(SettingsSource.class, this, properties());
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "karavox-sensor-config");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleWithFixedDelay(this::look, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private Hashtable<String, Object> properties() {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(VERSION, version);
        return properties;
    }

    @Reference(target = "(osgi.jndi.service.name=karavox)", cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void setDatabase(DataSource source) {
        database = source;
    }

    void unsetDatabase(DataSource source) {
        if (database == source) {
            database = null;
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setSchema(DatabaseSchema tables) {
        schema = tables;
        if (clock != null) {
            clock.execute(this::look);
        }
    }

    void unsetSchema(DatabaseSchema tables) {
        if (schema == tables) {
            schema = null;
        }
    }

    @Deactivate
    void stop() {
        if (registration != null) {
            clock.shutdownNow();
            registration.unregister();
        }
    }

    @Override
    public String name() {
        return "sensor_config";
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }

    /** Looks at the table once. Clock thread. */
    private void look() {
        DataSource source = database;
        DatabaseSchema tables = schema;
        if (source == null || tables == null) {
            return;
        }
        try {
            Map<String, String> now = read(source, tables, sensorId);
            complained = false;
            if (!now.equals(settings)) {
                settings = now;
                version++;
                registration.setProperties(properties());
                LOGGER.info("Table sensor_config has {} settings for this sensor", now.size());
            }
        } catch (SQLException e) {
            if (!complained) {
                complained = true;
                LOGGER.warn("Table sensor_config cannot be read, its last {} settings stay in effect: {}", settings.size(),
                        e.getMessage());
            }
        } catch (IllegalStateException e) {
            LOGGER.debug("The bundle stops", e);
        }
    }

    /** Settings by key in lower case; NULL is not set. */
    static Map<String, String> read(DataSource database, DatabaseSchema schema, int sensorId) throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        if (schema.columns("sensor_config").isEmpty()) {
            return settings;
        }
        String sql = "SELECT * FROM " + Layout.quoted(schema.dialect(), schema.table("sensor_config")) + " WHERE id_sensor "
                + (sensorId > 0 ? "= ?" : "IS NULL") + " ORDER BY " + Layout.quoted(schema.dialect(), "id");
        try (Connection connection = database.getConnection(); PreparedStatement query = connection.prepareStatement(sql)) {
            if (sensorId > 0) {
                query.setInt(1, sensorId);
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ResultSetMetaData columns = rows.getMetaData();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        String key = columns.getColumnLabel(i).toLowerCase(Locale.ROOT);
                        String value = IGNORED.contains(key) ? null : rows.getString(i);
                        if (value != null) {
                            settings.putIfAbsent(key, value); // one row is the rule; of several the first counts
                        }
                    }
                }
            }
        }
        return Map.copyOf(settings);
    }
}
