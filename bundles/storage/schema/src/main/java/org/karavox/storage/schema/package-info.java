/**
 * The tables of the call database: contract with {@code storage/cdr}, which fills them.
 *
 * <p>The database is the {@link javax.sql.DataSource} service with the property {@code osgi.jndi.service.name=karavox}.
 */
@Version("1.0.0")
@Export
@Header(name = "Karavox-Runs", value = "appliance")
package org.karavox.storage.schema;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.bundle.Header;
import org.osgi.annotation.versioning.Version;
