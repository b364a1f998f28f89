package org.karavox.engine.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code voipmonitor.conf} that this bundle owns. A method is named exactly like its key. */
@ObjectClassDefinition(name = "Engine", description = "Decoding of packets and how the work is spread over threads.")
@interface EngineConfig {

    @AttributeDefinition(name = "IPv6", description = "Decode IPv6. The reference product's default is no; here it is yes, "
            + "because a monitor that skips packets without a word is wrong more often than one that looks at them.")
    boolean ipv6() default true;

    @AttributeDefinition(name = "Reassemble fragments", description = "Reassemble fragmented IP datagrams before they are decoded.")
    boolean udpfrag() default true;

    @AttributeDefinition(name = "Shards", description = "Threads that analyse calls; 0 does everything in the thread that reads, "
            + "-1 chooses by the number of cores.", min = "-1", max = "62")
    int shards() default -1;
}
