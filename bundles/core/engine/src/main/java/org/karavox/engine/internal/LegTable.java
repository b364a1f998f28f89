package org.karavox.engine.internal;

import java.util.Arrays;
import org.karavox.media.MediaFlow;
import org.karavox.packet.EndpointMap;
import org.karavox.signalling.MediaLeg;

/**
 * Which legs of a shard's calls expect media at an address; newest first. Looking up is hot, and made so that an address
 * with one leg, nearly every one, costs no further object. One owner, the shard.
 */
final class LegTable {

    /** {@link #find}: nobody expects media there. */
    static final int ABSENT = -1;

    private static final MediaLeg[] NONE = {};

    private static final int ENTRY_SHIFT = 32;

    private final EndpointMap endpoints;
    /** The map is the dispatcher's directory, too, which has the lower half of the values and removes addresses itself. */
    private final boolean shared;
    /** Per entry: the leg if there is only one, else null. */
    private MediaLeg[] single = new MediaLeg[64];
    /** Per entry: the legs if there are several, else null. Replaced, never changed. */
    private MediaLeg[][] several = new MediaLeg[64][];
    /** Per entry and direction, {@code 2 * entry} for datagrams to the address: where they go without the leg, or null. */
    private MediaFlow[] flows = new MediaFlow[128];
    private int[] free = new int[64];
    private int freeCount;
    private int used;

    /** A table of its own. */
    LegTable() {
        endpoints = new EndpointMap(64);
        shared = false;
    }

    /** For a shard in the dispatcher's thread: one lookup serves both. */
    LegTable(EndpointMap directory) {
        endpoints = directory;
        shared = true;
    }

    /** Entry of an address, or {@link #ABSENT}. */
    int find(long high, long low, int port) {
        int slot = endpoints.find(high, low, port);
        return slot < 0 ? ABSENT : entry(endpoints.value(slot));
    }

    /** The entry in a value of the directory, or {@link #ABSENT}. */
    static int entry(long value) {
        return (int) (value >>> ENTRY_SHIFT) - 1;
    }

    private void entry(int slot, int entry) {
        endpoints.value(slot, endpoints.value(slot) & 0xFFFF_FFFFL | (long) (entry + 1) << ENTRY_SHIFT);
    }

    /** The leg of an entry that has only one, else null. */
    MediaLeg only(int entry) {
        return single[entry];
    }

    /** Where datagrams go without the leg, or null. */
    MediaFlow flow(int entry, boolean toEndpoint) {
        return flows[toEndpoint ? 2 * entry : 2 * entry + 1];
    }

    /** Sets where datagrams go without the leg; ignored if the entry has several legs. */
    void flow(int entry, boolean toEndpoint, MediaFlow flow) {
        flows[toEndpoint ? 2 * entry : 2 * entry + 1] = single[entry] == null ? null : flow;
    }

    /** From now on datagrams go to the legs. */
    void dropFlows(int entry) {
        if (entry != ABSENT) {
            flows[2 * entry] = null;
            flows[2 * entry + 1] = null;
        }
    }

    /** The legs of an entry that has several. Not to be changed; stays as it is when legs come and go. */
    MediaLeg[] several(int entry) {
        return several[entry];
    }

    /** The legs at an address, however many; control path. */
    MediaLeg[] all(long high, long low, int port) {
        int entry = find(high, low, port);
        if (entry == ABSENT) {
            return NONE;
        }
        return single[entry] != null ? new MediaLeg[] {single[entry]} : several[entry];
    }

    /** Adds a leg in front; one that is there already keeps its place. */
    void add(long high, long low, int port, MediaLeg leg) {
        MediaLeg[] old = all(high, low, port);
        for (MediaLeg known : old) {
            if (known == leg) {
                return;
            }
        }
        if (old.length == 0) {
            int entry = newEntry();
            int known = endpoints.find(high, low, port);
            entry(known >= 0 ? known : endpoints.put(high, low, port, 0), entry);
            single[entry] = leg;
            return;
        }
        int entry = find(high, low, port);
        MediaLeg[] grown = new MediaLeg[old.length + 1];
        grown[0] = leg;
        System.arraycopy(old, 0, grown, 1, old.length);
        single[entry] = null;
        several[entry] = grown;
        dropFlows(entry);
    }

    private int newEntry() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (used == single.length) {
            single = Arrays.copyOf(single, used * 2);
            several = Arrays.copyOf(several, used * 2);
            flows = Arrays.copyOf(flows, used * 4);
        }
        return used++;
    }

    /** Removes a leg; one that is not there is ignored. */
    void remove(long high, long low, int port, MediaLeg leg) {
        MediaLeg[] rest = Arrays.stream(all(high, low, port)).filter(known -> known != leg).toArray(MediaLeg[]::new);
        int entry = find(high, low, port);
        if (entry == ABSENT || rest.length > 1 && several[entry].length == rest.length) {
            return;
        }
        dropFlows(entry);
        single[entry] = rest.length == 1 ? rest[0] : null;
        several[entry] = rest.length > 1 ? rest : null;
        if (rest.length == 0) {
            if (shared) {
                entry(endpoints.find(high, low, port), ABSENT);
            } else {
                endpoints.remove(high, low, port);
            }
            if (freeCount == free.length) {
                free = Arrays.copyOf(free, freeCount * 2);
            }
            free[freeCount++] = entry;
        }
    }

}
