/** What people and machines ask of a running system. */
@Version("1.1.0")
@Export
package org.karavox.runtime;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
