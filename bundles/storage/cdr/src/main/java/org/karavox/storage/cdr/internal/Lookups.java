package org.karavox.storage.cdr.internal;

import java.sql.SQLException;

/** Ids of texts that stand in tables of their own. */
interface Lookups {

    /** {@code cdr_sip_response}. */
    long response(String text) throws SQLException;

    /** {@code cdr_sip_request}. */
    long request(String text) throws SQLException;

    /** {@code cdr_reason}; {@code type} 1 = SIP, 2 = Q.850. */
    long reason(int type, String text) throws SQLException;

    /** {@code cdr_ua}. */
    long agent(String text) throws SQLException;
}
