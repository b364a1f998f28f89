package org.karavox.storage.cdr.internal;

import org.karavox.runtime.Syntax;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Keys of {@code voipmonitor.conf} that say where the database is. The defaults of the reference apply as soon as one of the
 * first five is set; when none is, calls are stored in an embedded database.
 */
@ObjectClassDefinition(name = "Database", description = "Where calls are stored: MySQL or MariaDB, or an embedded H2 when nothing "
        + "of mysqlhost, mysqlport, mysqldb, mysqlusername and mysqlpassword is set.")
@interface ConnectionConfig {

    @AttributeDefinition(name = "Host", description = "Server with MySQL or MariaDB; empty = 127.0.0.1 if another key of the "
            + "connection is set.")
    String mysqlhost() default "";

    @AttributeDefinition(name = "Port", description = "TCP port of the server; 0 = 3306.", min = "0", max = "65535")
    int mysqlport() default 0;

    @AttributeDefinition(name = "Database", description = "Name of the database, created if missing; empty = voipmonitor.")
    String mysqldb() default "";

    @AttributeDefinition(name = "User", description = "Login; empty = root.")
    String mysqlusername() default "";

    @AttributeDefinition(name = "Password", description = "Password of the login.")
    String mysqlpassword() default "";

    @AttributeDefinition(name = "TLS key", description = "PEM file with the key of this client; PKCS#8, not encrypted.")
    @Syntax(Syntax.Kind.PATH)
    String mysqlsslkey() default "";

    @AttributeDefinition(name = "TLS certificate", description = "PEM file with the certificate of this client.")
    @Syntax(Syntax.Kind.PATH)
    String mysqlsslcert() default "";

    @AttributeDefinition(name = "TLS authority", description = "PEM file with certificates; the server must have a certificate of "
            + "one of them.")
    @Syntax(Syntax.Kind.PATH)
    String mysqlsslcacert() default "";

    @AttributeDefinition(name = "TLS authorities", description = "Directory with such PEM files.")
    @Syntax(Syntax.Kind.PATH)
    String mysqlsslcapath() default "";

    @AttributeDefinition(name = "TLS ciphers", description = "Allowed cipher suites, separated by commas or colons, in the names of "
            + "the TLS standard, for example TLS_AES_256_GCM_SHA384; empty = those of the Java machine.")
    String mysqlsslciphers() default "";

    @AttributeDefinition(name = "Connect time-out", description = "Seconds that connecting may take.", min = "1", max = "3600")
    int mysql_connect_timeout() default 60;

    @AttributeDefinition(name = "Compression", description = "Compresses the traffic with the server.")
    boolean mysql_client_compress() default false;

    @AttributeDefinition(name = "Session time zone", description = "time_zone of the sessions on the server, for example +01:00; "
            + "empty = that of the server. Stored dates do not depend on it.")
    String mysql_timezone() default "";
}
