package org.karavox.manage.analyze;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.karavox.config.Key;
import org.karavox.config.KeyCatalogue;
import org.karavox.config.Settings;

/**
 * Runs the components of the bundles on a plain class path, so that a command line needs no framework. Knows as much of
 * Declarative Services as our components use: services, configuration types, references by constructor, method and field,
 * configuration policy, ranking. A component is created when it is first asked for; nothing ever changes afterwards.
 *
 * <p>What needs a framework (a {@code BundleContext}, a target filter, a scope other than singleton) is refused with a
 * sentence when it is asked for. One thread.
 */
public final class Standalone implements AutoCloseable {

    private static final String OURS = "org.karavox.";
    /** Header of bundles whose components have no business outside the appliance: databases, queues, cleaners. */
    private static final String RUNS = "Karavox-Runs";
    private static final String APPLIANCE = "appliance";

    private final ClassLoader loader;
    private final List<ClassPathEntry> bundles = new ArrayList<>();
    private final Map<String, List<Component>> providers = new HashMap<>();
    private final List<Component> created = new ArrayList<>();
    private KeyCatalogue catalogue;
    private Settings settings;

    /**
     * Finds the components of our bundles.
     *
     * @param classPath directories and jars
     * @param loader that loads classes from them
     * @throws IOException if one of them cannot be read
     */
    public Standalone(List<File> classPath, ClassLoader loader) throws IOException {
        this.loader = loader;
        for (File file : classPath) {
            ClassPathEntry entry = ClassPathEntry.open(file);
            if (entry == null) {
                continue;
            }
            if (!entry.header("Bundle-SymbolicName").startsWith(OURS)) {
                entry.close();
                continue;
            }
            bundles.add(entry);
            if (entry.header(RUNS).equals(APPLIANCE)) {
                continue; // only its keys are of interest
            }
            String header = entry.header("Service-Component");
            int from = 0;
            while (from < header.length()) {
                int comma = header.indexOf(',', from);
                int to = comma < 0 ? header.length() : comma;
                String text = entry.text(header.substring(from, to).trim());
                if (text != null) {
                    add(new Component(text));
                }
                from = to + 1;
            }
        }
    }

    /** On the class path of this Java machine. */
    public static Standalone ofClassPath() throws IOException {
        List<File> files = new ArrayList<>();
        String path = System.getProperty("java.class.path", "");
        int from = 0;
        while (from < path.length()) {
            int separator = path.indexOf(File.pathSeparatorChar, from);
            int to = separator < 0 ? path.length() : separator;
            if (to > from) {
                files.add(new File(path.substring(from, to)));
            }
            from = to + 1;
        }
        return new Standalone(files, Standalone.class.getClassLoader());
    }

    private void add(Component component) {
        for (String service : component.services) {
            List<Component> known = providers.get(service);
            if (known == null) {
                known = new ArrayList<>(1);
                providers.put(service, known);
            }
            int at = known.size();
            while (at > 0 && known.get(at - 1).ranking < component.ranking) {
                at--;
            }
            known.add(at, component);
        }
    }

    /** The keys of all bundles. */
    public KeyCatalogue catalogue() throws IOException {
        if (catalogue == null) {
            List<Key> keys = new ArrayList<>();
            Map<String, String> aliases = new HashMap<>();
            for (ClassPathEntry bundle : bundles) {
                for (String name : bundle.filesIn(KeyCatalogue.FOLDER)) {
                    keys.addAll(KeyCatalogue.keysOf(bundle.text(name)));
                }
                String other = bundle.text(KeyCatalogue.ALIASES);
                if (other != null) {
                    KeyCatalogue.readAliases(other, aliases);
                }
            }
            catalogue = new KeyCatalogue(keys, aliases);
        }
        return catalogue;
    }

    /** Sets the values that components get; what it does not set has its default. Before the first component is asked for. */
    public void configure(Settings settings) {
        if (!created.isEmpty()) {
            throw new IllegalStateException("Components have been created already");
        }
        this.settings = settings;
    }

    /**
     * The service of that type with the highest ranking; of equals the first on the class path.
     *
     * @throws IllegalStateException if there is none, or it cannot be created; the message says why
     */
    public <T> T get(Class<T> service) {
        Component component = satisfiedProvider(service.getName());
        if (component == null) {
            throw new IllegalStateException("No component on the class path provides " + service.getName());
        }
        return service.cast(instance(component));
    }

    /** All services of that type, by ranking, then in class path order. */
    public <T> List<T> all(Class<T> service) {
        List<T> all = new ArrayList<>();
        for (Object each : instances(service.getName())) {
            all.add(service.cast(each));
        }
        return all;
    }

    /** Deactivates the components, the last created first. */
    @Override
    public void close() {
        for (int i = created.size() - 1; i >= 0; i--) {
            Component component = created.get(i);
            if (component.deactivate != null) {
                invoke(component, component.deactivate);
            }
            component.instance = null;
        }
        created.clear();
        for (ClassPathEntry bundle : bundles) {
            bundle.close();
        }
    }

    private List<Object> instances(String service) {
        List<Object> all = new ArrayList<>();
        for (Component component : providers.getOrDefault(service, List.of())) {
            if (isSatisfied(component)) {
                all.add(instance(component));
            }
        }
        return all;
    }

