package org.karavox.manage.shell.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.karavox.call.Endpoint;
import org.karavox.codec.rtp.PayloadTypes;
import org.karavox.storage.CallArchive;

/**
 * One RTP stream in a ladder.
 *
 * @param micros its first packet, after the first packet of the call
 * @param text packets, loss, MOS and codec, as far as they are known
 */
record Lane(long micros, Endpoint source, Endpoint destination, String text) {

    /** Numbers that the database has instead of a payload type, where that is dynamic. */
    private static final Map<Integer, String> IDS = ids();

    private static Map<Integer, String> ids() {
        Map<Integer, String> ids = new HashMap<>();
        range(ids, 301, 305, "SILK");
        range(ids, 306, 308, "iSAC");
        range(ids, 311, 316, "opus");
        range(ids, 320, 320, "AMR");
        range(ids, 321, 321, "AMR-WB");
        range(ids, 331, 336, "G7221");
        range(ids, 337, 342, "xopus");
        range(ids, 343, 348, "vxopus");
        range(ids, 349, 350, "MP4A-LATM");
        range(ids, 351, 354, "G726");
        range(ids, 355, 358, "AAL2-G726");
        range(ids, 359, 359, "EVS");
        range(ids, 400, 400, "telephone-event");
        range(ids, 1000, 1001, "T.38");
        return ids;
    }

    private static void range(Map<Integer, String> ids, int first, int last, String name) {
        for (int id = first; id <= last; id++) {
            ids.put(id, name);
        }
    }

    /**
     * The streams of a call, as the archive or the memory gives them; those without an address are left out.
     *
     * @param announced names of dynamic payload types, from the SDP of the call
     */
    static List<Lane> of(CallArchive.Whole call, Map<Integer, String> announced) {
        List<Lane> lanes = new ArrayList<>();
        for (Map<String, String> row : call.children().getOrDefault("cdr_rtp", List.of())) {
            Endpoint source = endpoint(row.get("saddr"), row.get("sport"));
            Endpoint destination = endpoint(row.get("daddr"), row.get("dport"));
            if (source != null && destination != null) {
                lanes.add(new Lane(micros(row.get("firsttime")), source, destination,
                        text(codec(row.get("payload"), announced), number(row.get("received")), number(row.get("loss")), mos(row.get("index"), call.columns()))));
            }
        }
        for (Map<String, String> row : call.children().getOrDefault("streams", List.of())) {
            Endpoint source = endpoint(row.get("source"));
            Endpoint destination = endpoint(row.get("destination"));
            if (source != null && destination != null) {
                String mos = row.entrySet().stream().filter(column -> column.getKey().startsWith("mos_") && !column.getValue().equals("-"))
                        .map(Map.Entry::getValue).min(String::compareTo).orElse("");
                lanes.add(new Lane(micros(row.get("starts_after")), source, destination,
                        text(row.getOrDefault("codec", ""), number(row.get("received")), number(row.get("loss")), mos)));
            }
        }
        return lanes;
    }

    private static String text(String codec, long packets, long lost, String mos) {
        StringBuilder text = new StringBuilder(codec.isEmpty() ? "RTP" : codec);
        if (packets >= 0) {
            text.append(' ').append(packets).append(" packets");
        }
        if (packets >= 0 && lost >= 0 && packets + lost > 0) {
            text.append(String.format(Locale.ROOT, ", %.1f %% lost", 100.0 * lost / (packets + lost)));
        }
        return text.append(mos.isEmpty() ? "" : ", MOS " + mos).toString();
    }

    /** The MOS of a side stands in the call's own row; {@code a_index} and {@code b_index} say which stream that was. */
    private static String mos(String index, Map<String, String> columns) {
        for (String side : List.of("a_", "b_")) {
            long chosen = number(columns.get(side + "index"));
            String mos = columns.get(side + "mos_min_mult10");
            if (chosen >= 0 && chosen + 1 == number(index) && mos != null && !mos.isBlank()) {
                return mos.indexOf('.') >= 0 ? mos : CallsCommand.tenths((int) number(mos));
            }
        }
        return "";
    }

    private static String codec(String payload, Map<Integer, String> announced) {
        if (payload == null || !payload.matches("\\d{1,5}")) {
            return payload == null ? "" : payload;
        }
        int number = Integer.parseInt(payload);
        String fixed = number < PayloadTypes.FIRST_DYNAMIC ? PayloadTypes.encoding(number) : IDS.getOrDefault(number, announced.getOrDefault(number, ""));
        return fixed.isEmpty() ? "payload type " + number : fixed;
    }

    private static Endpoint endpoint(String address, String port) {
        long number = number(port);
        return address == null || address.isBlank() ? null : new Endpoint(address, number < 0 ? 0 : (int) number);
    }

    /** From {@link Endpoint#toString}. */
    private static Endpoint endpoint(String text) {
        int colon = text == null ? -1 : text.lastIndexOf(':');
        return colon < 0 ? null : endpoint(text.substring(0, colon).replaceAll("[\\[\\]]", ""), text.substring(colon + 1));
    }

    private static long micros(String seconds) {
        return seconds != null && seconds.matches("\\d{1,9}([.]\\d+)?") ? Math.round(Double.parseDouble(seconds) * 1e6) : 0;
    }

    /** -1 if it is none. */
    private static long number(String text) {
        return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }
}
