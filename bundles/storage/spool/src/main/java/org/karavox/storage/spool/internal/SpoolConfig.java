package org.karavox.storage.spool.internal;

import org.karavox.runtime.Syntax;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Keys of {@code voipmonitor.conf} that this bundle owns. A method is named exactly like its key. */
@ObjectClassDefinition(name = "Packet spool", description = "Keeps the packets of calls as pcap files, "
        + "in an archive per minute or one by one.")
@interface SpoolConfig {

    @AttributeDefinition(name = "Spool directory", description = "Root of the files. Created on demand.")
    @Syntax(Syntax.Kind.PATH)
    String spooldir() default "/var/spool/voipmonitor";

    @AttributeDefinition(name = "Save SIP", description = "Keeps the signalling of calls.")
    boolean savesip() default true;

    @AttributeDefinition(name = "Save RTP", description = "Keeps the media of calls: yes, no, or header "
            + "(every RTP packet is cut behind its RTP header).",
            options = {@Option(label = "no", value = "no"), @Option(label = "yes", value = "yes"),
                    @Option(label = "header", value = "header")})
    String savertp() default "yes";

    @AttributeDefinition(name = "Save RTCP", description = "Keeps RTCP, in the same file as RTP.")
    boolean savertcp() default true;

    @AttributeDefinition(name = "Mode of files", description = "Octal mode of new files. Empty = 0640 "
            + "(voipmonitor: 0666), further restricted by the umask; a mode that is given is set as it is.",
            required = false)
    @Syntax(Syntax.Kind.OCTAL_MODE)
    String spooldir_file_permission() default "";

    @AttributeDefinition(name = "Mode of directories", description = "Octal mode of new directories. Empty = 0750 "
            + "(voipmonitor: 0777), further restricted by the umask; a mode that is given is set as it is.",
            required = false)
    @Syntax(Syntax.Kind.OCTAL_MODE)
    String spooldir_dir_permission() default "";

    @AttributeDefinition(name = "Directory per sensor", description = "Puts the number of the sensor (id_sensor), "
            + "if it has one, in front of the date.")
    boolean spooldir_by_sensor() default false;

    @AttributeDefinition(name = "Characters to convert", description = "Further characters that become _ in file names.",
            required = false)
    String convertchar() default "";

    @AttributeDefinition(name = "Directory per sensor name", description = "Puts the name of the sensor "
            + "(name_sensor), if it has one, in front of the date.")
    boolean spooldir_by_sensorname() default false;

    @AttributeDefinition(name = "Directory of RTP", description = "Own root for media. Empty = spooldir.",
            required = false)
    @Syntax(Syntax.Kind.PATH)
    String spooldir_rtp() default "";

    @AttributeDefinition(name = "Directory of sound", description = "Own root for sound. Empty = spooldir.",
            required = false)
    @Syntax(Syntax.Kind.PATH)
    String spooldir_audio() default "";

    @AttributeDefinition(name = "Owner", description = "User to whom new files and directories are given. Empty = the "
            + "user of the process.", required = false)
    String spooldir_owner() default "";

    @AttributeDefinition(name = "Group", description = "Group to which new files and directories are given. Empty = "
            + "the group of the process.", required = false)
    String spooldir_group() default "";

    @AttributeDefinition(name = "Archives", description = "Collects the files of calls in an archive (tar) per kind and minute.")
    boolean tar() default true;

    @AttributeDefinition(name = "No archives after all", description = "Writes plain files although tar = yes.")
    boolean tar_bypass() default false;

    @AttributeDefinition(name = "Threads", description = "Most threads per root that compress and write archives; "
            + "never more than the machine has processors.", min = "1", max = "256")
    int tar_maxthreads() default 8;

    @AttributeDefinition(name = "Chunk", description = "KiB that are collected of a file before they are written to its archive.",
            min = "8", max = "16384")
    int tar_chunk_kb() default 128;

    @AttributeDefinition(name = "Hash of long names", description = "Shortens names of more than 92 characters in an "
            + "archive by a hash; otherwise they are cut.")
    boolean tar_use_hash_instead_of_long_callid() default true;

    @AttributeDefinition(name = "Compression of SIP archives", description = "Compresses archives of SIP as a whole; "
            + "gzip means zstd, as in voipmonitor, gzipforce means gzip.",
            options = {@Option(label = "no", value = "no"), @Option(label = "zstd", value = "zstd"),
                    @Option(label = "gzip", value = "gzip"), @Option(label = "gzipforce", value = "gzipforce"),
                    @Option(label = "lzma", value = "lzma")})
    String tar_compress_sip() default "zstd";

    @AttributeDefinition(name = "Level of gzip, SIP", description = "Level of compression.", min = "1", max = "9")
    int tar_sip_level_gzip() default 6;

