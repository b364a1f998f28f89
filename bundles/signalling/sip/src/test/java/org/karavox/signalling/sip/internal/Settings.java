package org.karavox.signalling.sip.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** Configuration of a test: the defaults of {@link SipConfig} and what the test sets. */
final class Settings {

    private final Map<String, Object> values = new HashMap<>();

    Settings set(String key, Object value) {
        try {
            SipConfig.class.getDeclaredMethod(key);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(key, e);
        }
        values.put(key, value);
        return this;
    }

    SipConfig config() {
        return (SipConfig) Proxy.newProxyInstance(SipConfig.class.getClassLoader(), new Class<?>[] {SipConfig.class},
                (proxy, method, arguments) -> method.getDeclaringClass() == Annotation.class ? SipConfig.class
                        : values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
