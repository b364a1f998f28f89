package org.karavox.manage.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.karavox.config.KeyCatalogue;
import org.karavox.config.KnownKeys;
import org.karavox.config.ReferencePage;

/**
 * The keys of all bundles: they are on the class path of this module's tests. What is generated from them is checked in; with
 * {@code -Dkaravox.renew=true} it is written instead of compared.
 */
class EveryKeyTest {

    private static final String RENEW = "mvn -pl bundles/manage/analyze -am test -Dtest=EveryKeyTest "
            + "-Dsurefire.failIfNoSpecifiedTests=false -Dkaravox.renew=true";
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "../../..").normalize();

    @Test
    void hasExactlyOneOwner() throws IOException {
        assertEquals(List.of(), catalogue().clashes());
    }

    @Test
    void standsOnTheReferencePage() throws IOException {
        compareOrRenew(ROOT.resolve("docs/reference/voipmonitor-conf.md"),
                ReferencePage.markdown(catalogue(), KnownKeys.load(), RENEW));
    }

    @Test
    void isKnownEvenWithoutItsBundle() throws IOException {
        compareOrRenew(ROOT.resolve("bundles/core/config/src/main/resources/org/karavox/config").resolve(KnownKeys.OWNED),
                ReferencePage.ownedKeys(catalogue()));
    }

    private static KeyCatalogue catalogue() throws IOException {
        try (Standalone components = Standalone.ofClassPath()) {
            return components.catalogue();
        }
    }

    private static void compareOrRenew(Path file, String now) throws IOException {
        if (Boolean.getBoolean("karavox.renew")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, now);
        }
        assertEquals(now, Files.exists(file) ? Files.readString(file) : "", () -> file + " is out of date; renew it: " + RENEW);
    }
}
