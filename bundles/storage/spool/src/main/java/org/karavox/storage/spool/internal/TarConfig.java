package org.karavox.storage.spool.internal;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the keys say about archives: which compression, where. */
final class TarConfig {

    private static final Logger LOGGER = LoggerFactory.getLogger(TarConfig.class);

    private TarConfig() {
    }

    static boolean isOn(SpoolConfig config) {
        return config.tar() && !config.tar_bypass();
    }

    /** An archive that is compressed as a whole has no compressed files in it. */
    static TarRules sip(SpoolConfig config) {
        Compression whole = whole(config.tar_compress_sip());
        Compression internal = entry(config.tar_internalcompress_sip());
        Compression zip = zip(config, config.pcap_dump_zip_sip());
        Compression entry = internal != Compression.NONE ? internal : whole == Compression.NONE ? zip : Compression.NONE;
        int level = level(whole, config.tar_sip_level_gzip(), config.tar_sip_level_lzma(), config.tar_sip_level_zstd());
        return new TarRules(whole, level, entry, zipLevel(config, config.pcap_dump_ziplevel_sip()));
    }

    /** Files that are compressed each by itself are in an archive that is not. */
    static TarRules rtp(SpoolConfig config) {
        Compression zip = zip(config, config.pcap_dump_zip_rtp());
        Compression internal = entry(config.tar_internalcompress_rtp());
        Compression whole = zip == Compression.NONE ? whole(config.tar_compress_rtp()) : Compression.NONE;
        int level = level(whole, config.tar_rtp_level_gzip(), config.tar_rtp_level_lzma(), config.tar_rtp_level_zstd());
        return new TarRules(whole, level, zip != Compression.NONE ? zip : internal, zipLevel(config, config.pcap_dump_ziplevel_rtp()));
    }

    /** Says what has no effect because plain files are never compressed. */
    static void warnOfWhatPlainFilesLack(SpoolConfig config) {
        if (zip(config, config.pcap_dump_zip_sip()) != Compression.NONE || zip(config, config.pcap_dump_zip_rtp()) != Compression.NONE) {
            LOGGER.warn("pcap_dump_zip: plain files are written without compression, use tar = yes to have them compressed");
        }
    }

    private static int level(Compression compression, int gzip, int lzma, int zstd) {
        return switch (compression) {
            case GZIP -> gzip;
            case LZMA -> lzma;
            case ZSTD -> zstd;
            case NONE -> 0;
        };
    }

    private static Compression zip(SpoolConfig config, String ofKind) {
        String all = config.pcap_dump_zip_all().isBlank() ? config.pcap_dump_zip() : config.pcap_dump_zip_all();
        return entry(all.isBlank() ? ofKind : all);
    }

    private static int zipLevel(SpoolConfig config, int ofKind) {
        return config.pcap_dump_ziplevel() < 0 ? ofKind : config.pcap_dump_ziplevel();
    }

    private static Compression whole(String word) {
        return switch (word.trim().toLowerCase(Locale.ROOT)) {
            case "zstd", "gzip" -> Compression.ZSTD; // voipmonitor took gzip for zstd when it got zstd
            case "gzipforce" -> Compression.GZIP;
            case "lzma" -> Compression.LZMA;
            default -> Compression.NONE;
        };
    }

    private static Compression entry(String word) {
        return switch (word.trim().toLowerCase(Locale.ROOT)) {
            case "yes", "zip", "gzip" -> Compression.GZIP;
            case "zstd" -> Compression.ZSTD;
            case "lzma" -> Compression.LZMA;
            default -> Compression.NONE;
        };
    }
}
