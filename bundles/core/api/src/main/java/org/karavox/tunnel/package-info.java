/** The tunnel SPI: how an encapsulation is recognised and removed. */
@Version("1.0.0")
@Export
package org.karavox.tunnel;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
