/** SIP call control: scanner, correlator, calls. */
package org.karavox.signalling.sip.internal;
