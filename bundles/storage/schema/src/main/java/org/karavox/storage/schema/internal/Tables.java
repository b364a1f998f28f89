package org.karavox.storage.schema.internal;

import static org.karavox.storage.schema.internal.Type.CALL_ID;
import static org.karavox.storage.schema.internal.Type.DATE;
import static org.karavox.storage.schema.internal.Type.DATETIME;
import static org.karavox.storage.schema.internal.Type.DURATION;
import static org.karavox.storage.schema.internal.Type.DURATION_FLOAT;
import static org.karavox.storage.schema.internal.Type.DURATION_SMALLINT;
import static org.karavox.storage.schema.internal.Type.INT;
import static org.karavox.storage.schema.internal.Type.IP;
import static org.karavox.storage.schema.internal.Type.MEDIUMINT;
import static org.karavox.storage.schema.internal.Type.PRECISE;
import static org.karavox.storage.schema.internal.Type.SMALLINT;
import static org.karavox.storage.schema.internal.Type.TEXT;
import static org.karavox.storage.schema.internal.Type.TINYINT;
import static org.karavox.storage.schema.internal.Type.UBIGINT;
import static org.karavox.storage.schema.internal.Type.UINT;
import static org.karavox.storage.schema.internal.Type.UMEDIUMINT;
import static org.karavox.storage.schema.internal.Type.USMALLINT;
import static org.karavox.storage.schema.internal.Type.UTINYINT;
import static org.karavox.storage.schema.internal.Type.character;
import static org.karavox.storage.schema.internal.Type.oneOf;
import static org.karavox.storage.schema.internal.Type.varchar;

import java.util.List;
import java.util.Optional;
import org.karavox.storage.schema.internal.Shape.Option;

/**
 * The tables, one declaration each. The reference leaves {@code unsigned} out in child tables; counts, ports, ids and TTLs are
 * unsigned here, because a signed column would not hold what the reference stores in it.
 */
final class Tables {

