package org.karavox.storage.cdr.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The columns that a call fills are listed for {@code docs/compatibility.md}; {@code -Dkaravox.renew=true} writes the list. */
class FilledColumnsTest {

    private static final Path LIST = Path.of(System.getProperty("basedir", "."), "../../../docs/compatibility/filled-columns.tsv").normalize();

    @Test
    void listIsUpToDate() throws IOException {
        StringBuilder list = new StringBuilder("# Columns that storage/cdr fills. Generated: mvn -pl bundles/storage/cdr -am test "
                + "-Dtest=FilledColumnsTest -Dsurefire.failIfNoSpecifiedTests=false -Dkaravox.renew=true\n");
        List<List<Layout.Cell>> cells = SampleCall.cells();
        for (CdrTable table : CdrTable.values()) {
            for (Layout.Cell cell : cells.get(table.ordinal())) {
                list.append(table.table()).append('\t').append(cell.name()).append('\n');
            }
        }
        if (Boolean.getBoolean("karavox.renew")) {
            Files.writeString(LIST, list);
        }
        assertEquals(list.toString(), Files.exists(LIST) ? Files.readString(LIST) : "");
    }
}
