/** Call records in a database. */
@Header(name = "Karavox-Runs", value = "appliance")
package org.karavox.storage.cdr.internal;

import org.osgi.annotation.bundle.Header;
