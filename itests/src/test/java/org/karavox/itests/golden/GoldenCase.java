package org.karavox.itests.golden;

import org.karavox.itests.traffic.Traffic;

/**
 * How one golden capture is made.
 *
 * @param name of its directory
 * @param about what the capture holds, for its README
 * @param expected what has to come out, for its README: what a person checks {@code expected.json} against
 * @param pcapng written as pcapng instead of pcap
 * @param configuration lines of its {@code voipmonitor.conf}
 * @param traffic its packets
 */
record GoldenCase(String name, String about, String expected, boolean pcapng, String configuration, Traffic traffic) {

    GoldenCase(String name, String about, String expected, Traffic traffic) {
        this(name, about, expected, false, "sipport = 5060\n", traffic);
    }

    String inputName() {
        return pcapng ? "input.pcapng" : "input.pcap";
    }

    String readme() {
        return "# " + name + "\n\n" + about + "\n\nExpected: " + expected + "\n\nMade by `GoldenCases`; `-Dgolden.write=true` writes it again.\n";
    }
}
