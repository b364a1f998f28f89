package org.karavox.storage.queue.internal;

import org.karavox.runtime.Syntax;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code voipmonitor.conf} that this bundle owns. A method is named exactly like its key. */
@ObjectClassDefinition(name = "Record queue", description = "Keeps the records of finished calls on disk until every store has them.")
@interface QueueConfig {

    @AttributeDefinition(name = "Queue on disk", description = "Writes records to disk before they are stored: they survive a restart "
            + "and a database that cannot be reached. With no they are only kept in memory, and a crash loses what is not stored.")
    boolean query_cache() default true;

    @AttributeDefinition(name = "No database", description = "Keeps no records of calls at all.")
    boolean nocdr() default false;

    @AttributeDefinition(name = "Directory of the queue", description = "Where the queue lies. Empty = the directory queue of the "
            + "installation (voipmonitor: the spool directory).", required = false)
    @Syntax(Syntax.Kind.PATH)
    String save_query_to_files_directory() default "";
}
