package org.karavox.storage.cleaner.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Does what touches one root in a thread of its own, so that a mount that hangs holds up that thread and nothing else. While
 * it hangs every further call fails at once. One caller at a time.
 */
final class RootThread implements AutoCloseable {

    /** Something that may block. */
    interface Action<T> {
        T run() throws IOException;
    }

    private final Path root;
    private final Duration patience;
    private final ThreadPoolExecutor thread;
    private Future<?> hanging;

    /** @param patience how long one call may take */
    RootThread(Path root, Duration patience) {
        this.root = root;
        this.patience = patience;
        thread = new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread made = new Thread(task, "karavox spool cleaner " + root);
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** @throws SilentRootException if it takes too long, or an earlier call still does */
    <T> T call(Action<T> action) throws IOException, InterruptedException {
        if (hanging != null && !hanging.isDone()) {
            throw new SilentRootException(root);
        }
        hanging = null;
        Future<T> answer = thread.submit(action::run);
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            hanging = answer;
            throw new SilentRootException(root);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
