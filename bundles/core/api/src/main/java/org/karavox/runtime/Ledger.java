package org.karavox.runtime;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where every frame went. Each frame that was read has exactly one fate; {@link #imbalances()} is empty when that is so.
 *
 * @param sources per capture source, in the order they were added
 * @param fates what became of the frames, by name: {@code signalling.sip}, {@code media}, {@code orphan.rtp},
 *     {@code unclaimed.udp}, {@code engine.ip.truncated}, {@code tunnel.vxlan.malformed}, ...
 * @param rebuilt frames that nobody captured: put together out of fragments, or found inside others
 * @param handed packets handed to shards, one per packet and shard
 * @param handled packets that shards have worked off
 * @param inFlight packets that lie in blocks between the two
 * @param details further counters that are no fates, by name
 */
public record Ledger(List<Source> sources, Map<String, Long> fates, long rebuilt, long handed, long handled, long inFlight,
        Map<String, Long> details) {

    /**
     * One capture source.
     *
     * @param name of the source
     * @param read frames delivered
     * @param dropped frames it lost before it could deliver them
     */
    public record Source(String name, long read, long dropped) {
    }

    public Ledger {
        sources = List.copyOf(sources);
        fates = java.util.Collections.unmodifiableMap(new TreeMap<>(fates));
        details = java.util.Collections.unmodifiableMap(new TreeMap<>(details));
    }

    /** The books of two pipelines that worked one after the other. */
    public Ledger plus(Ledger other) {
        List<Source> both = new java.util.ArrayList<>(sources);
        both.addAll(other.sources);
        return new Ledger(both, sum(fates, other.fates), rebuilt + other.rebuilt, handed + other.handed, handled + other.handled,
                inFlight + other.inFlight, sum(details, other.details));
    }

    private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
        Map<String, Long> sum = new TreeMap<>(one);
        other.forEach((name, value) -> sum.merge(name, value, Long::sum));
        return sum;
    }

    /** Frames read by all sources. */
    public long read() {
        return sources.stream().mapToLong(Source::read).sum();
    }

    /** Every equation that does not hold, as a sentence; empty if the books balance. */
    public List<String> imbalances() {
        List<String> problems = new java.util.ArrayList<>();
        long in = read() + rebuilt;
        long out = fates.values().stream().mapToLong(Long::longValue).sum();
        if (in != out) {
            problems.add("read " + read() + " + rebuilt " + rebuilt + " = " + in + " frames, but " + out + " have a fate");
        }
        if (handed != handled + inFlight) {
            problems.add("handed " + handed + " packets to shards, but handled " + handled + " + in flight " + inFlight);
        }
        return List.copyOf(problems);
    }
}
