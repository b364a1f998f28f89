package org.karavox.engine.internal;

import java.util.Arrays;
import org.karavox.packet.EndpointMap;
import org.karavox.signalling.MediaLeg;

/** Which legs of a shard's calls expect media at an address; newest first. Looking up is hot; one owner, the shard. */
final class LegTable {

    private static final MediaLeg[] NONE = {};

    private final EndpointMap endpoints = new EndpointMap(64);
    private MediaLeg[][] lists = new MediaLeg[64][];
    private int[] free = new int[64];
    private int freeCount;
    private int used;

    /** The legs at an address; empty if there are none. Not to be changed; stays as it is when legs come and go. */
    MediaLeg[] at(long high, long low, int port) {
        int slot = endpoints.find(high, low, port);
        return slot < 0 ? NONE : lists[(int) endpoints.value(slot)];
    }

    /** Adds a leg in front; one that is there already keeps its place. */
    void add(long high, long low, int port, MediaLeg leg) {
        int slot = endpoints.find(high, low, port);
        if (slot < 0) {
            slot = endpoints.put(high, low, port, 0);
            int list = freeCount > 0 ? free[--freeCount] : used++;
            if (list == lists.length) {
                lists = Arrays.copyOf(lists, list * 2);
            }
            lists[list] = new MediaLeg[] {leg};
            endpoints.value(slot, list);
            return;
        }
        int list = (int) endpoints.value(slot);
        MediaLeg[] old = lists[list];
        for (MediaLeg known : old) {
            if (known == leg) {
                return;
            }
        }
        MediaLeg[] grown = new MediaLeg[old.length + 1];
        grown[0] = leg;
        System.arraycopy(old, 0, grown, 1, old.length);
        lists[list] = grown;
    }

    /** Removes a leg; one that is not there is ignored. */
    void remove(long high, long low, int port, MediaLeg leg) {
        int slot = endpoints.find(high, low, port);
        if (slot < 0) {
            return;
        }
        int list = (int) endpoints.value(slot);
        MediaLeg[] old = lists[list];
        for (int i = 0; i < old.length; i++) {
            if (old[i] == leg) {
                if (old.length == 1) {
                    lists[list] = null;
                    endpoints.remove(high, low, port);
                    if (freeCount == free.length) {
                        free = Arrays.copyOf(free, freeCount * 2);
                    }
                    free[freeCount++] = list;
                } else {
                    MediaLeg[] shrunk = new MediaLeg[old.length - 1];
                    System.arraycopy(old, 0, shrunk, 0, i);
                    System.arraycopy(old, i + 1, shrunk, i, shrunk.length - i);
                    lists[list] = shrunk;
                }
                return;
            }
        }
    }

    /** Addresses with at least one leg. */
    int size() {
        return endpoints.size();
    }
}
