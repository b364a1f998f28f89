package org.karavox.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.karavox.runtime.Syntax;

/**
 * One key of {@code voipmonitor.conf} as its owner declares it in its metatype.
 *
 * @param name as in the file, for example {@code udp_port_vxlan}
 * @param pid of the configuration that holds it
 * @param attribute name of the property there, for example {@code udp.port.vxlan}
 * @param type of the value
 * @param multiple the property is an array: every occurrence of the key is one element
 * @param defaultValue text of the default, elements separated by commas as in metatype; empty if there is none
 * @param min smallest number accepted, empty if there is no limit
 * @param max largest number accepted, empty if there is no limit
 * @param options the words a text may be; empty if it may be anything
 * @param syntax what a text has to look like; empty if it may be anything
 * @param topic title of the group of keys
 * @param title short name for people
 * @param description what the key does
 */
public record Key(String name, String pid, String attribute, Type type, boolean multiple, String defaultValue, String min,
        String max, List<String> options, Optional<Syntax.Kind> syntax, String topic, String title, String description) {

    /** What a value is. */
    public enum Type {
        /** yes or no. */
        BOOLEAN,
        /** Whole number of 32 bits. */
        INTEGER,
        /** Whole number of 64 bits. */
        LONG,
        /** Number with a fraction. */
        DOUBLE,
        /** Text. */
        STRING
    }

    public Key {
        requireNonNull(name, "name");
        requireNonNull(pid, "pid");
        requireNonNull(attribute, "attribute");
        requireNonNull(type, "type");
        requireNonNull(syntax, "syntax");
        options = List.copyOf(options);
    }

    /** The key of a metatype attribute: {@code udp.port.vxlan} is {@code udp_port_vxlan}. */
    public static String nameOf(String attribute) {
        return attribute.replace('.', '_');
    }

    /**
     * The attribute of an annotation method, as Declarative Services names it: {@code _} becomes a dot, {@code __} stays
     * {@code _}, {@code $_$} is a hyphen, {@code $$} is {@code $}, any other {@code $} vanishes.
     */
    public static String attributeOf(String method) {
        if (method.indexOf('_') < 0 && method.indexOf('$') < 0) {
            return method;
        }
        StringBuilder attribute = new StringBuilder(method.length());
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            if (c == '$') {
                if (method.startsWith("$_$", i)) {
                    attribute.append('-');
                    i += 2;
                } else if (method.startsWith("$$", i)) {
                    attribute.append('$');
                    i++;
                }
            } else if (c == '_') {
                if (method.startsWith("__", i)) {
                    attribute.append('_');
                    i++;
                } else {
                    attribute.append('.');
                }
            } else {
                attribute.append(c);
            }
        }
        return attribute.toString();
    }

    /** True if values of this key must not be shown. */
    public boolean isSecret() {
        return isSecret(name);
    }

    /** True if the name says that its value is a secret. */
    public static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("password") || lower.contains("secret");
    }

    /** {@code value}, or asterisks if it must not be shown. */
    public String shown(String value) {
        return isSecret() && !value.isEmpty() ? "********" : value;
    }

    /**
     * The feature that brings the owner, by the naming rule: {@code karavox.tunnel.vxlan} comes with
     * {@code karavox-tunnel-vxlan}, what has no stage in its name with {@code karavox-core}.
     */
    public static String featureOf(String pid) {
        int stage = pid.indexOf('.');
        int name = pid.indexOf('.', stage + 1);
        if (name < 0) {
            return "karavox-core";
        }
        int end = pid.indexOf('.', name + 1);
        return (end < 0 ? pid : pid.substring(0, end)).replace('.', '-');
    }
}
