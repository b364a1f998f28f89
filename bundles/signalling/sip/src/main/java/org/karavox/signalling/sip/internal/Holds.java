package org.karavox.signalling.sip.internal;

/** When a call was held and resumed: the text of the column {@code hold}, seconds after the call began. */
final class Holds {

    private static final int LONGEST = 1_024;

    private final StringBuilder text = new StringBuilder(0);
    private final boolean[] holding = new boolean[Party.values().length];
    private boolean inactive;

    /**
     * A party has set the direction of its media inside the dialog.
     *
     * @param holds sendonly, inactive or the address 0.0.0.0
     * @param silent inactive or 0.0.0.0: no music either
     */
    void set(Party party, boolean holds, boolean silent, long secondsAfterStart) {
        boolean before = isHeld();
        holding[party.ordinal()] = holds;
        boolean after = isHeld();
        inactive = after && (silent || inactive && !holds);
        if (before == after || text.length() > LONGEST) {
            return;
        }
        if (text.length() > 0) {
            text.append(',');
        }
        text.append(after ? '+' : '-').append(secondsAfterStart);
    }

    /** True while somebody holds the call. */
    boolean isHeld() {
        return holding[0] || holding[1];
    }

    /** True while nobody is expected to send media. */
    boolean isSilent() {
        return inactive;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
