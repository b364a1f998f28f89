package org.karavox.runtime;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Settings from elsewhere than the file, which go over it: the table {@code sensor_config}. Registered as an OSGi service; a
 * change is told by changing the service's property {@value #VERSION}.
 */
@ConsumerType
public interface SettingsSource {

    /** Service property of type Long, larger with every change. */
    String VERSION = "karavox.settings.version";

    /** Origin for people: {@code sensor_config}. */
    String name();

    /** Values as they would stand in the file, by key. Any thread; does not block. */
    Map<String, String> settings();
}
