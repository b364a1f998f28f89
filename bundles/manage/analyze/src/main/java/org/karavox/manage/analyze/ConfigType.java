package org.karavox.manage.analyze;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.karavox.config.Key;

/** Component property types: an annotation type whose methods answer configured values, or the defaults they declare. */
final class ConfigType implements InvocationHandler {

    private final Class<?> type;
    private final Map<String, Object> values = new HashMap<>();

    private ConfigType(Class<?> type) {
        this.type = type;
    }

    /**
     * An instance of {@code type}.
     *
     * @param properties by property name
     */
    static Object of(Class<?> type, Map<String, Object> properties) {
        ConfigType handler = new ConfigType(type);
        for (Method method : type.getDeclaredMethods()) {
            Object configured = properties.get(Key.attributeOf(method.getName()));
            Object value = configured == null ? method.getDefaultValue() : coerced(configured, method.getReturnType());
            handler.values.put(method.getName(), value == null ? nothing(method.getReturnType()) : value);
        }
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
        Object value = values.get(method.getName());
        if (value != null || values.containsKey(method.getName())) {
            return value;
        }
        switch (method.getName()) {
            case "annotationType":
                return type;
            case "hashCode":
                return System.identityHashCode(proxy);
            case "equals":
                return proxy == arguments[0];
            default:
                return "@" + type.getName() + values;
        }
    }

    /** What a method without default and without configured value answers. */
    private static Object nothing(Class<?> type) {
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
    }

    private static Object coerced(Object value, Class<?> type) {
        if (type.isArray()) {
            boolean several = value.getClass().isArray();
            int length = several ? Array.getLength(value) : 1;
            Object array = Array.newInstance(type.getComponentType(), length);
            for (int i = 0; i < length; i++) {
                Array.set(array, i, coerced(several ? Array.get(value, i) : value, type.getComponentType()));
            }
            return array;
        }
        if (type == String.class) {
            return value.toString();
        }
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(value.toString())) {
                    return constant;
                }
            }
        } else if (value instanceof Number) {
            Number number = (Number) value;
            if (type == int.class) {
                return number.intValue();
            } else if (type == long.class) {
                return number.longValue();
            } else if (type == double.class) {
                return number.doubleValue();
            } else if (type == float.class) {
                return number.floatValue();
            } else if (type == short.class) {
                return number.shortValue();
            } else if (type == byte.class) {
                return number.byteValue();
            }
        } else if (type == boolean.class && value instanceof Boolean) {
            return value;
        }
        throw new IllegalArgumentException("'" + value + "' cannot be a " + type.getName());
    }
}
