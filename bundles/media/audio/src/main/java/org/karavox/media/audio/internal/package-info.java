/** Sound of calls as files. */
@Header(name = "Karavox-Runs", value = "appliance")
package org.karavox.media.audio.internal;

import org.osgi.annotation.bundle.Header;
