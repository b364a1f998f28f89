package org.karavox.signalling.sip.internal;

import org.karavox.call.CallDetails;

/**
 * The response that stands for the call: the last one to its INVITE, {@code cdr.lastSIPresponse}. A CANCEL counts as a 487
 * of its own; after a 2xx nothing else counts.
 */
final class LastResponse {

    private static final CallDetails.Response NONE = new CallDetails.Response(0, "");
    private static final CallDetails.Response CANCELLED = new CallDetails.Response(487, "487 Request Terminated CANCEL");

    private final boolean keepFinal;
    private CallDetails.Response last = NONE;
    private boolean success;
    private boolean cancelled;
    /** The round has a final response, or was cancelled everywhere. */
    private boolean given;

    /** @param keepFinal a final response stays, whatever provisional ones follow */
    LastResponse(boolean keepFinal) {
        this.keepFinal = keepFinal;
    }

    /** An INVITE with a new number: its responses replace those of the one before. */
    void newRound() {
        given = false;
        cancelled = false;
    }

    /** @param everywhere no transaction of the INVITE is left that could still succeed */
    void cancelled(boolean everywhere) {
        if (!success) {
            last = CANCELLED;
            cancelled = true;
            given = everywhere;
        }
    }

    /** A response to the INVITE outside a dialog. */
    void response(CallDetails.Response response) {
        int status = response.status();
        if (success) {
            return;
        }
        if (status >= 200 && status < 300) {
            success = true;
        } else if (cancelled && (given || status == 487 || status < 200) || given && keepFinal && status < 200) {
            return;
        }
        cancelled = false;
        given = status >= 200;
        last = response;
    }

    /** Status 0 if there was none. */
    CallDetails.Response get() {
        return last;
    }
}