    @AttributeDefinition(name = "Level of lzma, SIP", description = "Level of compression.", min = "0", max = "9")
    int tar_sip_level_lzma() default 5;

    @AttributeDefinition(name = "Level of zstd, SIP", description = "Level of compression.", min = "1", max = "22")
    int tar_sip_level_zstd() default 1;

    @AttributeDefinition(name = "Compression within SIP archives", description = "Compresses the files within archives of SIP.",
            options = {@Option(label = "no", value = "no"), @Option(label = "zip", value = "zip"),
                    @Option(label = "gzip", value = "gzip"), @Option(label = "lzma", value = "lzma"),
                    @Option(label = "zstd", value = "zstd")})
    String tar_internalcompress_sip() default "no";

    @AttributeDefinition(name = "Compression of RTP archives", description = "Compresses archives of RTP as a whole; "
            + "gzip means zstd, as in voipmonitor, gzipforce means gzip. Without effect where pcap_dump_zip_rtp compresses.",
            options = {@Option(label = "no", value = "no"), @Option(label = "zstd", value = "zstd"),
                    @Option(label = "gzip", value = "gzip"), @Option(label = "gzipforce", value = "gzipforce"),
                    @Option(label = "lzma", value = "lzma")})
    String tar_compress_rtp() default "no";

    @AttributeDefinition(name = "Level of gzip, RTP", description = "Level of compression.", min = "1", max = "9")
    int tar_rtp_level_gzip() default 1;

    @AttributeDefinition(name = "Level of lzma, RTP", description = "Level of compression.", min = "0", max = "9")
    int tar_rtp_level_lzma() default 1;

    @AttributeDefinition(name = "Level of zstd, RTP", description = "Level of compression.", min = "1", max = "22")
    int tar_rtp_level_zstd() default 1;

    @AttributeDefinition(name = "Compression within RTP archives", description = "Compresses the files within archives of RTP.",
            options = {@Option(label = "no", value = "no"), @Option(label = "zip", value = "zip"),
                    @Option(label = "gzip", value = "gzip"), @Option(label = "lzma", value = "lzma"),
                    @Option(label = "zstd", value = "zstd")})
    String tar_internalcompress_rtp() default "no";

    @AttributeDefinition(name = "Compression of captures", description = "Sets pcap_dump_zip_sip and pcap_dump_zip_rtp together.",
            required = false,
            options = {@Option(label = "", value = ""), @Option(label = "no", value = "no"),
                    @Option(label = "yes", value = "yes"), @Option(label = "zip", value = "zip"),
                    @Option(label = "gzip", value = "gzip"), @Option(label = "lzma", value = "lzma"),
                    @Option(label = "zstd", value = "zstd")})
    String pcap_dump_zip() default "";

    @AttributeDefinition(name = "Compression of everything", description = "As pcap_dump_zip.", required = false,
            options = {@Option(label = "", value = ""), @Option(label = "no", value = "no"),
                    @Option(label = "yes", value = "yes"), @Option(label = "zip", value = "zip"),
                    @Option(label = "gzip", value = "gzip"), @Option(label = "lzma", value = "lzma"),
                    @Option(label = "zstd", value = "zstd")})
    String pcap_dump_zip_all() default "";

    @AttributeDefinition(name = "Level of captures", description = "Level of pcap_dump_zip for all kinds; -1 = that of each kind.",
            min = "-1", max = "22")
    int pcap_dump_ziplevel() default -1;

    @AttributeDefinition(name = "Compression of SIP captures", description = "Compresses the files within archives of "
            + "SIP, if those are not compressed as a whole; yes means gzip.",
            options = {@Option(label = "no", value = "no"), @Option(label = "yes", value = "yes"),
                    @Option(label = "zip", value = "zip"), @Option(label = "gzip", value = "gzip"),
                    @Option(label = "lzma", value = "lzma"), @Option(label = "zstd", value = "zstd")})
    String pcap_dump_zip_sip() default "no";

    @AttributeDefinition(name = "Level of SIP captures", description = "Level of compression; -1 = the usual one.",
            min = "-1", max = "22")
    int pcap_dump_ziplevel_sip() default -1;

    @AttributeDefinition(name = "Compression of RTP captures", description = "Compresses the files within archives of "
            + "RTP (voipmonitor: lzo); yes means gzip.",
            options = {@Option(label = "no", value = "no"), @Option(label = "yes", value = "yes"),
                    @Option(label = "zip", value = "zip"), @Option(label = "gzip", value = "gzip"),
                    @Option(label = "lzma", value = "lzma"), @Option(label = "zstd", value = "zstd")})
    String pcap_dump_zip_rtp() default "no";

    @AttributeDefinition(name = "Level of RTP captures", description = "Level of compression; -1 = the usual one.",
            min = "-1", max = "22")
    int pcap_dump_ziplevel_rtp() default -1;
}