    private static final Table CDR = Table.calls("cdr", "one row per call")
            .number(CALL_ID, "ID")
            .required(DATETIME, "calldate", "callend")
            .add(DURATION, "duration", "connect_duration", "progress_time", "first_rtp_time")
            .add(PRECISE, "post_bye_delay")
            .add(varchar(255), "caller", "caller_domain", "caller_reverse", "callername", "callername_reverse", "called",
                    "called_domain", "called_reverse")
            .add(IP, "sipcallerip", "sipcalledip")
            .add(USMALLINT, "sipcallerport", "sipcalledport")
            .add(IP, "sipcallerip_encaps", "sipcalledip_encaps")
            .add(UTINYINT, "sipcallerip_encaps_prot", "sipcalledip_encaps_prot")
            .add(IP, "sipcallerip_v4", "sipcallerip_v6", "sipcalledip_v4", "sipcalledip_v6")
            .add(USMALLINT, "sipcallerport_v4", "sipcallerport_v6", "sipcalledport_v4", "sipcalledport_v6")
            .add(oneOf("caller", "callee"), "whohanged")
            .add(UTINYINT, "bye")
            .add(UMEDIUMINT, "lastSIPresponse_id")
            .add(USMALLINT, "lastSIPresponseNum", "reason_sip_cause", "reason_q850_cause")
            .add(UMEDIUMINT, "reason_sip_text_id", "reason_q850_text_id")
            .add(TINYINT, "sighup")
            .add(UINT, "dscp")
            .sides(TINYINT, "index")
            .sides(INT, "payload")
            .sides(IP, "saddr")
            .sides(UINT, "ua_id")
            .only(Option.RTP_FIELDS)
            .sides(UMEDIUMINT, "received", "lost", "reordered", "avgjitter_mult10")
            .sides(USMALLINT, "maxjitter")
            .sides(UMEDIUMINT, "sl1", "sl2", "sl3", "sl4", "sl5", "sl6", "sl7", "sl8", "sl9", "sl10",
                    "d50", "d70", "d90", "d120", "d150", "d200", "d300")
            .sides(UTINYINT, "mos_lqo_mult10", "mos_f1_mult10", "mos_f2_mult10", "mos_adapt_mult10", "mos_f1_min_mult10",
                    "mos_f2_min_mult10", "mos_adapt_min_mult10", "mos_xr_mult10", "mos_xr_min_mult10", "mos_silence_mult10",
                    "mos_silence_min_mult10")
            .sides(MEDIUMINT, "rtcp_loss")
            .sides(USMALLINT, "rtcp_maxfr", "rtcp_avgfr_mult10", "rtcp_maxjitter", "rtcp_avgjitter_mult10", "rtcp_avgrtd_mult10",
                    "rtcp_maxrtd_mult10")
            .sides(DURATION_SMALLINT, "last_rtp_from_end")
            .sides(UINT, "rtcp_fraclost_pktcount")
            .sides(UTINYINT, "rtp_ptime")
            .only(null)
            .add(INT, "payload")
            .only(Option.RTP_FIELDS)
            .add(UMEDIUMINT, "jitter_mult10")
            .add(UTINYINT, "mos_min_mult10")
            .sides(UTINYINT, "mos_min_mult10")
            .add(UMEDIUMINT, "packet_loss_perc_mult1000")
            .sides(UMEDIUMINT, "packet_loss_perc_mult1000")
            .add(UMEDIUMINT, "delay_sum", "delay_cnt", "delay_avg_mult100")
            .sides(UMEDIUMINT, "delay_sum", "delay_cnt", "delay_avg_mult100")
            .add(USMALLINT, "rtcp_avgfr_mult10", "rtcp_avgjitter_mult10")
            .add(UMEDIUMINT, "lost")
            .only(null)
            .add(USMALLINT, "caller_clipping_div3", "called_clipping_div3")
            .add(UTINYINT, "caller_silence", "called_silence")
            .add(USMALLINT, "caller_silence_end", "called_silence_end", "response_time_100", "response_time_xxx")
            .add(UTINYINT, "max_retransmission_invite", "ttl_min", "ttl_max")
            .add(USMALLINT, "ttl_avg_mult10")
            .only(Option.RTP_FIELDS)
            .sides(UTINYINT, "ttl_min", "ttl_max")
            .sides(USMALLINT, "ttl_avg_mult10")
            .only(null)
            .add(UBIGINT, "flags")
            .add(SMALLINT, "vlan")
            .add(USMALLINT, "id_sensor")
            .add(INT, "caller_customer_id", "called_customer_id")
            .add(character(10), "caller_reseller_id", "called_reseller_id")
            .add(UBIGINT, "price_operator_mult1000000")
            .add(UTINYINT, "price_operator_currency_id")
            .add(UBIGINT, "price_customer_mult1000000")
            .add(UTINYINT, "price_customer_currency_id")
            .index("calldate", "callend", "duration")
            .indexCalled("source", "caller")
            .index("caller_reverse")
            .indexCalled("destination", "called")
            .index("called_reverse", "callername", "callername_reverse", "sipcallerip", "sipcalledip", "lastSIPresponseNum", "bye")
            .indexSides("saddr")
            .only(Option.RTP_INDEXES)
            .indexSides("lost", "maxjitter", "avgjitter_mult10", "rtcp_loss", "rtcp_maxfr", "rtcp_maxjitter",
                    "rtcp_avgjitter_mult10", "rtcp_maxrtd_mult10")
            .only(Option.ENCAPSULATION_INDEXES)
            .index("sipcallerip_encaps", "sipcalledip_encaps")
            .only(Option.FAMILY_INDEXES)
            .index("sipcallerip_v4", "sipcallerip_v6", "sipcalledip_v4", "sipcalledip_v6")
            .only(null)
            .indexSides("ua_id")
            .index("lastSIPresponse_id", "reason_sip_text_id", "reason_q850_text_id", "payload", "vlan", "id_sensor")
            .end();

    private static final Table CDR_NEXT = Table.child("cdr_next", "what else there is to say about a call, one row each")
            .key("cdr_ID")
            .add(varchar(255), "custom_header1", "fbasename", "digest_username")
            .add(varchar(128), "match_header")
            .add(varchar(255), "GeoPosition")
            .add(varchar(1024), "hold")
            .add(UTINYINT, "spool_index")
            .add(oneOf("main", "leg"), "conference_flag")
            .add(varchar(1024), "conference_referred_by")
            .add(DATETIME, "conference_referred_by_ok_time")
            .add(oneOf("mo", "mt"), "leg_flag")
            .add(varchar(255), "srvcc_call_id")
            .add(oneOf("post_srvcc", "pre_srvcc"), "srvcc_flag")
            .index("fbasename", "digest_username", "match_header")
            .end();

    private static final Table CDR_RTP = Table.child("cdr_rtp", "RTP streams of a call")
            .add(IP, "saddr")
            .add(USMALLINT, "sport")
            .add(IP, "daddr")
            .add(USMALLINT, "dport")
            .add(UINT, "ssrc")
            .add(UMEDIUMINT, "received", "loss")
            .add(DURATION_FLOAT, "firsttime")
            .add(USMALLINT, "payload", "maxjitter_mult10")
            .add(UTINYINT, "index", "sdp_ptime", "rtp_ptime")
            .add(UBIGINT, "flags")
            .add(DURATION_FLOAT, "duration")
            .add(UTINYINT, "ttl_min", "ttl_max")
            .add(USMALLINT, "ttl_avg_mult10")
            .end();

