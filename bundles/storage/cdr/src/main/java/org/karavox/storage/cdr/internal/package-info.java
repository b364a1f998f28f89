/** Call records in a database. */
@Header(name = "Karavox-Runs", value = "appliance")
@Header(name = "Meta-Persistence", value = "META-INF/persistence.xml")
package org.karavox.storage.cdr.internal;

import org.osgi.annotation.bundle.Header;
