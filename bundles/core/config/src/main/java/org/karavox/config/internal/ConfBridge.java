package org.karavox.config.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.karavox.config.ConfFile;
import org.karavox.config.Key;
import org.karavox.config.KeyCatalogue;
import org.karavox.config.KnownKeys;
import org.karavox.config.Settings;
import org.karavox.runtime.ConfigurationReport;
import org.karavox.runtime.SettingsSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Configuration Admin at what {@code voipmonitor.conf} says, and over it what every {@link SettingsSource} says.
 * The file is looked at every two seconds and read again once it has changed and come to rest; a bundle's keys are applied as
 * soon as it is installed, before it starts.
 *
 * <p>The file is named by the framework or system property {@code karavox.conf}; otherwise it is {@code voipmonitor.conf} in
 * the directory {@code karaf.etc}.
 */
@Component(service = ConfigurationReport.class, immediate = true)
public final class ConfBridge implements ConfigurationReport, BundleTrackerCustomizer<BundleKeys> {

    private static final Logger LOGGER = LoggerFactory.getLogger(ConfBridge.class);
    private static final long LOOK_SECONDS = 2;
    /** Looks without change after which what there is to tell is told: bundles arrive one by one. */
    private static final int LOOKS_OF_REST = 2;

    private final Path main;
    private final Configurations configurations;
    private final KnownKeys known = KnownKeys.load();
    private final BundleContext context;
    private final Sources sources = new Sources();
    private final Map<Bundle, BundleKeys> bundles = new TreeMap<>(); // a bundle's order is that of its installation
    private final BundleTracker<BundleKeys> tracker;
    private final ScheduledExecutorService clock;
    private final Set<String> told = new HashSet<>();
    private List<ConfFile> files = List.of();
    private KeyCatalogue catalogue = new KeyCatalogue(List.of(), Map.of());
    private Settings settings = Settings.of(List.of(), catalogue, known);
    private Optional<Issue> unreadable = Optional.empty();
    private String loadedSignature = "";
    private String lastSignature = "";
    private int looksToTell;
    private boolean ready;