    private static final Table CDR_DTMF = Table.child("cdr_dtmf", "digits pressed in a call")
            .add(IP, "daddr", "saddr")
            .add(DURATION_FLOAT, "firsttime")
            .add(character(1), "dtmf")
            .add(UTINYINT, "type")
            .end();

    private static final Table CDR_SIPRESP = Table.child("cdr_sipresp", "distinct responses of a call")
            .add(UMEDIUMINT, "SIPresponse_id")
            .add(USMALLINT, "SIPresponseNum")
            .end();

    private static final Table CDR_SIPHISTORY = Table.child("cdr_siphistory", "selected requests and responses of a call")
            .add(UBIGINT, "time")
            .add(UMEDIUMINT, "SIPrequest_id", "SIPresponse_id")
            .add(USMALLINT, "SIPresponseNum")
            .end();

    private static final Table CDR_PROXY = Table.child("cdr_proxy", "destinations of INVITEs between the ends of a call")
            .alwaysCalldate()
            .add(IP, "dst")
            .end();

    private static final Table CDR_TAR_PART = Table.child("cdr_tar_part", "where a call's parts begin in an archive")
            .add(UTINYINT, "type")
            .add(UBIGINT, "pos")
            .end();

    private static final Table CDR_SDP = Table.child("cdr_sdp", "media addresses that a call's SDP announced")
            .add(IP, "ip")
            .add(USMALLINT, "port")
            .add(UTINYINT, "is_caller", "ptime")
            .end();

    private static final Table CDR_SIP_RESPONSE = Table.other("cdr_sip_response", "texts of responses")
            .number(UMEDIUMINT, "id")
            .add(varchar(255), "lastSIPresponse")
            .unique("lastSIPresponse", "lastSIPresponse")
            .end();

    private static final Table CDR_SIP_REQUEST = Table.other("cdr_sip_request", "names of requests")
            .number(UMEDIUMINT, "id")
            .add(varchar(255), "request")
            .unique("request", "request")
            .end();

    private static final Table CDR_REASON = Table.other("cdr_reason", "texts of Reason headers")
            .number(UMEDIUMINT, "id")
            .add(TINYINT, "type")
            .add(varchar(255), "reason")
            .unique("type_reason", "type", "reason")
            .end();

    private static final Table CDR_UA = Table.other("cdr_ua", "names of user agents")
            .number(UINT, "id")
            .add(varchar(512), "ua")
            .unique("ua", "ua")
            .end();

    private static final Table FILES = Table.other("files", "sizes of spool files by hour")
            .required(INT, "datehour", "spool_index", "id_sensor")
            .add(UBIGINT, "sipsize", "rtpsize", "graphsize", "audiosize", "regsize", "skinnysize", "mgcpsize", "ss7size",
                    "audiographsize")
            .key("datehour", "spool_index", "id_sensor")
            .end();

    private static final Table SENSORS = Table.other("sensors", "sensors that have reported to the server")
            .required(INT, "id_sensor")
            .add(varchar(256), "name")
            .add(varchar(255), "host")
            .add(INT, "port")
            .add(varchar(64), "timezone_name")
            .add(INT, "timezone_offset")
            .add(DATETIME, "timezone_save_at")
            .key("id_sensor")
            .end();

    private static final Table SENSOR_CONFIG = Table.other("sensor_config", "settings of a sensor that go over its file; "
            + "one more column of type text per key, added when wanted")
            .number(UINT, "id")
            .add(INT, "id_sensor")
            .index("id_sensor")
            .end();

    private static final Table SYSTEM = Table.other("system", "what the monitor remembers about the database")
            .number(UINT, "id")
            .add(TEXT, "type")
            .add(DATE, "cdate")
            .add(DATETIME, "cdatetime")
            .add(TEXT, "content")
            .end();

    private static final Table DB_ALTERS = Table.other("db_alters", "attempts to add columns")
            .number(UINT, "id")
            .add(varchar(255), "table")
            .add(TEXT, "reason", "alter")
            .add(oneOf("ok", "error", "skip_too_rows", "skip_prev_error"), "result")
            .add(TEXT, "error")
            .end();

    /** In the order of their creation: what is referred to comes first. */
    static final List<Table> ALL = List.of(CDR_SIP_RESPONSE, CDR_SIP_REQUEST, CDR_REASON, CDR_UA, CDR, CDR_NEXT, CDR_RTP,
            CDR_DTMF, CDR_SIPRESP, CDR_SIPHISTORY, CDR_PROXY, CDR_TAR_PART, CDR_SDP, FILES, SENSORS, SENSOR_CONFIG, SYSTEM,
            DB_ALTERS);

    private Tables() {
    }

    static Optional<Table> find(String name) {
        return ALL.stream().filter(table -> table.name().equalsIgnoreCase(name)).findFirst();
    }
}
