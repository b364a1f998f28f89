/** Keeps the spool within its limits. */
@Header(name = "Karavox-Runs", value = "appliance")
package org.karavox.storage.cleaner.internal;

import org.osgi.annotation.bundle.Header;
