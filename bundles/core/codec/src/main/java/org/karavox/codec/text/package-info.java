/** Text of protocols as bytes. */
@Version("1.0.0")
@Export
package org.karavox.codec.text;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