    private Component satisfiedProvider(String service) {
        for (Component component : providers.getOrDefault(service, List.of())) {
            if (isSatisfied(component)) {
                return component;
            }
        }
        return null;
    }

    private boolean isSatisfied(Component component) {
        if (component.instance != null || component.inProgress) {
            return true; // in progress: a circle, which instance() names
        }
        if (component.needsConfiguration && properties(component).isEmpty()) {
            return false;
        }
        component.inProgress = true;
        try {
            for (Component.Reference reference : component.references) {
                if (reference.isMandatory() && satisfiedProvider(reference.service) == null) {
                    return false;
                }
            }
            return true;
        } finally {
            component.inProgress = false;
        }
    }

    private Object instance(Component component) {
        if (component.instance != null) {
            return component.instance;
        }
        if (component.inProgress) {
            throw new IllegalStateException("Component " + component.name + " needs itself, by way of its references");
        }
        component.refuseWhatNeedsAFramework();
        component.inProgress = true;
        try {
            Object instance = construct(component);
            component.instance = instance;
            created.add(component);
            for (Component.Reference reference : component.references) {
                inject(component, reference);
            }
            if (component.activate != null) {
                invoke(component, component.activate);
            }
            return instance;
        } finally {
            component.inProgress = false;
        }
    }

    private Object construct(Component component) {
        try {
            Class<?> type = Class.forName(component.implementation, true, loader);
            Constructor<?> constructor = null;
            for (Constructor<?> each : type.getDeclaredConstructors()) {
                boolean fits = each.getParameterCount() == component.constructorParameters;
                if (fits && (constructor == null || java.lang.reflect.Modifier.isPublic(each.getModifiers()))) {
                    constructor = each;
                }
            }
            if (constructor == null) {
                throw new IllegalStateException(component.implementation + " has no constructor of "
                        + component.constructorParameters + " parameters");
            }
            Class<?>[] types = constructor.getParameterTypes();
            Object[] arguments = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                Component.Reference reference = component.referenceOfParameter(i);
                arguments[i] = reference == null ? activationObject(component, types[i]) : referenced(component, reference, types[i]);
            }
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw failed(component, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw failed(component, e);
        }
    }

    private static IllegalStateException failed(Component component, Throwable cause) {
        return new IllegalStateException("Component " + component.name + " cannot be created: " + cause, cause);
    }

    /** What a constructor, activate or deactivate method may ask for beside references. */
    private Object activationObject(Component component, Class<?> type) {
        if (type.isAnnotation()) {
            return ConfigType.of(type, properties(component));
        }
        if (type == Map.class) {
            return Map.copyOf(properties(component));
        }
        throw new IllegalStateException("Component " + component.name + " needs a " + type.getName()
                + ", which only a framework has");
    }

    private Map<String, Object> properties(Component component) {
        Map<String, Object> properties = new HashMap<>();
        if (settings != null) {
            for (String pid : component.pids) {
                properties.putAll(settings.of(pid));
            }
        }
        return properties;
    }

    private Object referenced(Component component, Component.Reference reference, Class<?> type) {
        if (reference.isMultiple()) {
            List<Object> all = instances(reference.service);
            if (all.isEmpty() && reference.isMandatory()) {
                throw missing(component, reference);
            }
            return all;
        }
        Component provider = satisfiedProvider(reference.service);
        if (provider == null && reference.isMandatory()) {
            throw missing(component, reference);
        }
        Object service = provider == null ? null : instance(provider);
        return type == Optional.class ? Optional.ofNullable(service) : service;
    }

    private static IllegalStateException missing(Component component, Component.Reference reference) {
        return new IllegalStateException("Component " + component.name + " needs a " + reference.service
                + ", which nothing on the class path provides");
    }

    private void inject(Component component, Component.Reference reference) {
        if (reference.bind == null && reference.field == null) {
            return;
        }
        try {
            if (reference.field != null) {
                Field field = member(component).getDeclaredField(reference.field);
                field.setAccessible(true);
                field.set(component.instance, referenced(component, reference, field.getType()));
                return;
            }
            Object service = referenced(component, reference, Object.class);
            Collection<?> services = reference.isMultiple() ? (Collection<?>) service
                    : service == null ? List.of() : List.of(service);
            Method bind = method(component, reference.bind);
            for (Object each : services) {
                bind.invoke(component.instance, bind.getParameterCount() == 1 ? new Object[] {each}
                        : new Object[] {each, Map.of()});
            }
        } catch (InvocationTargetException e) {
            throw failed(component, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw failed(component, e);
        }
    }

    private static Class<?> member(Component component) {
        return component.instance.getClass();
    }

    private static Method method(Component component, String name) throws NoSuchMethodException {
        for (Class<?> type = member(component); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name) && !method.isBridge()) {
                    method.setAccessible(true);
                    return method;
                }
            }
        }
        throw new NoSuchMethodException(component.implementation + "." + name);
    }

    private void invoke(Component component, String name) {
        try {
            Method method = method(component, name);
            Class<?>[] types = method.getParameterTypes();
            Object[] arguments = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                arguments[i] = activationObject(component, types[i]);
            }
            method.invoke(component.instance, arguments);
        } catch (InvocationTargetException e) {
            throw failed(component, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw failed(component, e);
        }
    }
}
