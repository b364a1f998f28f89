package org.karavox.call.wire;

import org.karavox.call.CallDetails;
import org.karavox.call.CallEnd;
import org.karavox.call.StreamDetails;
import org.karavox.call.StreamRecord;

/** Numbers of constants. They are written to disk, so none is ever changed or given to another constant. */
final class Codes {

    static final int BYE_CONFIRMED = 1;
    static final int CANCELLED = 2;
    static final int BLIND = 4;
    static final int INCOMPLETE = 8;

    private Codes() {
    }

    static int of(CallDetails.Trait trait) {
        return switch (trait) {
            case UDP -> 0;
            case TCP -> 1;
            case TLS -> 2;
            case SDP_AUDIO -> 3;
            case SDP_VIDEO -> 4;
            case SDP_IMAGE -> 5;
            case TELEPHONE_EVENT_OFFERED -> 6;
            case TELEPHONE_EVENT_ANSWERED -> 7;
            case SIP_FRAGMENTED -> 8;
        };
    }

    static int of(StreamDetails.Trait trait) {
        return switch (trait) {
            case SHARED -> 0;
            case SRTP -> 1;
            case PLAYOUT_STOPPED -> 2;
            case CODEC_CHANGED -> 3;
            case SSRC_ZERO -> 4;
            case FRAGMENTED -> 5;
        };
    }

    static int of(StreamRecord.Join join) {
        return switch (join) {
            case NONE -> 0;
            case SDP -> 1;
            case LATE_SDP -> 2;
        };
    }

    /** A number that only a later version knows counts as no join. */
    static StreamRecord.Join join(long code) {
        for (StreamRecord.Join join : StreamRecord.Join.values()) {
            if (of(join) == code) {
                return join;
            }
        }
        return StreamRecord.Join.NONE;
    }

    /** A number that only a later version knows counts as an end without BYE. */
    static CallEnd end(long code, boolean answered) {
        for (CallEnd end : CallEnd.values()) {
            if (end.code() == code) {
                return end;
            }
        }
        return answered ? CallEnd.NO_BYE : CallEnd.NOT_ANSWERED;
    }
}
