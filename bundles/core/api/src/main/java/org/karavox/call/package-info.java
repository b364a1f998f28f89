/** The finished call and its streams, as immutable records. */
@Version("1.0.0")
@Export
package org.karavox.call;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
