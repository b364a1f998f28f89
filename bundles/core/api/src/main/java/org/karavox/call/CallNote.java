package org.karavox.call;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/** Something that is known about a call beside its packets: what capture agents and border controllers report. Immutable. */
public sealed interface CallNote {

    /** Call-ID of the call it concerns. */
    String callId();

    /** When it was said, nanoseconds since the Unix epoch. */
    long timestampNanos();

    /** A line of a log that belongs to the call. */
    record Log(String callId, long timestampNanos, String text) implements CallNote {

        public Log {
            requireNonNull(callId, "callId");
            requireNonNull(text, "text");
        }
    }

    /**
     * Figures of quality that somebody else has measured.
     *
     * @param reporter kind of report, for people and counters, for example {@code "ipfix"}
     * @param streams figures per direction, as far as the report tells them apart
     * @param text the report as it came, empty if it was binary
     */
    record Quality(String callId, long timestampNanos, String reporter, List<Measured> streams, String text) implements CallNote {

        public Quality {
            requireNonNull(callId, "callId");
            requireNonNull(reporter, "reporter");
            requireNonNull(text, "text");
            streams = List.copyOf(streams);
        }
    }

    /**
     * Measured figures of one direction.
     *
     * @param source sender of the media, null if the report does not say
     * @param destination receiver of the media, null if the report does not say
     * @param fromCaller true if the caller sent the media, false if the called party did, null if the report does not say
     * @param figures by name: {@code packets}, {@code bytes}, {@code lost}, {@code jitterMs}, {@code maxJitterMs}, {@code mos},
     *        {@code rFactor}, {@code latencyMs}, {@code maxLatencyMs}; only those that the report has
     */
    record Measured(Endpoint source, Endpoint destination, Boolean fromCaller, Map<String, Double> figures) {

        public Measured {
            figures = Map.copyOf(figures);
        }
    }

    /**
     * Media of the call is sent to, or comes from, this address, whatever its SDP says: architecture 12.1, case 2.
     *
     * @param addressHigh as in {@link org.karavox.packet.Addresses}
     * @param port UDP port
     */
    record MediaAddress(String callId, long timestampNanos, long addressHigh, long addressLow, int port) implements CallNote {

        public MediaAddress {
            requireNonNull(callId, "callId");
        }
    }
}
