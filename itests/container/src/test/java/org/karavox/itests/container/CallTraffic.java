package org.karavox.itests.container;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.karavox.capture.CaptureSource;
import org.karavox.capture.FrameSink;
import org.karavox.capture.SourceInfo;

/**
 * A live source of calls, about 20,000 frames per second until it is told to stop or has delivered {@link #LIMIT}. One
 * frame of three is plain, the others are wrapped in VXLAN, on two ports in turn, so that whatever port the decoder
 * listens on has traffic and another port has traffic too.
 */
final class CallTraffic implements CaptureSource {

    static final String NAME = "test traffic";
    static final int FIRST_PORT = 4789;
    static final int SECOND_PORT = 8472;
    /** Far more than the test needs, so that a test that hangs ends. */
    static final long LIMIT = 20_000_000;

    private static final int FRAMES_PER_CALL = 200;
    private static final long FRAMES_PER_SECOND = 20_000;
    private static final int ETHERNET = 1;

    private final AtomicLong delivered = new AtomicLong();
    private final long beginNanos = System.nanoTime();
    private final long beginEpochNanos = System.currentTimeMillis() * 1_000_000L;
    private volatile boolean stopped;

    @Override
    public SourceInfo info() {
        return new SourceInfo(NAME, 0, true);
    }

    @Override
    public int poll(FrameSink sink, int limit) {
        long elapsed = System.nanoTime() - beginNanos;
        long due = Math.min(LIMIT, elapsed / 1_000L * FRAMES_PER_SECOND / 1_000_000L) - delivered.get();
        if (stopped || due <= 0) {
            LockSupport.parkNanos(1_000_000L);
            return 0;
        }
        int count = (int) Math.min(due, limit);
        for (int i = 0; i < count; i++) {
            long number = delivered.getAndIncrement();
            byte[] frame = frame(number);
            sink.onFrame(frame, 0, frame.length, frame.length, beginEpochNanos + number * (1_000_000_000L / FRAMES_PER_SECOND), ETHERNET, 0);
        }
        return count;
    }

    @Override
    public long dropped() {
        return 0;
    }

    @Override
    public void close() {
        stop();
    }

    /** After this nothing more is delivered; {@link #delivered} does not change any more once a poll has returned. */
    void stop() {
        stopped = true;
    }

    long delivered() {
        return delivered.get();
    }

    private static byte[] frame(long number) {
        byte[] inner = innerFrame(number);
        switch ((int) (number % 3)) {
            case 0:
                return inner;
            case 1:
                return CallFrames.vxlan(FIRST_PORT, inner);
            default:
                return CallFrames.vxlan(SECOND_PORT, inner);
        }
    }

    private static byte[] innerFrame(long number) {
        long call = number / FRAMES_PER_CALL;
        int step = (int) (number % FRAMES_PER_CALL);
        String callId = "call-" + call + "@test";
        int port = 10_000 + (int) (call % 10_000) * 4;
        switch (step) {
            case 0:
                return CallFrames.invite(callId, port);
            case 1:
                return CallFrames.ok(callId, port + 2);
            case 2:
                return CallFrames.ack(callId);
            case FRAMES_PER_CALL - 2:
                return CallFrames.bye(callId);
            case FRAMES_PER_CALL - 1:
                return CallFrames.byeOk(callId);
            default:
                return CallFrames.rtp(step, port, port + 2);
        }
    }
}
