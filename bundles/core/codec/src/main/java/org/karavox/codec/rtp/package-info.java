/** RTP and RTCP as bytes: header fields, static payload types. */
@Version("1.0.0")
@Export
package org.karavox.codec.rtp;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
