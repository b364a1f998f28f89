/** The stream SPI: how messages are found in TCP connections. */
@Version("1.0.0")
@Export
package org.karavox.stream;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
