/** Queue of finished calls on disk, in front of the stores. */
@Header(name = "Karavox-Runs", value = "appliance")
package org.karavox.storage.queue.internal;

import org.osgi.annotation.bundle.Header;
