package org.karavox.storage.cdr.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.karavox.storage.CallStore;
import org.karavox.storage.StoreException;
import org.karavox.storage.StoreException.Kind;
import org.karavox.storage.schema.SchemaRuntime;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The store that the queue knows: it is there whether the database is or not, so that records wait for it however long that
 * takes, and the queue hears why.
 */
@Component(service = CallStore.class)
public final class DatabaseStoreFront implements CallStore {

    private static final long PATIENCE_SECONDS = 5;

    private final ReadWriteLock change = new ReentrantReadWriteLock();
    private volatile DatabaseCallStore ready;
    private volatile SchemaRuntime tables;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setReady(DatabaseCallStore store) {
        ready = store;
    }

    /** Lets a batch that is under way end, so that nobody closes the connections under it. */
    void unsetReady(DatabaseCallStore store) {
        boolean locked = false;
        try {
            locked = change.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (ready == store) {
            ready = null;
        }
        if (locked) {
            change.writeLock().unlock();
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setTables(SchemaRuntime runtime) {
        tables = runtime;
    }

    void unsetTables(SchemaRuntime runtime) {
        if (tables == runtime) {
            tables = null;
        }
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public long lastStored(String journal) throws StoreException {
        change.readLock().lock();
        try {
            return store().lastStored(journal);
        } finally {
            change.readLock().unlock();
        }
    }

    @Override
    public void store(Batch batch) throws StoreException {
        change.readLock().lock();
        try {
            store().store(batch);
        } finally {
            change.readLock().unlock();
        }
    }

    private DatabaseCallStore store() throws StoreException {
        DatabaseCallStore store = ready;
        if (store != null) {
            return store;
        }
        SchemaRuntime runtime = tables;
        throw new StoreException(Kind.UNAVAILABLE, runtime == null
                ? "The tables of the database are nobody's: start the bundle org.karavox.storage.schema"
                : runtime.problem().orElse("The database is being made ready"), null);
    }
}
