package org.karavox.capture.pcapfile.internal;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with one input, in sentences. However broken it is, they stay few. Any thread. */
final class Problems {

    /** Sentences that are kept; the rest is counted. */
    static final int LIMIT = 20;

    private final String name;
    private final List<String> sentences = new ArrayList<>();
    private long more;

    /** @param name beginning of every sentence */
    Problems(String name) {
        this.name = name;
    }

    /** Adds a sentence; what is added says where, as a byte of the unpacked input. */
    synchronized void add(String what) {
        if (sentences.size() < LIMIT) {
            sentences.add(name + ": " + what);
        } else {
            more++;
        }
    }

    /** The sentences so far. */
    synchronized List<String> sentences() {
        if (more == 0) {
            return List.copyOf(sentences);
        }
        List<String> all = new ArrayList<>(sentences);
        all.add(name + ": " + more + " more problems like these");
        return List.copyOf(all);
    }
}
