package org.karavox.storage.schema;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What became of the tables, for people. Always registered. Any thread. */
@ProviderType
public interface SchemaRuntime {

    /** Why the tables cannot be used and what to do, one sentence with the grant or statement needed; empty if all is well. */
    Optional<String> problem();

    /** What else is worth knowing, a sentence each: columns that could not be added, partitions that wait. */
    List<String> notes();

    /** Names of the partitions of {@code cdr}, oldest first; empty if it has none. */
    List<String> partitions();
}
