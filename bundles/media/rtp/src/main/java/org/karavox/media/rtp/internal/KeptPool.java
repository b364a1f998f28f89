package org.karavox.media.rtp.internal;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;

/**
 * What the orphans of one workshop may keep together. Nobody tells when an orphan is forgotten, and a call in another
 * shard may still hold it; so its share comes back when the garbage collector has found it, which is when the memory
 * is free again, too. Owned by the workshop's shard.
 */
final class KeptPool {

    private final ReferenceQueue<RtpOrphan> gone = new ReferenceQueue<>();
    private final Set<Reference<RtpOrphan>> open = new HashSet<>();
    private final long limit;
    private long used;

    /** @param limit bytes */
    KeptPool(long limit) {
        this.limit = limit;
    }

    private static final class Watch extends PhantomReference<RtpOrphan> {
        private final KeptBytes share;

        Watch(RtpOrphan orphan, ReferenceQueue<RtpOrphan> gone, KeptBytes share) {
            super(orphan, gone);
            this.share = share;
        }
    }

    /** From now on the share of {@code orphan} comes back when it is gone. */
    void watch(RtpOrphan orphan, KeptBytes share) {
        for (Reference<? extends RtpOrphan> each = gone.poll(); each != null; each = gone.poll()) {
            used -= ((Watch) each).share.taken();
            open.remove(each);
        }
        open.add(new Watch(orphan, gone, share));
    }

    boolean take(int bytes) {
        if (used + bytes > limit) {
            return false;
        }
        used += bytes;
        return true;
    }
}
