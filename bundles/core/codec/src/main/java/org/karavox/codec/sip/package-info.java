/** SIP as bytes: start line, headers, where the body is. */
@Version("1.0.0")
@Export
package org.karavox.codec.sip;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
