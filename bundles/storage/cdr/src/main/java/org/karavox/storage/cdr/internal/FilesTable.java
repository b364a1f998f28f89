package org.karavox.storage.cdr.internal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.persistence.EntityManager;
import javax.persistence.Query;
import org.apache.aries.jpa.template.JpaTemplate;
import org.karavox.storage.FileKind;
import org.karavox.storage.SpoolSizes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the table {@code files}. Sums are collected in memory and added to the rows every ten seconds and at the end, so several
 * sensors may share a row. Without a database they stay in memory.
 */
@Component(service = SpoolSizes.class)
public final class FilesTable implements SpoolSizes {

    /** Units of the persistence.xml, whichever is open. */
    static final String UNITS = "(|(osgi.unit.name=karavox-mysql)(osgi.unit.name=karavox-h2))";

    private static final Logger LOGGER = LoggerFactory.getLogger(FilesTable.class);
    private static final int PERIOD_SECONDS = 10;
    private static final FileKind[] KINDS = FileKind.values();
    private static final Map<FileKind, String> ATTRIBUTES = Map.of(FileKind.SIP, "sip", FileKind.RTP, "rtp", FileKind.AUDIO, "audio");

    private final ScheduledExecutorService clock;
    private Map<FilesHour.Key, long[]> waiting = new HashMap<>(); // bytes by ordinal of the kind; guarded by this
    private volatile JpaTemplate jpa;
    private boolean complained; // clock thread

    @Activate
    public FilesTable() {
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "karavox-files-table");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleWithFixedDelay(this::flush, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    @Reference(target = UNITS, cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setDatabase(JpaTemplate template) {
        jpa = template;
    }

    void unsetDatabase(JpaTemplate template) {
        if (jpa == template) {
            jpa = null;
        }
    }

    @Deactivate
    void stop() throws InterruptedException {
        clock.shutdown();
        clock.awaitTermination(PERIOD_SECONDS, TimeUnit.SECONDS);
        flush();
    }

    @Override
    public void changed(int dateHour, int spoolIndex, int sensorId, FileKind kind, long bytes) {
        FilesHour.Key key = new FilesHour.Key(dateHour, spoolIndex, sensorId);
        synchronized (this) {
            waiting.computeIfAbsent(key, each -> new long[KINDS.length])[kind.ordinal()] += bytes;
        }
    }

    /** Adds what is waiting to the table; what fails waits on. */
    void flush() {
        JpaTemplate template = jpa;
        Map<FilesHour.Key, long[]> sums;
        synchronized (this) {
            if (template == null || waiting.isEmpty()) {
                return;
            }
            sums = waiting;
            waiting = new HashMap<>();
        }
        try {
            template.tx(em -> sums.forEach((key, bytes) -> add(em, key, bytes)));
            complained = false;
        } catch (RuntimeException e) { // Aries wraps whatever the driver reported
            synchronized (this) {
                sums.forEach((key, bytes) -> waiting.merge(key, bytes, FilesTable::sum));
            }
            if (!complained) {
                complained = true;
                LOGGER.warn("Table files is not up to date, its sums wait for the database: {}", e.getMessage());
            }
        }
    }

    private static long[] sum(long[] x, long[] y) {
        long[] sum = x.clone();
        Arrays.setAll(sum, i -> x[i] + y[i]);
        return sum;
    }

    private static void add(EntityManager em, FilesHour.Key key, long[] bytes) {
        if (update(em, key, bytes) == 0) {
            em.persist(new FilesHour(key)); // a second sensor at the same moment makes this transaction fail; it is tried again
            em.flush();
            update(em, key, bytes);
        }
    }

    /** In the database, because others add as well; never below zero, the columns are unsigned. */
    private static int update(EntityManager em, FilesHour.Key key, long[] bytes) {
        StringBuilder set = new StringBuilder();
        for (FileKind kind : KINDS) {
            String column = "f." + ATTRIBUTES.get(kind);
            String old = "COALESCE(" + column + ", 0)";
            set.append(set.isEmpty() ? "" : ", ").append(column).append(" = ").append(bytes[kind.ordinal()] >= 0
                    ? old + " + :" + kind : "CASE WHEN " + old + " > :" + kind + " THEN " + column + " - :" + kind + " ELSE 0 END");
        }
        Query query = em.createQuery("UPDATE FilesHour f SET " + set
                + " WHERE f.dateHour = :hour AND f.spoolIndex = :spool AND f.sensorId = :sensor");
        for (FileKind kind : KINDS) {
            query.setParameter(kind.name(), Math.abs(bytes[kind.ordinal()]));
        }
        return query.setParameter("hour", key.dateHour()).setParameter("spool", key.spoolIndex())
                .setParameter("sensor", key.sensorId()).executeUpdate();
    }
}
