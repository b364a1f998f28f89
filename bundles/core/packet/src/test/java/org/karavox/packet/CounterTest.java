package org.karavox.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CounterTest {

    @Test
    void counts() {
        Counter counter = new Counter();
        counter.increment();
        counter.increment();
        counter.add(40);
        assertEquals(42, counter.get());
        counter.add(-2);
        assertEquals(40, counter.get());
    }

    @Test
    void showsEveryIncrementOnceTheWriterIsDone() throws InterruptedException {
        Counter counter = new Counter();
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 1_000_000; i++) {
                counter.increment();
            }
        });
        writer.start();
        long last = 0;
        while (writer.isAlive()) {
            long now = counter.get();
            if (now < last) {
                throw new AssertionError("went from " + last + " to " + now);
            }
            last = now;
        }
        writer.join();
        assertEquals(1_000_000, counter.get());
    }
}
