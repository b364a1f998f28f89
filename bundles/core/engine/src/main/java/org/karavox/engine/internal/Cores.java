package org.karavox.engine.internal;

/** How many shards a machine gets when nobody says. */
final class Cores {

    private Cores() {
    }

    /** The plan for that many cores (architecture section 8). */
    static int shardsFor(int cores) {
        if (cores <= 1) {
            return 0;
        }
        if (cores < 4) {
            return 1;
        }
        return cores < 8 ? 2 : Math.min(62, cores * 5 / 8);
    }

    /** The configured number, or the plan for this machine. */
    static int shards(int configured) {
        return configured >= 0 ? configured : shardsFor(Runtime.getRuntime().availableProcessors());
    }
}
