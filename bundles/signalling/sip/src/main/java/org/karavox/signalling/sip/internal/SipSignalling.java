package org.karavox.signalling.sip.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.karavox.runtime.SensorIdentity;
import org.karavox.signalling.Shard;
import org.karavox.signalling.Signalling;
import org.karavox.tunnel.Attachment;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** SIP, RFC 3261, in UDP datagrams. */
@Component(service = Signalling.class, configurationPid = "karavox.signalling.sip", property = "karavox.name=sip")
@Designate(ocd = SipConfig.class)
public final class SipSignalling implements Signalling {

    private final SipSettings settings;
    private final List<Attachment> attachments;

    @Activate
    public SipSignalling(SipConfig config, @Reference SensorIdentity sensor) {
        settings = SipSettings.of(config, sensor.id());
        attachments = List.copyOf(ranges(settings.ports()));
    }

    private static List<Attachment> ranges(BitSet ports) {
        List<Attachment> ranges = new ArrayList<>();
        for (int first = ports.nextSetBit(0); first >= 0;) {
            int end = ports.nextClearBit(first);
            ranges.add(Attachment.udpPorts(first, end - 1));
            first = ports.nextSetBit(end);
        }
        return ranges;
    }

    @Override
    public String name() {
        return "sip";
    }

    @Override
    public List<Attachment> attachments() {
        return attachments;
    }

    /** A start line begins with a method or with {@code SIP/2.0}: a token, RFC 3261 section 25.1. */
    @Override
    public boolean mayBeginWith(int firstByte) {
        return firstByte < 0x7F; // line ends and NULs included: keep-alives, and messages behind them
    }

    @Override
    public Scanner openScanner() {
        return new SipScanner(settings.ports());
    }

    @Override
    public Correlator openCorrelator(Shard shard) {
        return new SipCorrelator(settings, shard);
    }
}
