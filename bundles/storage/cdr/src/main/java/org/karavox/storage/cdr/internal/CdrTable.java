package org.karavox.storage.cdr.internal;

/** Tables that get rows with a call, parents first. */
enum CdrTable {
    CDR("cdr"),
    NEXT("cdr_next"),
    RTP("cdr_rtp"),
    SIPRESP("cdr_sipresp"),
    SIPHISTORY("cdr_siphistory"),
    PROXY("cdr_proxy"),
    SDP("cdr_sdp"),
    DTMF("cdr_dtmf");

    private final String table;

    CdrTable(String table) {
        this.table = table;
    }

    /** Its name in the reference. */
    String table() {
        return table;
    }
}
