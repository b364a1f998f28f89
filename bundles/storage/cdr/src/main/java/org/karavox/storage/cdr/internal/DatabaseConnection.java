package org.karavox.storage.cdr.internal;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Locale;
import javax.sql.DataSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the database that the configuration names as a {@link DataSource}, with {@code osgi.jndi.service.name=karavox} and
 * {@code karavox.dialect}; another one when the configuration changes. It is there whether the server answers or not.
 */
@Component(service = DatabaseLocation.class, immediate = true, configurationPid = "karavox.storage.cdr.connection")
@Designate(ocd = ConnectionConfig.class)
public final class DatabaseConnection implements DatabaseLocation {

    private static final Logger LOGGER = LoggerFactory.getLogger(DatabaseConnection.class);

    private final Pool pool;
    private final ServiceRegistration<DataSource> registration;

    /** @throws IOException if the configuration cannot be used; the component waits for another one */
    @Activate
    public DatabaseConnection(ConnectionConfig config, BundleContext context) throws IOException {
        try {
            pool = Pool.open(config);
        } catch (IOException e) {
            LOGGER.error("No database: {}", e.getMessage());
            throw e;
        }
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("osgi.jndi.service.name", "karavox");
        properties.put("karavox.dialect", pool.dialect().name().toLowerCase(Locale.ROOT));
        registration = context.registerService(DataSource.class, pool.connections(), properties);
        LOGGER.info("Calls go to {}", pool.location());
    }

    @Deactivate
    void stop() {
        registration.unregister();
        pool.close();
    }

    @Override
    public String location() {
        return pool.location();
    }

    @Override
    public String user() {
        return pool.user();
    }

    @Override
    public void renew() {
        pool.renew();
    }
}
