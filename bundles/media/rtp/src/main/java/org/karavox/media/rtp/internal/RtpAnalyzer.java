package org.karavox.media.rtp.internal;

import org.karavox.codec.rtp.RtpHeader;
import org.karavox.media.MediaAnalyzer;
import org.karavox.packet.PacketCursor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** RTP, RFC 3550: streams with loss, jitter and three simulated receivers. */
@Component(service = MediaAnalyzer.class, configurationPid = "karavox.media.rtp", property = "karavox.name=rtp")
@Designate(ocd = RtpConfig.class)
public final class RtpAnalyzer implements MediaAnalyzer {

    private final Settings settings;

    @Activate
    public RtpAnalyzer(RtpConfig config) {
        settings = Settings.of(config);
    }

    @Override
    public String name() {
        return "rtp";
    }

    @Override
    public boolean isPlausible(PacketCursor payload) {
        return RtpHeader.payloadOffset(payload) >= 0 && (settings.acceptZeroSsrc() || RtpHeader.ssrc(payload) != 0);
    }

    @Override
    public Workshop open() {
        return new RtpWorkshop(settings);
    }
}
