package org.karavox.signalling.sip.internal;

import static org.karavox.signalling.sip.internal.SipSettings.NEVER;

import java.util.concurrent.TimeUnit;
import org.karavox.call.CallEnd;

/**
 * When a call is over. Some messages start an end timer, and every further message of the call moves it, so that the
 * messages of other hops still belong to the call; besides there are limits on silence and length. All in timer time,
 * see {@link PacketClock}.
 */
final class Ending {

    /** After a final response; answers the messages of other hops. */
    private static final long AFTER_FAILURE = seconds(5);
    private static final long AFTER_487 = seconds(15);
    private static final long AFTER_CHALLENGE = seconds(60);
    private static final long AFTER_481 = seconds(180);
    private static final long AFTER_CANCEL = seconds(10);
    private static final long AFTER_BYE = seconds(60);
    /** A proxy waits that long for a branch that rings (timer C, RFC 3261 16.6). */
    private static final long OTHER_BRANCH = seconds(180);
    private static final long ZOMBIE = seconds(300);
    /** Packets in flight when a BYE is confirmed. */
    private static final long IN_FLIGHT = TimeUnit.MILLISECONDS.toNanos(500);
    /** Media that goes on after the end holds the call open in steps of this. */
    private static final long MEDIA_STEP = seconds(5);

    final Branches branches = new Branches();

    private final SipSettings settings;
    private final MediaEnds media;
    private final long start;

    private final LongSet confirmedDialogs = new LongSet();
    private final LongSet endedDialogs = new LongSet();

    private long lastMessage;
    private boolean otherDirection;
    private boolean progressed;
    private boolean answered;
    private boolean bye;
    private boolean byeConfirmed;
    private boolean cancelConfirmed;
    private boolean mayGoOn;
    private boolean tooMany;

    private long endDelay = NEVER; // NEVER: no end timer runs
    private long endAt = NEVER;
    private long hardEnd = NEVER;

    Ending(SipSettings settings, MediaEnds media, long start) {
        this.settings = settings;
        this.media = media;
        this.start = start;
        lastMessage = start;
    }

