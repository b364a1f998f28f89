package org.karavox.storage.spool.internal;

import java.lang.annotation.Annotation;

/** The defaults of the annotation in UTC, and what a test says otherwise. */
class TestConfig implements SpoolConfig {

    static final SpoolConfig DEFAULTS = new TestConfig();

    private static <T> T byDefault(String key, Class<T> type) {
        try {
            return type.cast(SpoolConfig.class.getDeclaredMethod(key).getDefaultValue());
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String spooldir() {
        return byDefault("spooldir", String.class);
    }

    @Override
    public boolean savesip() {
        return byDefault("savesip", Boolean.class);
    }

    @Override
    public String savertp() {
        return byDefault("savertp", String.class);
    }

    @Override
    public boolean savertcp() {
        return byDefault("savertcp", Boolean.class);
    }

    @Override
    public String spooldir_file_permission() {
        return byDefault("spooldir_file_permission", String.class);
    }

    @Override
    public String spooldir_dir_permission() {
        return byDefault("spooldir_dir_permission", String.class);
    }

    @Override
    public boolean spooldir_by_sensor() {
        return byDefault("spooldir_by_sensor", Boolean.class);
    }

    @Override
    public String convertchar() {
        return byDefault("convertchar", String.class);
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return SpoolConfig.class;
    }
}
