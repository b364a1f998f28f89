package org.karavox.tunnel.vxlan.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code voipmonitor.conf} that this bundle owns. A method is named exactly like its key. */
@ObjectClassDefinition(name = "VXLAN tunnel", description = "Decodes VXLAN (RFC 7348) before the calls are analysed.")
@interface VxlanConfig {

    @AttributeDefinition(name = "UDP port", description = "Destination port of VXLAN datagrams; 0 switches the decoder off.",
            min = "0", max = "65535")
    int udp_port_vxlan() default 4789;

    @AttributeDefinition(name = "UDP port of VXLAN-GPE",
            description = "Destination port of VXLAN datagrams with a next protocol field; 0 switches their decoding off.",
            min = "0", max = "65535")
    int udp_port_vxlan_gpe() default 4790;
}
