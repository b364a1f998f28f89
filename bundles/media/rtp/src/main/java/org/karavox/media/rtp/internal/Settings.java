package org.karavox.media.rtp.internal;

import java.util.Locale;

/**
 * What the configuration says, in the form the streams need it. Immutable.
 *
 * @param f1 what becomes of the fixed 50 ms receiver
 * @param f2 what becomes of the fixed 200 ms receiver
 * @param adapt what becomes of the adaptive receiver
 * @param pauseMillis a pause of at least this length without sequence gap is no loss
 * @param runLimit runs of this many frames and more are no loss
 * @param outOfOrderLimit packets out of order after which the adaptive receiver gives up
 */
record Settings(Receiver f1, Receiver f2, Receiver adapt, boolean g729, int pauseMillis, int runLimit, boolean acceptZeroSsrc,
        int outOfOrderLimit) {

    /** What is done with one of the simulated receivers. */
    enum Receiver {
        /** It is simulated. */
        SIMULATED,
        /** Its MOS is always the best. */
        PERFECT,
        /** It has no figures. */
        ABSENT;

        static Receiver of(String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "no", "n", "0", "false" -> PERFECT;
                case "null" -> ABSENT;
                default -> SIMULATED;
            };
        }
    }

    static Settings of(RtpConfig config) {
        return new Settings(Receiver.of(config.jitterbuffer_f1()), Receiver.of(config.jitterbuffer_f2()),
                Receiver.of(config.jitterbuffer_adapt()), config.mos_g729(),
                Math.max(0, config.ignore_mos_degradation_in_rtp_pause_without_seq_gap()),
                Math.max(1, config.ignore_mos_degradation_for_contiguous_packet_loss_greater_than()), config.allow$_$zerossrc(),
                config.jitterbuffer_adapt_ooo_limit() > 0 ? config.jitterbuffer_adapt_ooo_limit() : Integer.MAX_VALUE);
    }

    boolean simulates() {
        return f1 == Receiver.SIMULATED || f2 == Receiver.SIMULATED || adapt == Receiver.SIMULATED;
    }
}
