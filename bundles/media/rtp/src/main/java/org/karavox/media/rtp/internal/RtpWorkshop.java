package org.karavox.media.rtp.internal;

import java.util.HashMap;
import java.util.Map;
import org.karavox.media.MediaAnalyzer;
import org.karavox.media.MediaFormats;
import org.karavox.media.MediaSession;
import org.karavox.media.OrphanMedia;

/** What the media of one shard have in common. */
final class RtpWorkshop implements MediaAnalyzer.Workshop {

    /** What all orphans of a shard keep together. */
    static final long MAX_KEPT_BYTES = 64L * 1024 * 1024;
    private static final int MAX_MAPS = 1024;

    final Settings settings;
    final RtpStream.Batch batch;
    private final KeptPool kept = new KeptPool(MAX_KEPT_BYTES);
    /** Calls announce the same few lists of formats again and again. */
    private final Map<Announcement, PayloadMap> maps = new HashMap<>();

    private record Announcement(MediaFormats formats, MediaFormats senderFormats) {
    }

    RtpWorkshop(Settings settings) {
        this.settings = settings;
        this.batch = new RtpStream.Batch(settings);
    }

    @Override
    public MediaSession openSession() {
        return new RtpSession(this);
    }

    @Override
    public OrphanMedia openOrphan() {
        KeptBytes share = new KeptBytes(kept);
        RtpOrphan orphan = new RtpOrphan(this, share);
        kept.watch(orphan, share);
        return orphan;
    }

    /** The same map for equal announcements, as long as there are not too many different ones. */
    PayloadMap map(MediaFormats formats, MediaFormats senderFormats) {
        if (maps.size() >= MAX_MAPS) {
            maps.clear();
        }
        return maps.computeIfAbsent(new Announcement(formats, senderFormats), key -> new PayloadMap(key.formats(), key.senderFormats()));
    }

    @Override
    public void close() {
        maps.clear();
    }
}
