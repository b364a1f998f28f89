package org.karavox.manage.analyze;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.karavox.call.CallRecord;
import org.karavox.runtime.Analyzer;

/** Answers what it was told to answer, and remembers what it was asked. */
final class FakeAnalyzer implements Analyzer {

    static final List<CallRecord> CALLS = new ArrayList<>();
    static Report report;
    static IOException failure;
    static Request asked;
    static AnalyzerConfig config;
    static boolean closed;

    @interface AnalyzerConfig {
        String sipport() default "5060";

        boolean savesip() default false;

        String savertp() default "no";

        int rtptimeout() default 300;
    }

    FakeAnalyzer(AnalyzerConfig given) {
        config = given;
    }

    @Override
    public Report analyze(Request request, Consumer<CallRecord> calls, DoubleConsumer progress) throws IOException {
        asked = request;
        if (failure != null) {
            throw failure;
        }
        CALLS.forEach(calls);
        progress.accept(0.5);
        return report;
    }

    void stop() {
        closed = true;
    }
}
