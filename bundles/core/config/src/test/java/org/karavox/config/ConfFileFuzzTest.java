package org.karavox.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Any bytes are lines, and any lines come to settings. */
class ConfFileFuzzTest {

    private static final KeyCatalogue CATALOGUE = new KeyCatalogue(KeyCatalogue.keysOf(Metatypes.EVERYTHING), Map.of());
    private static final KnownKeys KNOWN = KnownKeys.load();

    @FuzzTest(maxDuration = "3s")
    void parse(byte[] bytes) {
        ConfFile file = ConfFile.parse("voipmonitor.conf", new String(bytes, StandardCharsets.UTF_8));
        int last = 0;
        for (ConfFile.Line line : file.lines()) {
            assertTrue(line.number() > last, "line numbers rise");
            last = line.number();
            assertFalse(line.kind() == ConfFile.Kind.ENTRY && line.key().isEmpty(), "an entry has a key");
            assertEquals(line.value().strip().length() > 0, line.value().length() > 0 && !line.value().isBlank());
        }
        Settings settings = Settings.of(List.of(file), CATALOGUE, KNOWN);
        settings.byPid().values().forEach(values -> values.values().forEach(value -> assertFalse(Settings.text(value) == null)));
    }
}
