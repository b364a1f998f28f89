/** The compact binary form of call records, for the journal on disk and the way from sensor to server. */
@Version("1.0.0")
@Export
package org.karavox.call.wire;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
