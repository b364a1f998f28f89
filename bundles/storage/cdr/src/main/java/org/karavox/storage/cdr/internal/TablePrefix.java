package org.karavox.storage.cdr.internal;

import org.eclipse.persistence.config.SessionCustomizer;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.sessions.Session;
import org.karavox.storage.schema.DatabaseSchema;

/**
 * Gives the tables of the entities the names that they really have. EclipseLink makes it by its class name when it opens a
 * persistence unit, so the names come through a static field: {@link EntityTables} sets it before it registers the data source
 * that the unit waits for.
 */
public final class TablePrefix implements SessionCustomizer {

    private static volatile String prefix = "";

    static void of(DatabaseSchema schema) {
        prefix = schema.table("");
    }

    @Override
    public void customize(Session session) {
        String before = prefix;
        if (before.isEmpty()) {
            return;
        }
        for (ClassDescriptor descriptor : session.getDescriptors().values()) {
            descriptor.getTables().forEach(table -> {
                if (!table.getName().startsWith(before)) {
                    table.setName(before + table.getName());
                }
            });
        }
    }
}
