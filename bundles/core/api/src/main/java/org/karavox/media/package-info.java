/** The media SPI: how media packets become streams with figures. */
@Version("1.0.0")
@Export
package org.karavox.media;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
