package org.karavox.config.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.karavox.config.Key;
import org.karavox.config.KeyCatalogue;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys and aliases that one bundle declares. Needs the bundle installed, not resolved: so its values wait for it before
 * it starts for the first time.
 */
record BundleKeys(List<Key> keys, Map<String, String> aliases) {

    private static final Logger LOGGER = LoggerFactory.getLogger(BundleKeys.class);

    static BundleKeys of(Bundle bundle) {
        List<Key> keys = new ArrayList<>();
        Map<String, String> aliases = new HashMap<>();
        try {
            Enumeration<String> paths = bundle.getEntryPaths(KeyCatalogue.FOLDER);
            while (paths != null && paths.hasMoreElements()) {
                String path = paths.nextElement();
                if (path.endsWith(".xml")) {
                    keys.addAll(KeyCatalogue.keysOf(text(bundle.getEntry(path))));
                }
            }
            URL other = keys.isEmpty() ? null : bundle.getEntry(KeyCatalogue.ALIASES);
            if (other != null) {
                KeyCatalogue.readAliases(text(other), aliases);
            }
        } catch (IOException e) {
            LOGGER.warn("Keys of bundle {} cannot be read, its settings stay as they are", bundle.getSymbolicName(), e);
        }
        return new BundleKeys(keys, aliases);
    }

    private static String text(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
