package org.karavox.storage.cdr.internal;

import org.karavox.runtime.Syntax;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Keys of {@code voipmonitor.conf} about the content of the call tables. A method is named exactly like its key. */
@ObjectClassDefinition(name = "Call records", description = "What is stored of a call in the database.")
@interface CdrConfig {

    @AttributeDefinition(name = "Worst MOS of the fixed buffer", description = "The worst MOS of a side is that of the fixed "
            + "buffer of 200 ms; no = the smallest of the three simulated buffers.")
    boolean mosmin_f2() default true;

    @AttributeDefinition(name = "Marker bit", description = "Number of a bit that is always set in cdr.flags; 0 = none.", min = "0",
            max = "62")
    int cdr_flag_bit() default 0;

    @AttributeDefinition(name = "Port in domains", description = "Stored domains keep their port.")
    boolean domainport() default false;

    @AttributeDefinition(name = "End at confirmed BYE", description = "The duration of a call ends at the confirmation of its BYE.")
    boolean ignore_duration_after_bye_confirmed() default true;

    @AttributeDefinition(name = "User-Agents", description = "The User-Agent of both sides is stored.")
    boolean cdr_ua_enable() default true;

    @AttributeDefinition(name = "Reason texts", description = "The texts of Reason headers are stored.")
    boolean cdr_reason_string_enable() default true;

    @AttributeDefinition(name = "Responses", description = "The distinct responses of a call are stored in cdr_sipresp.")
    boolean save_sip_responses() default false;

    @AttributeDefinition(name = "History", description = "Messages stored in cdr_siphistory: names of methods, requests, responses, "
            + "all, separated by commas; empty = none.")
    @Syntax(Syntax.Kind.MESSAGES)
    String save_sip_history() default "";

    @AttributeDefinition(name = "Media addresses", description = "Media addresses of the SDPs are stored in cdr_sdp: yes and last = "
            + "of the last SDP of each side, all = of all that are known.",
            options = {@Option(label = "no", value = "no"), @Option(label = "yes", value = "yes"),
                    @Option(label = "last", value = "last"), @Option(label = "all", value = "all")})
    String save_sdp_ipport() default "yes";

    @AttributeDefinition(name = "DTMF", description = "Digits are stored in cdr_dtmf.")
    boolean dtmf2db() default false;

    @AttributeDefinition(name = "All streams", description = "Streams with unknown codec are stored in cdr_rtp as well.")
    boolean save_all_rtp_streams_to_db() default false;

    @AttributeDefinition(name = "Proxies", description = "Hops between the two sides are stored in cdr_proxy.")
    boolean cdrproxy() default true;
}
