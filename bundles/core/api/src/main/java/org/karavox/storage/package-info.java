/** The storage SPI: call records and packets of calls, kept. */
@Version("1.0.0")
@Export
package org.karavox.storage;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