    private static long seconds(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    // ---- events

    /** Any message. */
    void signalled(long now, boolean sameDirection) {
        lastMessage = Math.max(lastMessage, now);
        otherDirection |= !sameDirection;
        if (endDelay != NEVER) {
            endAt = Math.max(endAt, now + endDelay);
        }
    }

    /** An INVITE outside a dialog with a new CSeq: the call lives on, whatever was before. */
    void newRound() {
        branches.clear();
        cancelConfirmed = false;
        bye = false;
        byeConfirmed = false;
        hardEnd = NEVER;
        stop();
        media.resume();
    }

    /** The INVITE goes another way as well. */
    void newBranch() {
        if (!bye) {
            stop();
            media.resume();
        }
    }

    void progress(boolean rings) {
        progressed |= rings;
        if (!bye && !answered && branches.anyOpen()) {
            stop();
        }
    }

    void answered(long branch, long toTag) {
        branches.ended(branch);
        confirmedDialogs.add(toTag);
        if (!answered && !bye) {
            answered = true;
            stop();
            media.resume();
        }
        answered = true;
    }

    /** A final response other than 2xx to the INVITE outside a dialog. */
    void refused(int status, long branch, long packetNanos, long now) {
        if (status == 491) {
            return;
        }
        branches.ended(branch);
        if (answered || bye) {
            return;
        }
        if (branches.anyOpen()) {
            run(OTHER_BRANCH, now);
            return;
        }
        long delay = switch (status) {
            case 300 -> settings.redirectTimeout();
            case 401, 407, 501 -> AFTER_CHALLENGE;
            case 481 -> AFTER_481;
            case 487 -> AFTER_487;
            default -> AFTER_FAILURE;
        };
        run(delay, now);
        if (status != 401 && status != 407) {
            media.end();
        }
        if (status == 403 && settings.ignoreRtpAfterAuthFailed() || settings.ignoreRtpAfterResponse().get(status)
                || status == 487 && cancelConfirmed && settings.ignoreRtpAfterCancelConfirmed()) {
            media.countUntil(packetNanos);
        }
    }

    /** 481 and 408 end the dialog, RFC 3261 12.2.1.2; any other refusal changes nothing. */
    void reInviteAnswered(int status, long now) {
        if ((status == 481 || status == 408) && !bye) {
            mayGoOn = true;
            run(AFTER_481, now);
        } else if (status >= 200 && status < 300 && !bye) {
            stop();
        }
    }

    void cancelled(long now) {
        if (!branches.anyOpen() && !bye) {
            run(AFTER_CANCEL, now);
            media.end();
        }
    }

    void cancelConfirmed(long packetNanos) {
        cancelConfirmed = true;
        if (!branches.anyOpen() && settings.ignoreRtpAfterCancelConfirmed()) {
            media.countUntil(packetNanos);
        }
    }

    /**
     * A BYE. Where a fork was answered more than once, only the last dialog's end is the end of the call.
     *
     * @param toTag tag of the called party in the dialog that ends
     */
    void bye(long toTag, long packetNanos, long now) {
        if (confirmedDialogs.contains(toTag)) {
            endedDialogs.add(toTag);
            if (endedDialogs.size() < confirmedDialogs.size()) {
                return;
            }
        }
        media.end();
        if (settings.ignoreRtpAfterBye()) {
            media.countUntil(packetNanos);
        }
        mayGoOn = true;
        if (!bye) {
            bye = true;
            hardEnd = now + settings.byeTimeout();
        }
        if (!byeConfirmed) {
            run(AFTER_BYE, now);
        }
    }

    void byeConfirmed(long packetNanos, long now) {
        if (!bye) {
            return; // the BYE ended one of several dialogs
        }
        if (!byeConfirmed) {
            byeConfirmed = true;
            hardEnd = now + settings.byeConfirmedTimeout();
            if (settings.ignoreRtpAfterByeConfirmed()) {
                media.countUntil(packetNanos + IN_FLIGHT);
            }
        }
        run(settings.quickEnd(), now);
    }

    /** Numbers of messages so far. */
    void counted(int messages, int invites) {
        tooMany = messages > settings.mostMessages() || invites > settings.mostInvites();
    }

    private void run(long delay, long now) {
        endDelay = delay;
        endAt = now + delay;
    }

    private void stop() {
        endDelay = NEVER;
        endAt = NEVER;
        mayGoOn = false;
    }

    // ---- answers

    /** Messages of one party only. */
    boolean isOneWay() {
        return !otherDirection;
    }

    /** True if signalling has said that the call is over and only late packets are waited for. */
    boolean isRunningOut() {
        return endDelay != NEVER;
    }

    /** When {@link #at} has to be asked at the latest. */
    long deadline() {
        if (tooMany) {
            return Long.MIN_VALUE;
        }
        long deadline = Math.min(endAt, hardEnd);
        deadline = Math.min(deadline, start + settings.absoluteTimeout());
        if (media.hasFlowed()) {
            if (!media.holds().isSilent()) {
                deadline = Math.min(deadline, lastActivity() + settings.rtpTimeout());
            }
        } else {
            deadline = Math.min(deadline, start + settings.noRtpTimeout());
            if (!progressed && !answered) {
                deadline = Math.min(deadline, start + ZOMBIE);
            }
        }
        if (!otherDirection) {
            deadline = Math.min(deadline, lastActivity() + settings.oneWayTimeout());
        }
        return deadline;
    }

    /**
     * What ends the call at {@code now}: null if nothing does, {@link CallEnd#NOT_ANSWERED} if an end timer has run out
     * and the signalling decides what kind of end it was.
     */
    CallEnd at(long now) {
        if (tooMany) {
            return CallEnd.TOO_MANY_MESSAGES;
        }
        if (now >= endAt) {
            boolean flows = mayGoOn && media.hasFlowed() && media.lastActivityNanos() + MEDIA_STEP > endAt;
            if (!flows) {
                return CallEnd.NOT_ANSWERED;
            }
            endAt = media.lastActivityNanos() + MEDIA_STEP;
            if (now >= endAt) {
                return CallEnd.NOT_ANSWERED;
            }
        }
        if (now >= hardEnd) {
            return CallEnd.BYE_TIMEOUT;
        }
        boolean flowed = media.hasFlowed();
        if (flowed && !media.holds().isSilent() && now >= lastActivity() + settings.rtpTimeout()) {
            return CallEnd.RTP_TIMEOUT;
        }
        if (!flowed && now >= start + settings.noRtpTimeout()) {
            return CallEnd.NO_RTP_TIMEOUT;
        }
        if (now >= start + settings.absoluteTimeout()) {
            return CallEnd.ABSOLUTE_TIMEOUT;
        }
        if (!flowed && !progressed && !answered && now >= start + ZOMBIE) {
            return CallEnd.ZOMBIE;
        }
        if (!otherDirection && now >= lastActivity() + settings.oneWayTimeout()) {
            return CallEnd.ONE_WAY_TIMEOUT;
        }
        return null;
    }

    private long lastActivity() {
        return Math.max(lastMessage, media.lastActivityNanos());
    }
}
