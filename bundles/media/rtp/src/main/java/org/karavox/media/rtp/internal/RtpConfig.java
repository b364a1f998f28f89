package org.karavox.media.rtp.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Keys of {@code voipmonitor.conf} that this bundle owns. A method is named exactly like its key. */
@ObjectClassDefinition(name = "RTP analysis", description = "Figures per RTP stream: loss, jitter, simulated receivers and their MOS.")
@interface RtpConfig {

    @AttributeDefinition(name = "Fixed 50 ms receiver",
            description = "yes: simulate it; no: its MOS is always 4.5; null: it has no figures at all.",
            options = {@Option(label = "no", value = "no"), @Option(label = "yes", value = "yes"),
                    @Option(label = "null", value = "null")})
    String jitterbuffer_f1() default "yes";

    @AttributeDefinition(name = "Fixed 200 ms receiver",
            description = "yes: simulate it; no: its MOS is always 4.5; null: it has no figures at all.",
            options = {@Option(label = "no", value = "no"), @Option(label = "yes", value = "yes"),
                    @Option(label = "null", value = "null")})
    String jitterbuffer_f2() default "yes";

    @AttributeDefinition(name = "Adaptive receiver, up to 500 ms",
            description = "yes: simulate it; no: its MOS is always 4.5; null: it has no figures at all.",
            options = {@Option(label = "no", value = "no"), @Option(label = "yes", value = "yes"),
                    @Option(label = "null", value = "null")})
    String jitterbuffer_adapt() default "yes";

    @AttributeDefinition(name = "MOS scale for G.729", description = "G.729 without loss has MOS 3.92 and its own curve below.")
    boolean mos_g729() default false;

    @AttributeDefinition(name = "Pauses without sequence gap",
            description = "A pause of at least this many milliseconds after which the sequence goes on is no loss.", min = "0")
    int ignore_mos_degradation_in_rtp_pause_without_seq_gap() default 1000;

    @AttributeDefinition(name = "Longest run that counts", description = "Runs of this many lost frames and more do not lower MOS.", min = "1")
    int ignore_mos_degradation_for_contiguous_packet_loss_greater_than() default 1024;

    @AttributeDefinition(name = "Accept SSRC 0", description = "Packets with SSRC 0 are media.")
    boolean allow$_$zerossrc() default false;

    @AttributeDefinition(name = "Limit of disorder", description = "The adaptive receiver gives up after this many packets out of "
            + "order; 0 = never.", min = "0")
    int jitterbuffer_adapt_ooo_limit() default 0;
}
