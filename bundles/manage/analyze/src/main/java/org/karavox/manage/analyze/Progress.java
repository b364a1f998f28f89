package org.karavox.manage.analyze;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.DoubleConsumer;

/** A bar that fills up on one line of a terminal. Any thread. */
final class Progress implements DoubleConsumer {

    private static final int WIDTH = 40;
    private static final long REDRAW_NANOS = 100_000_000L;

    private final PrintStream terminal;
    private long drawnNanos = System.nanoTime();
    private boolean visible;

    Progress(PrintStream terminal) {
        this.terminal = terminal;
    }

    /** True if standard error is a terminal. Looks at where it leads, because the JDK's console wants standard output as well. */
    static boolean isStandardErrorATerminal() {
        File link = new File("/proc/self/fd/2");
        if (!link.exists()) {
            return System.console() != null;
        }
        try {
            String target = link.getCanonicalPath();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.startsWith("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** Draws at most ten times a second, so that nothing flickers and a small file shows no bar at all. */
    @Override
    public synchronized void accept(double share) {
        long now = System.nanoTime();
        if (now - drawnNanos < REDRAW_NANOS) {
            return;
        }
        drawnNanos = now;
        visible = true;
        terminal.print(line(share));
        terminal.flush();
    }

    /** The bar without a line end; of an unknown share it says only that something is going on. */
    static String line(double share) {
        if (!(share >= 0)) {
            return "\rreading ...";
        }
        double known = Math.min(share, 1);
        StringBuilder line = new StringBuilder(WIDTH + 10).append("\r[");
        int filled = (int) (known * WIDTH);
        for (int i = 0; i < WIDTH; i++) {
            line.append(i < filled ? '#' : ' ');
        }
        int percent = (int) (known * 100);
        return line.append("] ").append(percent < 10 ? "  " : percent < 100 ? " " : "").append(percent).append(" %").toString();
    }

    /** Takes the bar away. */
    synchronized void clear() {
        if (visible) {
            terminal.print("\r\033[K");
            terminal.flush();
            visible = false;
        }
    }
}