    /** Reads the file and applies it to the bundles there are. */
    @Activate
    public ConfBridge(BundleContext context, @Reference ConfigurationAdmin admin) {
        this(context, admin, Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "karavox-config");
            thread.setDaemon(true);
            return thread;
        }));
    }

    ConfBridge(BundleContext context, ConfigurationAdmin admin, ScheduledExecutorService clock) {
        this.context = context;
        main = path(context);
        java.io.File data = context.getDataFile("applied");
        configurations = new Configurations(admin, new Applied(data == null ? null : data.toPath()));
        this.clock = clock;
        tracker = new BundleTracker<>(context,
                Bundle.INSTALLED | Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING, this);
        tracker.open();
        synchronized (this) {
            ready = true;
            read();
            looksToTell = LOOKS_OF_REST;
        }
        clock.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private static Path path(BundleContext context) {
        String named = context.getProperty("karavox.conf");
        String etc = context.getProperty("karaf.etc");
        return named != null && !named.isEmpty() ? Path.of(named) : Path.of(etc == null ? "etc" : etc, "voipmonitor.conf");
    }

    @Deactivate
    void close() {
        clock.shutdownNow();
        synchronized (this) {
            ready = false;
        }
        tracker.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addSource(SettingsSource source) {
        sources.ask(source);
        arrivedOrLeft();
    }

    /** The version of its service property has changed. */
    synchronized void updatedSource(SettingsSource source) {
        sources.ask(source);
        arrivedOrLeft();
    }

    /** What it set is undone; not while everything stops, which would make components anew only to end them. */
    synchronized void removeSource(SettingsSource source) {
        sources.remove(source);
        if (context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() != Bundle.STOPPING) {
            arrivedOrLeft();
        }
    }

    @Override
    public synchronized List<Value> values() {
        return configurations.values(settings, catalogue, known);
    }

    @Override
    public synchronized List<Issue> issues() {
        List<Issue> issues = new ArrayList<>();
        unreadable.ifPresent(issues::add);
        issues.addAll(settings.issues());
        issues.addAll(configurations.issues(settings, catalogue, known));
        return List.copyOf(issues);
    }

    @Override
    public synchronized void reload() {
        read();
        tell();
    }

    /** Every two seconds: has the file changed, and is it at rest? */
    synchronized void look() {
        try {
            String signature = signature();
            if (!signature.equals(loadedSignature) && signature.equals(lastSignature)) {
                read();
                tell();
            } else if (looksToTell > 0 && --looksToTell == 0) {
                tell();
            }
            lastSignature = signature;
        } catch (RuntimeException e) { // the schedule would end with the first exception
            LOGGER.error("{} could not be looked at, trying again", main, e);
        }
    }

    private String signature() {
        StringBuilder signature = new StringBuilder();
        for (Path path : ConfFile.pathsOf(main)) {
            java.io.File file = path.toFile();
            signature.append(path).append(':').append(file.lastModified()).append(':').append(file.length()).append('\n');
        }
        return signature.toString();
    }

    private void read() {
        told.clear();
        loadedSignature = signature();
        lastSignature = loadedSignature;
        String name = main.getFileName().toString();
        try {
            if (Files.exists(main)) {
                files = ConfFile.read(main);
                unreadable = Optional.empty();
            } else {
                unreadable = Optional.of(new Issue(Level.WARNING, name, 0, Optional.empty(), name + ": there is no " + main
                        + (files.isEmpty() ? ", defaults are used" : " any more, its last settings stay in effect")));
            }
        } catch (IOException e) {
            unreadable = Optional.of(new Issue(Level.ERROR, name, 0, Optional.empty(), name + ": cannot be read ("
                    + e.getMessage() + "), " + (files.isEmpty() ? "defaults are used" : "its last settings stay in effect")));
        }
        settle();
    }

    /** Works out again what the files mean, now that they or the bundles have changed, and applies it. */
    private void settle() {
        List<Key> keys = new ArrayList<>();
        Map<String, String> aliases = new HashMap<>();
        for (BundleKeys bundle : bundles.values()) {
            keys.addAll(bundle.keys());
            aliases.putAll(bundle.aliases());
        }
        catalogue = new KeyCatalogue(keys, aliases);
        settings = sources.over(Settings.of(files, catalogue, known), catalogue, known);
        configurations.apply(settings, catalogue);
    }

    private void tell() {
        looksToTell = 0;
        for (String clash : catalogue.clashes()) {
            if (told.add(clash)) {
                LOGGER.error("Key {}", clash);
            }
        }
        for (Issue issue : issues()) {
            if (!told.add(issue.text())) {
                continue;
            }
            switch (issue.level()) {
                case ERROR:
                    LOGGER.error("{}", issue.text());
                    break;
                case WARNING:
                    LOGGER.warn("{}", issue.text());
                    break;
                default:
                    LOGGER.info("{}", issue.text());
                    break;
            }
        }
    }

    @Override
    public synchronized BundleKeys addingBundle(Bundle bundle, BundleEvent event) {
        BundleKeys keys = BundleKeys.of(bundle);
        if (keys.keys().isEmpty()) {
            return null;
        }
        bundles.put(bundle, keys);
        arrivedOrLeft();
        return keys;
    }

    @Override
    public synchronized void modifiedBundle(Bundle bundle, BundleEvent event, BundleKeys keys) {
        if (event != null && event.getType() == BundleEvent.UPDATED) {
            bundles.put(bundle, BundleKeys.of(bundle));
            arrivedOrLeft();
        }
    }

    @Override
    public synchronized void removedBundle(Bundle bundle, BundleEvent event, BundleKeys keys) {
        bundles.remove(bundle);
        arrivedOrLeft();
    }

    private void arrivedOrLeft() {
        if (ready) {
            settle();
            looksToTell = LOOKS_OF_REST;
        }
    }
}
