package org.karavox.manage.shell.internal;

import org.karavox.call.Endpoint;

/**
 * One SIP message in a ladder.
 *
 * @param nanos capture time since the Unix epoch
 * @param title method, or status and reason
 * @param session what its SDP says, empty if it has none
 * @param repetition how often the same message had come on the same hop before
 */
record Message(long nanos, Endpoint source, Endpoint destination, boolean request, String title, String session, int repetition) {
}
