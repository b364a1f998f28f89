/** The capture SPI: where frames come from. */
@Version("1.0.0")
@Export
package org.karavox.capture;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
