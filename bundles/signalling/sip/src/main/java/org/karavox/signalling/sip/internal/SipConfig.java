package org.karavox.signalling.sip.internal;

import org.karavox.runtime.Syntax;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Keys of {@code voipmonitor.conf} that this bundle owns. A method is named exactly like its key. */
@ObjectClassDefinition(name = "SIP", description = "Where SIP is expected and when its calls end.")
@interface SipConfig {

    @AttributeDefinition(name = "SIP ports", description = "UDP ports with SIP, for example 5060,5061;5070-5080. "
            + "The first occurrence replaces the default, further ones add.")
    @Syntax(Syntax.Kind.PORTS)
    String sipport() default "5060";

    @AttributeDefinition(name = "Longest call", description = "Seconds after which a call is closed whatever happens; 0 = never.",
            min = "0")
    int absolute_timeout() default 14400;

    @AttributeDefinition(name = "After BYE", description = "Seconds after an unconfirmed BYE at which a call is closed even if "
            + "packets still come.", min = "0")
    int bye_timeout() default 1200;

    @AttributeDefinition(name = "After confirmed BYE", description = "Seconds after a confirmed BYE at which a call is closed even "
            + "if packets still come.", min = "0")
    int bye_confirmed_timeout() default 600;

    @AttributeDefinition(name = "One direction only", description = "Seconds of silence after which a call is closed whose SIP was "
            + "seen in one direction only; 0 = never.", min = "0")
    int onewaytimeout() default 15;

    @AttributeDefinition(name = "SIP without RTP", description = "Seconds after which a call is closed that never had RTP; 0 = never.",
            min = "0")
    int sipwithoutrtptimeout() default 3600;

    @AttributeDefinition(name = "No packet", description = "Seconds without any packet after which a call is closed that had RTP; "
            + "0 = never.", min = "0")
    int rtptimeout() default 300;

    @AttributeDefinition(name = "After redirection", description = "Seconds a call is kept after a 300 response.", min = "0")
    int redirect_response_300_timeout() default 300;

    @AttributeDefinition(name = "Quick end", description = "Shortens the wait after a confirmed BYE from 5 s: yes = 1 s, quick = 0.",
            options = {@Option(label = "no", value = "no"), @Option(label = "yes", value = "yes"),
                    @Option(label = "quick", value = "quick")})
    String quick_save_cdr() default "no";

    @AttributeDefinition(name = "Ignore RTP after BYE", description = "Media behind the first BYE is not counted.")
    boolean ignore_rtp_after_bye() default false;

    @AttributeDefinition(name = "Ignore RTP after confirmed BYE", description = "Media behind the confirmation of a BYE is not counted.")
    boolean ignore_rtp_after_bye_confirmed() default true;

    @AttributeDefinition(name = "Ignore RTP after confirmed CANCEL", description = "Media behind the confirmation of a CANCEL is not "
            + "counted.")
    boolean ignore_rtp_after_cancel_confirmed() default false;

    @AttributeDefinition(name = "Ignore RTP after failed authentication", description = "Media behind a 403 is not counted.")
    boolean ignore_rtp_after_auth_failed() default true;

    @AttributeDefinition(name = "Ignore RTP after responses", description = "Media behind these final responses is not counted, for "
            + "example 408;480;486.")
    @Syntax(Syntax.Kind.STATUS_CODES)
    String ignore_rtp_after_response() default "";

    @AttributeDefinition(name = "Most SIP messages", description = "A call with more messages is closed; 0 = no limit.", min = "0")
    int max_sip_packets_in_call() default 20000;

    @AttributeDefinition(name = "Most INVITEs", description = "A call with more INVITE requests is closed; 0 = no limit.", min = "0")
    int max_invite_packets_in_call() default 10000;

    @AttributeDefinition(name = "Called number", description = "Where the number of the called party is taken from: 1 = To, "
            + "2 = Request-URI.", options = {@Option(label = "To", value = "1"), @Option(label = "Request-URI", value = "2")},
            min = "1", max = "2")
    int destination_number_mode() default 1;

    @AttributeDefinition(name = "P-Asserted-Identity", description = "The caller is whom P-Asserted-Identity names, where it is there.")
    boolean passertedidentity() default false;

    @AttributeDefinition(name = "P-Preferred-Identity", description = "The caller is whom P-Preferred-Identity names, where it is "
            + "there and P-Asserted-Identity has not decided.")
    boolean ppreferredidentity() default false;

    @AttributeDefinition(name = "Remote-Party-ID", description = "The caller is whom Remote-Party-ID names, where it is there and "
            + "no other identity has decided.")
    boolean remotepartyid() default false;

    @AttributeDefinition(name = "Remote-Party-ID first", description = "With remotepartyid: Remote-Party-ID decides before the other "
            + "identities.")
    boolean remotepartypriority() default false;

    @AttributeDefinition(name = "Match header", description = "Header whose first value is stored with the call, so that legs can be "
            + "matched; without colon.")
    String matchheader() default "";

    @AttributeDefinition(name = "Times from the first INVITE", description = "Response times count from the first INVITE of the call "
            + "instead of the one that is answered.")
    boolean response_time_from_first_invite() default false;

    @AttributeDefinition(name = "Keep the final response", description = "Provisional responses do not replace a final one as the "
            + "last response of the call.")
    boolean keep_final_last_sip_response() default true;

    @AttributeDefinition(name = "Reasons of BYE and CANCEL", description = "Reason headers of BYE and CANCEL are read; those of "
            + "responses always are.")
    boolean get_reason_from_bye_cancel() default true;
}
