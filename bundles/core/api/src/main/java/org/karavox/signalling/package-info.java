/** The signalling SPI: how call control is scanned in the dispatcher and correlated in a shard. */
@Version("1.0.0")
@Export
package org.karavox.signalling;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
