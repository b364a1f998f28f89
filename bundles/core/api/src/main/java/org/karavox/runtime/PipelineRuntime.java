package org.karavox.runtime;

import java.util.List;
import org.karavox.call.CallRecord;
import org.osgi.annotation.versioning.ProviderType;

/** Snapshots of the running pipeline. Any thread; every answer is a value of its own. */
@ProviderType
public interface PipelineRuntime {

    /** The decoders and signalling plug-ins, those that are not in use included. */
    List<DecoderStatus> decoders();

    /** Where every frame of the live sources went, since the pipeline started. */
    Ledger ledger();

    /** The calls that ended last, newest first, at most {@code limit}. */
    List<CallRecord> recentCalls(int limit);

    /** Number of calls that have not ended. */
    int activeCalls();

    /** How packets are worked off, for people: {@code inline}, {@code 2 shards}. */
    String plan();
}
