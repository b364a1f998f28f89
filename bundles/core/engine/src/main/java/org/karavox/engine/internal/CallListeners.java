package org.karavox.engine.internal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.karavox.call.CallListener;
import org.karavox.call.CallRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who want to hear of ended calls. One that throws costs nobody else the call, and is said once. Any thread. */
final class CallListeners {

    private static final Logger LOGGER = LoggerFactory.getLogger(CallListeners.class);

    private final List<CallListener> listeners = new CopyOnWriteArrayList<>();
    private final Set<CallListener> said = ConcurrentHashMap.newKeySet();

    void add(CallListener listener) {
        listeners.add(listener);
    }

    void remove(CallListener listener) {
        listeners.remove(listener);
        said.remove(listener);
    }

    void ended(CallRecord call) {
        for (CallListener listener : listeners) {
            try {
                listener.ended(call);
            } catch (RuntimeException | LinkageError e) {
                if (said.add(listener)) {
                    LOGGER.error("{} threw at the end of a call and misses it; further ones are not logged", listener.getClass().getName(), e);
                }
            }
        }
    }
}
