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
    public boolean spooldir_by_sensorname() {
        return byDefault("spooldir_by_sensorname", Boolean.class);
    }

    @Override
    public String spooldir_rtp() {
        return byDefault("spooldir_rtp", String.class);
    }

    @Override
    public String spooldir_audio() {
        return byDefault("spooldir_audio", String.class);
    }

    @Override
    public String spooldir_owner() {
        return byDefault("spooldir_owner", String.class);
    }

    @Override
    public String spooldir_group() {
        return byDefault("spooldir_group", String.class);
    }

    @Override
    public boolean tar() {
        return byDefault("tar", Boolean.class);
    }

    @Override
    public boolean tar_bypass() {
        return byDefault("tar_bypass", Boolean.class);
    }

    @Override
    public int tar_maxthreads() {
        return byDefault("tar_maxthreads", Integer.class);
    }

    @Override
    public int tar_chunk_kb() {
        return byDefault("tar_chunk_kb", Integer.class);
    }

    @Override
    public boolean tar_use_hash_instead_of_long_callid() {
        return byDefault("tar_use_hash_instead_of_long_callid", Boolean.class);
    }

    @Override
    public String tar_compress_sip() {
        return byDefault("tar_compress_sip", String.class);
    }

    @Override
    public int tar_sip_level_gzip() {
        return byDefault("tar_sip_level_gzip", Integer.class);
    }

    @Override
    public int tar_sip_level_lzma() {
        return byDefault("tar_sip_level_lzma", Integer.class);
    }

    @Override
    public int tar_sip_level_zstd() {
        return byDefault("tar_sip_level_zstd", Integer.class);
    }

    @Override
    public String tar_internalcompress_sip() {
        return byDefault("tar_internalcompress_sip", String.class);
    }

    @Override
    public String tar_compress_rtp() {
        return byDefault("tar_compress_rtp", String.class);
    }

    @Override
    public int tar_rtp_level_gzip() {
        return byDefault("tar_rtp_level_gzip", Integer.class);
    }

    @Override
    public int tar_rtp_level_lzma() {
        return byDefault("tar_rtp_level_lzma", Integer.class);
    }

    @Override
    public int tar_rtp_level_zstd() {
        return byDefault("tar_rtp_level_zstd", Integer.class);
    }

    @Override
    public String tar_internalcompress_rtp() {
        return byDefault("tar_internalcompress_rtp", String.class);
    }

    @Override
    public String pcap_dump_zip() {
        return byDefault("pcap_dump_zip", String.class);
    }

    @Override
    public String pcap_dump_zip_all() {
        return byDefault("pcap_dump_zip_all", String.class);
    }

    @Override
    public int pcap_dump_ziplevel() {
        return byDefault("pcap_dump_ziplevel", Integer.class);
    }

    @Override
    public String pcap_dump_zip_sip() {
        return byDefault("pcap_dump_zip_sip", String.class);
    }

    @Override
    public int pcap_dump_ziplevel_sip() {
        return byDefault("pcap_dump_ziplevel_sip", Integer.class);
    }

    @Override
    public String pcap_dump_zip_rtp() {
        return byDefault("pcap_dump_zip_rtp", String.class);
    }

    @Override
    public int pcap_dump_ziplevel_rtp() {
        return byDefault("pcap_dump_ziplevel_rtp", Integer.class);
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return SpoolConfig.class;
    }
}
