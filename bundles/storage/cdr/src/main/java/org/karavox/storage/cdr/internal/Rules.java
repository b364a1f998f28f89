package org.karavox.storage.cdr.internal;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What is stored and how, from the configuration.
 *
 * @param sensorId for calls that do not name one, 0 = none
 * @param worstMosOfF2 the worst MOS is that of the fixed buffer of 200 ms
 * @param flagBit always set in {@code cdr.flags}, 0 = none
 * @param domainPort domains keep their port
 * @param endAtByeConfirmed a call ends at the confirmation of its BYE, whatever follows
 * @param agents User-Agents are stored
 * @param reasons texts of Reason headers are stored
 * @param responses rows of {@code cdr_sipresp}
 * @param sessions rows of {@code cdr_sdp}
 * @param digits rows of {@code cdr_dtmf}
 * @param allStreams rows of {@code cdr_rtp} for streams with unknown codec as well
 * @param proxies rows of {@code cdr_proxy}
 * @param historyRequests methods in {@code cdr_siphistory}, in lower case
 * @param historyAllRequests all methods
 * @param historyResponses responses in {@code cdr_siphistory}
 */
record Rules(int sensorId, boolean worstMosOfF2, int flagBit, boolean domainPort, boolean endAtByeConfirmed, boolean agents,
        boolean reasons, boolean responses, boolean sessions, boolean digits, boolean allStreams, boolean proxies,
        Set<String> historyRequests, boolean historyAllRequests, boolean historyResponses) {

    Rules {
        historyRequests = Set.copyOf(historyRequests);
    }

    static Rules of(CdrConfig config, int sensorId) {
        Set<String> history = new HashSet<>();
        for (String each : config.save_sip_history().toLowerCase(Locale.ROOT).split("[,;\\s]+")) {
            if (!each.isEmpty()) {
                history.add(each);
            }
        }
        boolean all = history.contains("all");
        return new Rules(sensorId, config.mosmin_f2(), config.cdr_flag_bit(), config.domainport(),
                config.ignore_duration_after_bye_confirmed(), config.cdr_ua_enable(), config.cdr_reason_string_enable(),
                config.save_sip_responses(), !config.save_sdp_ipport().equals("no"), config.dtmf2db(),
                config.save_all_rtp_streams_to_db(), config.cdrproxy(), history, all || history.contains("requests"),
                all || history.contains("responses"));
    }

    boolean history() {
        return historyAllRequests || historyResponses || !historyRequests.isEmpty();
    }

    /** This method belongs into the history. */
    boolean inHistory(String method) {
        return historyAllRequests || historyRequests.contains(method.toLowerCase(Locale.ROOT));
    }
}
