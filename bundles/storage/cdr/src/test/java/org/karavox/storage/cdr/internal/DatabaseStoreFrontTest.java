package org.karavox.storage.cdr.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.karavox.storage.StoreException;
import org.karavox.storage.schema.SchemaRuntime;

class DatabaseStoreFrontTest {

    private record Tables(Optional<String> problem) implements SchemaRuntime {

        @Override
        public List<String> notes() {
            return List.of();
        }

        @Override
        public List<String> partitions() {
            return List.of();
        }
    }

    private final DatabaseStoreFront front = new DatabaseStoreFront();

    @Test
    void saysWhatIsWrongWithTheTables() {
        assertEquals("The tables of the database are nobody's: start the bundle org.karavox.storage.schema", complaint());
        front.setTables(new Tables(Optional.of("User 'vm' may not CREATE")));
        assertEquals("User 'vm' may not CREATE", complaint());
        front.setTables(new Tables(Optional.empty()));
        assertEquals("The database is being made ready", complaint());
    }

    private String complaint() {
        StoreException e = assertThrows(StoreException.class, () -> front.lastStored("j"));
        assertEquals(StoreException.Kind.UNAVAILABLE, e.kind());
        return e.getMessage();
    }
}
