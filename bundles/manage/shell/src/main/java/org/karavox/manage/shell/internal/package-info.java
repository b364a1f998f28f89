/** The {@code voip:} commands of the Karaf shell, each of which prints a snapshot, and what the first start prepares. */
@Header(name = "Karaf-Commands", value = "*")
package org.karavox.manage.shell.internal;

import org.osgi.annotation.bundle.Header;
