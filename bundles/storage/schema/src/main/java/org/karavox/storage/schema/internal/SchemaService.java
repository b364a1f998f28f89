package org.karavox.storage.schema.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.karavox.runtime.ConfigurationReport;
import org.karavox.runtime.SelfTest;
import org.karavox.runtime.SensorIdentity;
import org.karavox.storage.schema.DatabaseSchema;
import org.karavox.storage.schema.SchemaRuntime;
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
 * Sees to it that the call database has its tables, in a thread of its own: neither a slow nor an absent database holds up the
 * start. {@link DatabaseSchema} is registered as long as the tables can be used.
 */
@Component(service = { SchemaRuntime.class, SelfTest.class }, immediate = true, configurationPid = "karavox.storage.schema")
@Designate(ocd = SchemaConfig.class)
public final class SchemaService implements SchemaRuntime, SelfTest {

    private static final Logger LOGGER = LoggerFactory.getLogger(SchemaService.class);
    private static final long PATIENCE_SECONDS = 8;
    private static final long FAREWELL_MILLIS = 5_000;

    private final BundleContext context;
    private final ConfigurationReport report;
    private final SchemaKeeper keeper;
    private final Thread thread;
    private final Object bell = new Object();
    private boolean rung;
    private volatile boolean closed;
    private ServiceRegistration<DatabaseSchema> registration;
    private volatile ReadySchema registered;

    @Activate
    public SchemaService(BundleContext context, SchemaConfig config, @Reference SensorIdentity sensor,
            @Reference ConfigurationReport report) {
        this(context, Settings.of(config), sensor.zone(), report, Clock.systemUTC());
    }

    SchemaService(BundleContext context, Settings settings, ZoneId zone, ConfigurationReport report, Clock clock) {
        this.context = context;
        this.report = report;
        settings.notes().forEach(LOGGER::warn);
        keeper = new SchemaKeeper(settings, this::otherKeys, zone, clock, this::publish, 0);
        thread = new Thread(this::work, "karavox-schema");
        thread.setDaemon(true);
        thread.start();
    }

    /** The data source may be replaced at any time; the new one is bound before the old one is unbound. */
    @Reference(target = "(osgi.jndi.service.name=karavox)", cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindSource(DataSource source) {
        keeper.offer(source);
        ring();
    }

    void unbindSource(DataSource source) {
        if (keeper.offered() == source) {
            keeper.offer(null);
            ring();
        }
    }

    @Deactivate
    void close() {
        closed = true;
        ring(); // no interrupt: H2 closes its file for everybody when the thread that reads it is interrupted
        try {
            thread.join(FAREWELL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        publish(null);
    }

    private void work() {
        while (!closed) {
            long wait = 60_000;
            try {
                wait = keeper.step();
            } catch (RuntimeException e) { // the outermost loop: the thread must live on
                LOGGER.error("Tables could not be looked after, trying again", e);
            }
            if (!sleep(wait)) {
                return;
            }
        }
    }

    private void ring() {
        synchronized (bell) {
            rung = true;
            bell.notifyAll();
        }
    }

    private boolean sleep(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (bell) {
            try {
                for (long left = millis; !rung && !closed && left > 0; left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
                    bell.wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            rung = false;
            return !closed;
        }
    }

    private synchronized void publish(ReadySchema schema) {
        ServiceRegistration<DatabaseSchema> old = registration;
        registration = null;
        registered = null;
        if (old != null) {
            try {
                old.unregister();
            } catch (IllegalStateException e) {
                LOGGER.debug("The framework has unregistered the tables already");
            }
        }
        if (schema != null && !closed) {
            registered = schema;
            registration = context.registerService(DatabaseSchema.class, schema, null);
        }
    }

    private Map<String, String> otherKeys() {
        Map<String, String> values = new HashMap<>();
        for (ConfigurationReport.Value value : report.values()) {
            values.put(value.key(), value.value());
        }
        return values;
    }

    @Override
    public Optional<String> problem() {
        return keeper.trouble().map(Trouble::sentence);
    }

    @Override
    public List<String> notes() {
        return keeper.notes();
    }

    @Override
    public List<String> partitions() {
        return keeper.partitions();
    }

    @Override
    public String name() {
        return "database tables";
    }

    @Override
    public Verdict run() {
        if (keeper.offered() == null && Settings.isOn(otherKeys().get("nocdr"))) {
            return Verdict.ok("No database is used (nocdr = yes)");
        }
        Optional<Trouble> trouble = keeper.trouble();
        if (trouble.isPresent()) {
            return new Verdict(Level.FAILED, trouble.get().found(), trouble.get().remedy());
        }
        DataSource source = keeper.offered();
        ReadySchema schema = registered;
        if (source == null || schema == null) {
            return new Verdict(Level.FAILED, "The database has just been changed", "ask again in some seconds");
        }
        FutureTask<Void> question = new FutureTask<>(() -> {
            ask(source, schema);
            return null;
        });
        Thread asking = new Thread(question, "karavox-schema-test");
        asking.setDaemon(true);
        asking.start();
        return verdict(question, schema);
    }

    private Verdict verdict(FutureTask<Void> question, ReadySchema schema) {
        try {
            question.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Trouble trouble = Trouble.of(e.getCause(), "", "");
            return new Verdict(Level.FAILED, trouble.found(), trouble.remedy());
        } catch (TimeoutException e) {
            return new Verdict(Level.FAILED, "The database does not answer within " + PATIENCE_SECONDS + " seconds",
                    "look at its load and at the network");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Verdict(Level.FAILED, "The test was interrupted", "run it again");
        }
        List<String> notes = keeper.notes();
        if (!notes.isEmpty()) {
            return new Verdict(Level.WARNING, "The tables are there, but " + notes.size() + " things want to be looked at",
                    String.join("; ", notes));
        }
        int partitions = keeper.partitions().size();
        return Verdict.ok(Tables.ALL.size() + " tables are there" + (schema.partitioned() ? ", cdr has " + partitions + " partitions" : ""));
    }

    private static void ask(DataSource source, ReadySchema schema) throws SQLException {
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select 1 from " + schema.shape().quoted(schema.table("cdr")) + " limit 1")) {
            rows.next();
        }
    }
}
