package org.karavox.storage.cdr.internal;

import java.util.Hashtable;
import java.util.Locale;
import javax.sql.DataSource;
import org.karavox.storage.schema.DatabaseSchema;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Registers the database once more, as {@code osgi.jndi.service.name=karavox-tables}, as long as it has its tables. The
 * persistence units wait for this one, so they open when the names of the tables are known and again when they change.
 */
@Component(service = {}, immediate = true)
public final class EntityTables {

    private final ServiceRegistration<DataSource> registration;

    @Activate
    public EntityTables(@Reference(target = "(osgi.jndi.service.name=karavox)") DataSource database,
            @Reference DatabaseSchema schema, BundleContext context) {
        TablePrefix.of(schema);
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("osgi.jndi.service.name", "karavox-tables");
        properties.put("karavox.dialect", schema.dialect().name().toLowerCase(Locale.ROOT));
        registration = context.registerService(DataSource.class, database, properties);
    }

    @Deactivate
    void stop() {
        registration.unregister();
    }
}
