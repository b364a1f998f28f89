package org.karavox.signalling.sip.internal;

import org.karavox.call.CallDetails;
import org.karavox.codec.sip.SipMessage;

/**
 * Responses as text. The same few come again and again, so they are made once per shard; an unusual one takes the place of
 * another, so that whoever invents phrases costs time, not memory.
 */
final class Phrases {

    /** What the column keeps of a status line. */
    private static final int LONGEST = 127;
    private static final int SLOTS = 256;

    private final String[] phrases = new String[SLOTS];
    private final CallDetails.Response[] responses = new CallDetails.Response[SLOTS];

    /** Status and reason phrase of a response. */
    CallDetails.Response of(SipMessage response) {
        int status = response.status();
        int slot = status & SLOTS - 1;
        CallDetails.Response known = responses[slot];
        if (known == null || known.status() != status || !response.hasReason(phrases[slot])) {
            String phrase = response.reason();
            String text = phrase.isEmpty() ? String.valueOf(status) : status + " " + phrase;
            known = new CallDetails.Response(status, text.length() > LONGEST ? text.substring(0, LONGEST) : text);
            phrases[slot] = phrase;
            responses[slot] = known;
        }
        return known;
    }
}
