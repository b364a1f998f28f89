package org.karavox.call.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.karavox.call.CallDetails;
import org.karavox.call.CallEnd;
import org.karavox.call.CallRecord;
import org.karavox.call.Endpoint;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;
import org.karavox.call.Ttl;

/** Call records with anything in them that the types allow, the same ones for the same seed. */
final class Generated {

    private static final int[] SYMBOLS = {'a', '0', '*', 0, '\n', '"', 0xE9, 0x20AC, 0xD800, 0xDC00, 0x1F600, 0xFFFF, 0x7F, 0x80};
    private static final long[] NUMBERS = {0, 1, -1, 63, 64, -64, -65, 127, 128, 16_383, Integer.MAX_VALUE, Integer.MIN_VALUE,
        Long.MAX_VALUE, Long.MIN_VALUE};

    private final Random random;
    private Instant start = Instant.EPOCH;

    Generated(long seed) {
        random = new Random(seed);
    }

    CallRecord call() {
        start = random.nextInt(20) == 0 ? Instant.MIN : Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
        Instant end = start.plus(Duration.ofNanos(random.nextInt(4) == 0 ? 0 : random.nextLong() >>> 10));
        return new CallRecord(text(), integer(), number(), text(), text(), text(), text(), endpoint(), endpoint(),
                list(4, this::endpoint), text(), text(), text(), start, maybe(this::moment), maybe(this::moment), end, integer(),
                integer(), text(), CallEnd.values()[random.nextInt(CallEnd.values().length)], maybe(this::endpoint),
                maybe(this::moment), flag(), flag(), integer(), integer(), integer(), text(), flag(), flag(),
                list(4, this::stream), details());
    }

    private CallDetails details() {
        if (flag()) {
            return CallDetails.NONE;
        }
        return new CallDetails(text(), maybe(this::moment), integer(), text(),
                list(3, () -> new CallDetails.Reason(text(), integer(), text())), integer(), integer(), integer(), ttl(),
                integer(), integer(), integer(), list(5, () -> new CallDetails.Response(integer(), text())),
                list(200, () -> new CallDetails.Event(number(), text(), integer(), text())),
                list(3, () -> new CallDetails.SessionEnd(endpoint(), flag(), integer())),
                list(5, () -> new CallDetails.InfoDigit(moment(), (char) random.nextInt(), endpoint(), endpoint())), text(),
                text(), text(), some(CallDetails.Trait.class));
    }

    private StreamRecord stream() {
        Map<Integer, Long> payloadTypes = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            payloadTypes.put(random.nextInt(128), number());
        }
        return new StreamRecord(endpoint(), endpoint(), random.nextInt(), flag(), integer(), payloadTypes, text(), integer(),
                text(), moment(), moment(), number(), number(), number(), number(), number(), list(11, this::number),
                new StreamRecord.Jitter(number(), number(), number(), number()), list(8, this::number),
                list(4, () -> new StreamRecord.Playout(text(), integer(), integer(),
                        list(129, () -> random.nextInt(8) == 0 ? integer() : 0))),
                integer(), integer(), integer(), number(), number(), text(), number(),
                StreamRecord.Join.values()[random.nextInt(3)],
                flag() ? StreamDetails.NONE : new StreamDetails(ttl(), integer(), integer(),
                        list(5, () -> new StreamDetails.Digit(moment(), (char) random.nextInt())), some(StreamDetails.Trait.class)));
    }

    private Endpoint endpoint() {
        int port = random.nextInt(10) == 0 ? integer() : random.nextInt(65_536);
        return switch (random.nextInt(6)) {
            case 0 -> new Endpoint(List.of("", "host", "1.2.3", "01.2.3.4", "::FFFF", "[::1]", "fe80::1%eth0").get(random.nextInt(7)),
                    port);
            case 1 -> Endpoint.of(random.nextLong(), random.nextLong(), port);
            default -> new Endpoint("192.0.2." + random.nextInt(256), port);
        };
    }

    private Ttl ttl() {
        return flag() ? Ttl.NONE : new Ttl(integer(), integer(), integer());
    }

    private Instant moment() {
        long nanos = random.nextLong() >> 1 + random.nextInt(60);
        return start.plusNanos(start.equals(Instant.MIN) ? Math.abs(nanos) : nanos);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3) == 0 ? 0 : random.nextInt(40); i > 0; i--) {
            text.appendCodePoint(flag() ? 'a' + random.nextInt(26) : SYMBOLS[random.nextInt(SYMBOLS.length)]);
        }
        return text.toString();
    }

    private long number() {
        return flag() ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextLong() >> random.nextInt(64);
    }

    private int integer() {
        return (int) number();
    }

    private boolean flag() {
        return random.nextBoolean();
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return flag() ? Optional.empty() : Optional.of(value.get());
    }

    private <T> List<T> list(int limit, Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int i = flag() ? 0 : random.nextInt(limit); i > 0; i--) {
            list.add(element.get());
        }
        return list;
    }

    private <E extends Enum<E>> Set<E> some(Class<E> type) {
        Set<E> set = EnumSet.allOf(type);
        set.removeIf(element -> flag());
        return set;
    }
}
