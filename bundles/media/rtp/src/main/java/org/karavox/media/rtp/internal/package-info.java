/** RTP streams: what every packet adds to the figures of its stream, and the record that is made of them in the end. */
package org.karavox.media.rtp.internal;
