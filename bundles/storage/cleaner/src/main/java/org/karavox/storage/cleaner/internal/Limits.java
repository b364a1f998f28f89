package org.karavox.storage.cleaner.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the configuration allows.
 *
 * @param bytes by spool and group, 0 = no limit; what {@link Group#ALL} has is the limit of everything together
 * @param days by spool and group, 0 = no limit
 * @param freePercent of each file system
 * @param freeBytes of each file system
 * @param smallestEmergency spools that should be no larger than this are not cleaned because a disk is nearly full
 */
record Limits(boolean cleans, long[][] bytes, int[][] days, HourWindow window, int freePercent, long freeBytes, boolean strays,
        long smallestEmergency) {

    static final long MB = 1L << 20;
    static final long GB = 1L << 30;

    private static final Logger LOGGER = LoggerFactory.getLogger(Limits.class);
    private static final long SMALLEST_EMERGENCY = 1000 * MB;

    static Limits of(CleanerConfig config) {
        int maxpoolsize = config.maxpoolsize() > 0 ? config.maxpoolsize() : config.cleanspool_size();
        int[][] sizes = {
            {config.maxpoolsipsize(), config.maxpoolrtpsize(), config.maxpoolgraphsize(), config.maxpoolaudiosize(),
                config.maxpoolaudiographsize(), maxpoolsize},
            {config.maxpoolsipsize_2(), config.maxpoolrtpsize_2(), config.maxpoolgraphsize_2(), config.maxpoolaudiosize_2(),
                config.maxpoolaudiographsize_2(), config.maxpoolsize_2()}};
        int[][] days = {
            {config.maxpoolsipdays(), config.maxpoolrtpdays(), config.maxpoolgraphdays(), config.maxpoolaudiodays(),
                config.maxpoolaudiographdays(), config.maxpooldays()},
            {config.maxpoolsipdays_2(), config.maxpoolrtpdays_2(), config.maxpoolgraphdays_2(), config.maxpoolaudiodays_2(),
                config.maxpoolaudiographdays_2(), config.maxpooldays_2()}};
        long[][] bytes = new long[2][sizes[0].length];
        for (int spool = 0; spool < 2; spool++) {
            for (int group = 0; group < bytes[spool].length; group++) {
                bytes[spool][group] = sizes[spool][group] * MB;
            }
        }
        HourWindow window = HourWindow.parse(config.cleanspool_enable_fromto()).orElseGet(() -> {
            LOGGER.warn("cleanspool_enable_fromto: '{}' is not accepted (two hours like 1-5 or 22-4), cleaning at any hour",
                    config.cleanspool_enable_fromto());
            return HourWindow.ALWAYS;
        });
        return new Limits(config.cleanspool(), bytes, days, window, config.autocleanspoolminpercent(), config.autocleanmingb() * GB,
                config.maxpool_clean_obsolete(), SMALLEST_EMERGENCY);
    }

    long bytes(int spool, Group group) {
        return bytes[spool][group.ordinal()];
    }

    int days(int spool, Group group) {
        return days[spool][group.ordinal()];
    }

    /** Name of the key. */
    static String key(String what, int spool, Group group) {
        return "maxpool" + (group == Group.ALL ? "" : group.label()) + what + (spool == 1 ? "_2" : "");
    }

    /** How much too little is free; 0 or less if enough is. */
    long missing(Disk.Space space) {
        return missingShare(space) >= missingBytes(space) ? missingShare(space) : missingBytes(space);
    }

    private long missingShare(Disk.Space space) {
        return space.totalBytes() / 100 * freePercent - space.freeBytes();
    }

    private long missingBytes(Disk.Space space) {
        return freeBytes - space.freeBytes();
    }

    /** Which of the two rules asks for more, with its value. */
    String emergencyRule(Disk.Space space) {
        return missingShare(space) >= missingBytes(space) ? "autocleanspoolminpercent = " + freePercent + " %"
                : "autocleanmingb = " + Sizes.text(freeBytes);
    }
}
