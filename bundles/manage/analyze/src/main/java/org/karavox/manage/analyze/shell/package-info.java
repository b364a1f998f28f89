/** {@code voip:analyze} of the Karaf shell. */
@Header(name = "Karaf-Commands", value = "org.karavox.manage.analyze.shell")
package org.karavox.manage.analyze.shell;

import org.osgi.annotation.bundle.Header;
