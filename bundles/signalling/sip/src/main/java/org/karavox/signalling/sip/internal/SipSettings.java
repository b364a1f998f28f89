package org.karavox.signalling.sip.internal;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration as the packet threads need it. Times are nanoseconds; {@link #NEVER} where a limit is switched off.
 * The sets are not changed after construction.
 */
record SipSettings(BitSet ports, long absoluteTimeout, long byeTimeout, long byeConfirmedTimeout, long oneWayTimeout,
        long noRtpTimeout, long rtpTimeout, long redirectTimeout, long quickEnd, boolean ignoreRtpAfterBye,
        boolean ignoreRtpAfterByeConfirmed, boolean ignoreRtpAfterCancelConfirmed, boolean ignoreRtpAfterAuthFailed,
        BitSet ignoreRtpAfterResponse, int mostMessages, int mostInvites) {

    /** Far enough away to be never reached, near enough to be added to a time. */
    static final long NEVER = Long.MAX_VALUE / 4;

    private static final Logger LOGGER = LoggerFactory.getLogger(SipSettings.class);
    private static final int DEFAULT_PORT = 5060;

    static SipSettings of(SipConfig config) {
        BitSet ports = NumberList.parse(config.sipport(), 0xFFFF,
                part -> LOGGER.warn("sipport: '{}' is no port or range of ports, ignored", part));
        if (ports.isEmpty()) {
            ports.set(DEFAULT_PORT);
        }
        BitSet responses = NumberList.parse(config.ignore_rtp_after_response(), 999,
                part -> LOGGER.warn("ignore_rtp_after_response: '{}' is no status code, ignored", part));
        long quickEnd = switch (config.quick_save_cdr()) {
            case "yes" -> seconds(1);
            case "quick" -> 0;
            default -> seconds(5);
        };
        return new SipSettings(ports, limit(config.absolute_timeout()), limit(config.bye_timeout()),
                limit(config.bye_confirmed_timeout()), limit(config.onewaytimeout()), limit(config.sipwithoutrtptimeout()),
                limit(config.rtptimeout()), seconds(config.redirect_response_300_timeout()), quickEnd,
                config.ignore_rtp_after_bye(), config.ignore_rtp_after_bye_confirmed(),
                config.ignore_rtp_after_cancel_confirmed(), config.ignore_rtp_after_auth_failed(), responses,
                limit(config.max_sip_packets_in_call(), Integer.MAX_VALUE),
                limit(config.max_invite_packets_in_call(), Integer.MAX_VALUE));
    }

    private static long seconds(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private static long limit(int seconds) {
        return seconds > 0 ? seconds(seconds) : NEVER;
    }

    private static int limit(int count, int none) {
        return count > 0 ? count : none;
    }
}
