package org.karavox.storage.schema.internal;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.karavox.storage.schema.DatabaseSchema;

/** The tables as the product makes them, for tests of what is written into them. */
public final class RealTables {

    private RealTables() {
    }

    /**
     * @param keys of {@code SchemaConfig}, others at their defaults
     * @param others keys of other bundles
     */
    public static DatabaseSchema make(DataSource database, ZoneId zone, Map<String, Object> keys, Map<String, String> others) {
        SchemaConfig config = (SchemaConfig) Proxy.newProxyInstance(SchemaConfig.class.getClassLoader(),
                new Class<?>[] {SchemaConfig.class},
                (proxy, method, arguments) -> keys.getOrDefault(method.getName(), method.getDefaultValue()));
        AtomicReference<DatabaseSchema> made = new AtomicReference<>();
        SchemaKeeper keeper = new SchemaKeeper(Settings.of(config), () -> others, zone, Clock.systemUTC(), made::set, 0);
        keeper.offer(database);
        keeper.step();
        if (made.get() == null) {
            throw new IllegalStateException(keeper.trouble().map(Trouble::sentence).orElse("no tables"));
        }
        return made.get();
    }
}
