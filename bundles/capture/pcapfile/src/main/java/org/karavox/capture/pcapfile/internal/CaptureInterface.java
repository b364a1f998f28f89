package org.karavox.capture.pcapfile.internal;

/** One interface of a pcapng section: what its packets are, and how its clock counts. One owner: the polling thread. */
final class CaptureInterface {

    /** The resolution of an interface that names none. */
    static final int MICROSECONDS = 6;

    private static final int BINARY = 0x80; // the resolution is a power of 2, not of 10
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int NANO_DIGITS = 9;
    private static final long LAST_SECOND = Long.MAX_VALUE / NANOS_PER_SECOND; // in the year 2262

    private final int linkType;
    private final int snaplen;
    private final int binaryShift; // -1 if decimal
    private final long multiplier;
    private final long divisor;
    private final long offsetNanos;
    private final long lastUnit;
    private long droppedSoFar;

    /**
     * @param resolution as in option if_tsresol: negative power of 10, or of 2 if the highest bit is set
     * @param offsetSeconds what the clock's zero is after the Unix epoch
     */
    CaptureInterface(int linkType, int snaplen, int resolution, long offsetSeconds) {
        this.linkType = linkType;
        this.snaplen = snaplen;
        int power = resolution & ~BINARY;
        long latest = LAST_SECOND - Math.max(0, Math.min(offsetSeconds, LAST_SECOND)); // seconds the clock may show
        if ((resolution & BINARY) != 0) {
            binaryShift = power;
            multiplier = 1;
            divisor = 1;
            lastUnit = latest >= Long.MAX_VALUE >>> Math.min(power, 63) ? Long.MAX_VALUE : latest << power;
        } else if (power <= NANO_DIGITS) {
            binaryShift = -1;
            multiplier = powerOfTen(NANO_DIGITS - power);
            divisor = 1;
            lastUnit = latest * powerOfTen(power);
        } else {
            binaryShift = -1;
            multiplier = 1;
            divisor = power - NANO_DIGITS <= 18 ? powerOfTen(power - NANO_DIGITS) : Long.MAX_VALUE;
            lastUnit = Long.MAX_VALUE / divisor >= latest * NANOS_PER_SECOND ? latest * NANOS_PER_SECOND * divisor : Long.MAX_VALUE;
        }
        offsetNanos = Math.max(-LAST_SECOND, Math.min(offsetSeconds, LAST_SECOND)) * NANOS_PER_SECOND;
    }

    private static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    /** Link type as in pcap files. */
    int linkType() {
        return linkType;
    }

    /** Most bytes of a packet that were captured, 0 or negative for no limit. */
    int snaplen() {
        return snaplen;
    }

    /** True if {@code units} are a time that {@link #nanos} can express. */
    boolean isPossible(long units) {
        return units >= 0 && units <= lastUnit;
    }

    /** Nanoseconds since the Unix epoch of a time stamp in units of this interface. */
    long nanos(long units) {
        if (binaryShift < 0) {
            return (divisor == 1 ? units * multiplier : units / divisor) + offsetNanos;
        }
        return binaryNanos(units) + offsetNanos;
    }

    private long binaryNanos(long units) {
        if (binaryShift > 62) {
            return 0; // a positive long is less than one second then
        }
        long fraction = units & (1L << binaryShift) - 1;
        long high = Math.multiplyHigh(fraction, NANOS_PER_SECOND);
        long low = fraction * NANOS_PER_SECOND;
        long fractionNanos = binaryShift == 0 ? 0 : high << 64 - binaryShift | low >>> binaryShift;
        return (units >>> binaryShift) * NANOS_PER_SECOND + fractionNanos;
    }

    /** Takes the total of packets dropped so far; answers how many more that is than the total before. */
    long droppedSince(long total) {
        long more = total - droppedSoFar;
        droppedSoFar = total;
        return more;
    }
}
