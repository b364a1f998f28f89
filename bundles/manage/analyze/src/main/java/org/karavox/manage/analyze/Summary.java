package org.karavox.manage.analyze;

import java.util.Map;
import org.karavox.runtime.Ledger;

/** The ledger in one sentence. */
final class Summary {

    private Summary() {
    }

    /** {@code 1234 packets read: 1000 media, 234 signalling.sip}. */
    static String of(Ledger ledger) {
        long read = ledger.read();
        StringBuilder text = new StringBuilder(128).append(read).append(read == 1 ? " packet read" : " packets read");
        if (ledger.rebuilt() > 0) {
            text.append(" and ").append(ledger.rebuilt()).append(" made out of others");
        }
        String separator = ": ";
        for (Map.Entry<String, Long> fate : ledger.fates().entrySet()) {
            if (fate.getValue() != 0) {
                text.append(separator).append(fate.getValue()).append(' ').append(fate.getKey());
                separator = ", ";
            }
        }
        long dropped = 0;
        for (Ledger.Source source : ledger.sources()) {
            dropped += source.dropped();
        }
        if (dropped > 0) {
            text.append("; ").append(dropped).append(" lost before they could be read");
        }
        return text.toString();
    }
}
