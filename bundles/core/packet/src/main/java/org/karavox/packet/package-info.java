/** Bytes of packets as the hot path sees them: cursors, maps of primitives, counters. Knows no protocol above UDP. */
@Version("1.0.0")
@Export
package org.karavox.packet;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
