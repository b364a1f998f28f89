package org.karavox.engine.internal;

import org.karavox.packet.PacketCursor;
import org.karavox.signalling.Signalling;

/** Stands in for a correlator that could not be opened. */
final class IdleCorrelator implements Signalling.Correlator {

    @Override
    public void onMessage(PacketCursor payload) {
        // there is nobody to tell
    }

    @Override
    public void onTime(long packetNanos) {
        // has no calls
    }

    @Override
    public void onTimeBack(long packetNanos) {
        // has no calls
    }

    @Override
    public void onMediaChanged() {
        // has no flows
    }

    @Override
    public int activeCalls() {
        return 0;
    }

    @Override
    public void close() {
        // has no calls
    }
}
