package org.karavox.storage.spool.internal;

import org.karavox.runtime.Syntax;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Keys of {@code voipmonitor.conf} that this bundle owns. A method is named exactly like its key. */
@ObjectClassDefinition(name = "Packet spool", description = "Keeps the packets of calls as pcap files, one per call and kind.")
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
}
