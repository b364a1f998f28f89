package org.karavox.runtime;

import static java.util.Objects.requireNonNull;

import org.osgi.annotation.versioning.ConsumerType;

/** One thing that must be well for the appliance to do its work. Registered as an OSGi service; asked by operators. */
@ConsumerType
public interface SelfTest {

    /** What is tested, for people: {@code database}, {@code spool}. */
    String name();

    /** Tests now. May take seconds, never more than ten; throws nothing for what it tests. */
    Verdict run();

    /** How bad it is. */
    enum Level {
        /** Well. */
        OK,
        /** Works, but somebody should look. */
        WARNING,
        /** Does not work. */
        FAILED
    }

    /**
     * @param found what was found, one sentence
     * @param remedy what to do, one sentence; empty if nothing
     */
    record Verdict(Level level, String found, String remedy) {

        public Verdict {
            requireNonNull(level, "level");
            requireNonNull(found, "found");
            requireNonNull(remedy, "remedy");
        }

        /** All is well. */
        public static Verdict ok(String found) {
            return new Verdict(Level.OK, found, "");
        }
    }
}
