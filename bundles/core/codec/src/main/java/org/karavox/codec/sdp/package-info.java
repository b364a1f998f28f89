/** SDP as bytes: announced addresses without allocation, and whole descriptions as records. */
@Version("1.0.0")
@Export
package org.karavox.codec.sdp;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
