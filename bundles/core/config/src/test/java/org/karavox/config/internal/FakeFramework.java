package org.karavox.config.internal;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.karavox.config.KeyCatalogue;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** As much of a framework and of Configuration Admin as the bridge asks for. */
final class FakeFramework {

    /** Configurations by PID, without {@code service.pid}. */
    final Map<String, Dictionary<String, Object>> configurations = new TreeMap<>();
    /** {@code update PID}, {@code delete PID}, in order. */
    final List<String> changes = new ArrayList<>();
    final Map<String, String> properties = new HashMap<>();
    /** Of the framework itself. */
    int state = Bundle.ACTIVE;
    private final List<SynchronousBundleListener> listeners = new ArrayList<>();
    private final List<Bundle> bundles = new ArrayList<>();
    private final File data;

    FakeFramework(File data) {
        this.data = data;
    }

    BundleContext context() {
        return fake(BundleContext.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getProperty" -> properties.get(arguments[0]);
            case "getDataFile" -> new File(data, (String) arguments[0]);
            case "getBundle" -> system();
            case "getBundles" -> bundles.toArray(new Bundle[0]);
            case "addBundleListener" -> listeners.add((SynchronousBundleListener) arguments[0]) ? null : null;
            case "removeBundleListener" -> listeners.remove(arguments[0]) ? null : null;
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private Bundle system() {
        return fake(Bundle.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getState" -> state;
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    /** Installs a bundle with that metatype file. */
    Bundle install(String name, String metatype) {
        Map<String, String> entries = new HashMap<>();
        entries.put(KeyCatalogue.FOLDER + "/config.xml", metatype);
        return install(name, entries);
    }

    Bundle install(String name, Map<String, String> entries) {
        long id = bundles.size() + 1;
        Bundle bundle = fake(Bundle.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getState" -> bundles.contains(proxy) ? Bundle.INSTALLED : Bundle.UNINSTALLED;
            case "getSymbolicName", "toString" -> name;
            case "hashCode" -> (int) id;
            case "equals" -> proxy == arguments[0];
            case "compareTo" -> proxy == arguments[0] ? 0 : name.compareTo(((Bundle) arguments[0]).getSymbolicName());
            case "getEntryPaths" -> Collections.enumeration(
                    entries.keySet().stream().filter(path -> path.startsWith((String) arguments[0])).sorted().toList());
            case "getEntry" -> entries.containsKey(arguments[0]) ? url(entries, (String) arguments[0]) : null;
            default -> throw new UnsupportedOperationException(method.toString());
        });
        bundles.add(bundle);
        tell(BundleEvent.INSTALLED, bundle);
        return bundle;
    }

    void tell(int event, Bundle bundle) {
        if (event == BundleEvent.UNINSTALLED) {
            bundles.remove(bundle);
        }
        List.copyOf(listeners).forEach(listener -> listener.bundleChanged(new BundleEvent(event, bundle)));
    }

    private static URL url(Map<String, String> entries, String path) {
        try {
            return new URL(null, "bundle:/" + path, new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL url) {
                    return new URLConnection(url) {
                        @Override
                        public void connect() {
                            connected = true;
                        }

                        @Override
                        public InputStream getInputStream() {
                            return new ByteArrayInputStream(entries.get(path).getBytes(StandardCharsets.UTF_8));
                        }
                    };
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    ConfigurationAdmin admin() {
        return fake(ConfigurationAdmin.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getConfiguration" -> configuration((String) arguments[0]);
            case "listConfigurations" -> {
                String filter = (String) arguments[0];
                String pid = filter.substring("(service.pid=".length(), filter.length() - 1);
                yield configurations.containsKey(pid) ? new Configuration[] {configuration(pid)} : null;
            }
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private Configuration configuration(String pid) {
        return fake(Configuration.class, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "getProperties":
                    return configurations.containsKey(pid) ? copy(configurations.get(pid), pid) : null;
                case "update":
                    configurations.put(pid, copy((Dictionary<?, ?>) arguments[0], null));
                    changes.add("update " + pid);
                    return null;
                case "delete":
                    configurations.remove(pid);
                    changes.add("delete " + pid);
                    return null;
                default:
                    throw new UnsupportedOperationException(method.toString());
            }
        });
    }

    private static Dictionary<String, Object> copy(Dictionary<?, ?> properties, String pid) {
        Dictionary<String, Object> copy = new Hashtable<>();
        for (Object name : Collections.list(properties.keys())) {
            copy.put((String) name, properties.get(name));
        }
        if (pid == null) {
            copy.remove("service.pid");
        } else {
            copy.put("service.pid", pid);
        }
        return copy;
    }

    static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
