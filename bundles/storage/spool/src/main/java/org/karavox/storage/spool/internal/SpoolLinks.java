package org.karavox.storage.spool.internal;

import org.karavox.storage.MediaKeeper;
import org.karavox.storage.SpoolSizes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Connects the spool to those who come and go while it writes. A component of its own, so that the spool stays the same
 * while they do.
 */
@Component(service = SpoolLinks.class, immediate = true)
public final class SpoolLinks {

    private final PcapSpool spool;

    @Activate
    public SpoolLinks(@Reference PcapSpool spool) {
        this.spool = spool;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addSizes(SpoolSizes sizes) {
        spool.sizes().use(sizes);
    }

    void removeSizes(SpoolSizes sizes) {
        spool.sizes().forget(sizes);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addKeeper(MediaKeeper keeper) {
        spool.media().use(keeper);
    }

    void removeKeeper(MediaKeeper keeper) {
        spool.media().forget(keeper);
    }
}
