package org.karavox.signalling.sip.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.karavox.codec.sip.SipMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration as the packet threads need it. Times are nanoseconds; {@link #NEVER} where a limit is switched off.
 * The sets are not changed after construction.
 */
record SipSettings(BitSet ports, long absoluteTimeout, long byeTimeout, long byeConfirmedTimeout, long oneWayTimeout,
        long noRtpTimeout, long rtpTimeout, long redirectTimeout, long quickEnd, boolean ignoreRtpAfterBye,
        boolean ignoreRtpAfterByeConfirmed, boolean ignoreRtpAfterCancelConfirmed, boolean ignoreRtpAfterAuthFailed,
        BitSet ignoreRtpAfterResponse, int mostMessages, int mostInvites, int sensorId, List<SipMessage.Named> identities,
        boolean calledByTarget, String matchHeader, boolean timesFromFirstInvite, boolean keepFinalResponse,
        boolean reasonOfByeAndCancel) {

    /** Far enough away to be never reached, near enough to be added to a time. */
    static final long NEVER = Long.MAX_VALUE / 4;

    private static final Logger LOGGER = LoggerFactory.getLogger(SipSettings.class);
    private static final int DEFAULT_PORT = 5060;

    static SipSettings of(SipConfig config, int sensorId) {
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
                limit(config.max_invite_packets_in_call(), Integer.MAX_VALUE), sensorId, identities(config),
                config.destination_number_mode() == 2, headerName(config.matchheader()), config.response_time_from_first_invite(),
                config.keep_final_last_sip_response(), config.get_reason_from_bye_cancel());
    }

    private static List<SipMessage.Named> identities(SipConfig config) {
        List<SipMessage.Named> identities = new ArrayList<>();
        if (config.remotepartyid() && config.remotepartypriority()) {
            identities.add(SipMessage.Named.REMOTE_PARTY);
        }
        if (config.passertedidentity()) {
            identities.add(SipMessage.Named.ASSERTED);
        }
        if (config.ppreferredidentity()) {
            identities.add(SipMessage.Named.PREFERRED);
        }
        if (config.remotepartyid() && !config.remotepartypriority()) {
            identities.add(SipMessage.Named.REMOTE_PARTY);
        }
        return List.copyOf(identities);
    }

    /** Headers are named without their colon, but who writes one means the same. */
    private static String headerName(String text) {
        String name = text.trim().toLowerCase(Locale.ROOT);
        return name.endsWith(":") ? name.substring(0, name.length() - 1).trim() : name;
    }

    /** The header that says who calls. */
    SipMessage.Named callerIn(SipMessage message) {
        for (int i = 0; i < identities.size(); i++) {
            if (message.has(identities.get(i))) {
                return identities.get(i);
            }
        }
        return SipMessage.Named.FROM;
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
