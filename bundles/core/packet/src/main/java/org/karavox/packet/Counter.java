package org.karavox.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A 64-bit count with one writing thread. The writer pays nothing; any thread may read a value that was true a moment ago. */
public final class Counter {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Counter.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    /** Adds one; owning thread only. */
    public void increment() {
        VALUE.setOpaque(this, value + 1);
    }

    /** Adds {@code amount}; owning thread only. */
    public void add(long amount) {
        VALUE.setOpaque(this, value + amount);
    }

    /** The count so far; any thread. */
    public long get() {
        return (long) VALUE.getOpaque(this);
    }
}
