package org.karavox.storage.cleaner.internal;

import org.karavox.runtime.Syntax;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code voipmonitor.conf} that this bundle owns. A method is named exactly like its key. */
@ObjectClassDefinition(name = "Spool cleaning", description = "Keeps the spool within its limits: the oldest minutes are deleted.")
@interface CleanerConfig {

    @AttributeDefinition(name = "Clean", description = "Master switch: no = nothing is ever deleted, not even when the disk is full.")
    boolean cleanspool() default true;

    @AttributeDefinition(name = "Interval", description = "Seconds between two runs; 0 = 300.", min = "0", max = "86400")
    int cleanspool_interval() default 0;

    @AttributeDefinition(name = "Hours", description = "Hours of the day in which it cleans, both included: 1-5 = 01:00 to 05:59, "
            + "22-4 crosses midnight. Empty = always. Ignored while the disk is nearly full.", required = false)
    @Syntax(Syntax.Kind.HOURS)
    String cleanspool_enable_fromto() default "";

    @AttributeDefinition(name = "Old name of maxpoolsize", description = "MB, used if maxpoolsize is 0.", min = "0", max = "2147483647")
    int cleanspool_size() default 0;

    @AttributeDefinition(name = "Emergency below this share", description = "Percent of the file system that must stay free; below, "
            + "the oldest minutes are deleted although no limit is reached. 0 = off.", min = "0", max = "99")
    int autocleanspoolminpercent() default 1;

    @AttributeDefinition(name = "Emergency below this many GB", description = "GB that must stay free, as above. 0 = off.", min = "0",
            max = "1000000")
    int autocleanmingb() default 5;

    @AttributeDefinition(name = "Delete what is no file of a call", description = "Deletes files and folders below the folder of an hour "
            + "that are of no known kind, an hour after they were last written.")
    boolean maxpool_clean_obsolete() default false;

    @AttributeDefinition(name = "Log every deletion", description = "One line in the log for each folder that is deleted.")
    boolean all_unlink_log() default false;

    @AttributeDefinition(name = "All kinds together: size", description = "MB; the oldest minutes beyond are deleted. 0 = no limit.", min = "0",
            max = "2147483647")
    int maxpoolsize() default 0;

    @AttributeDefinition(name = "All kinds together: days", description = "Days by the date of the folder; older ones are deleted. 0 = no limit.",
            min = "0", max = "100000")
    int maxpooldays() default 0;

    @AttributeDefinition(name = "Signalling (SIP, REG, SKINNY, MGCP, SS7): size", description = "MB; the oldest minutes beyond are deleted. 0 = no limit.", min = "0",
            max = "2147483647")
    int maxpoolsipsize() default 0;

    @AttributeDefinition(name = "Signalling (SIP, REG, SKINNY, MGCP, SS7): days", description = "Days by the date of the folder; older ones are deleted. 0 = no limit.",
            min = "0", max = "100000")
    int maxpoolsipdays() default 0;

    @AttributeDefinition(name = "Media (RTP): size", description = "MB; the oldest minutes beyond are deleted. 0 = no limit.", min = "0",
            max = "2147483647")
    int maxpoolrtpsize() default 0;

    @AttributeDefinition(name = "Media (RTP): days", description = "Days by the date of the folder; older ones are deleted. 0 = no limit.",
            min = "0", max = "100000")
    int maxpoolrtpdays() default 0;

    @AttributeDefinition(name = "Graphs (GRAPH): size", description = "MB; the oldest minutes beyond are deleted. 0 = no limit.", min = "0",
            max = "2147483647")
    int maxpoolgraphsize() default 0;

    @AttributeDefinition(name = "Graphs (GRAPH): days", description = "Days by the date of the folder; older ones are deleted. 0 = no limit.",
            min = "0", max = "100000")
    int maxpoolgraphdays() default 0;

    @AttributeDefinition(name = "Sound (AUDIO): size", description = "MB; the oldest minutes beyond are deleted. 0 = no limit.", min = "0",
            max = "2147483647")
    int maxpoolaudiosize() default 0;

    @AttributeDefinition(name = "Sound (AUDIO): days", description = "Days by the date of the folder; older ones are deleted. 0 = no limit.",
            min = "0", max = "100000")
    int maxpoolaudiodays() default 0;

    @AttributeDefinition(name = "Pictures of sound (AUDIOGRAPH): size", description = "MB; the oldest minutes beyond are deleted. 0 = no limit.", min = "0",
            max = "2147483647")
    int maxpoolaudiographsize() default 0;

    @AttributeDefinition(name = "Pictures of sound (AUDIOGRAPH): days", description = "Days by the date of the folder; older ones are deleted. 0 = no limit.",
            min = "0", max = "100000")
    int maxpoolaudiographdays() default 0;

    @AttributeDefinition(name = "All kinds together of the second spool: size", description = "MB; the oldest minutes beyond are deleted. 0 = no limit.", min = "0",
            max = "2147483647")
    int maxpoolsize_2() default 0;

    @AttributeDefinition(name = "All kinds together of the second spool: days", description = "Days by the date of the folder; older ones are deleted. 0 = no limit.",
            min = "0", max = "100000")
    int maxpooldays_2() default 0;

    @AttributeDefinition(name = "Signalling (SIP, REG, SKINNY, MGCP, SS7) of the second spool: size", description = "MB; the oldest minutes beyond are deleted. 0 = no limit.", min = "0",
            max = "2147483647")
    int maxpoolsipsize_2() default 0;

    @AttributeDefinition(name = "Signalling (SIP, REG, SKINNY, MGCP, SS7) of the second spool: days", description = "Days by the date of the folder; older ones are deleted. 0 = no limit.",
            min = "0", max = "100000")
    int maxpoolsipdays_2() default 0;

    @AttributeDefinition(name = "Media (RTP) of the second spool: size", description = "MB; the oldest minutes beyond are deleted. 0 = no limit.", min = "0",
            max = "2147483647")
    int maxpoolrtpsize_2() default 0;

    @AttributeDefinition(name = "Media (RTP) of the second spool: days", description = "Days by the date of the folder; older ones are deleted. 0 = no limit.",
            min = "0", max = "100000")
    int maxpoolrtpdays_2() default 0;

    @AttributeDefinition(name = "Graphs (GRAPH) of the second spool: size", description = "MB; the oldest minutes beyond are deleted. 0 = no limit.", min = "0",
            max = "2147483647")
    int maxpoolgraphsize_2() default 0;

    @AttributeDefinition(name = "Graphs (GRAPH) of the second spool: days", description = "Days by the date of the folder; older ones are deleted. 0 = no limit.",
            min = "0", max = "100000")
    int maxpoolgraphdays_2() default 0;

    @AttributeDefinition(name = "Sound (AUDIO) of the second spool: size", description = "MB; the oldest minutes beyond are deleted. 0 = no limit.", min = "0",
            max = "2147483647")
    int maxpoolaudiosize_2() default 0;

    @AttributeDefinition(name = "Sound (AUDIO) of the second spool: days", description = "Days by the date of the folder; older ones are deleted. 0 = no limit.",
            min = "0", max = "100000")
    int maxpoolaudiodays_2() default 0;

    @AttributeDefinition(name = "Pictures of sound (AUDIOGRAPH) of the second spool: size", description = "MB; the oldest minutes beyond are deleted. 0 = no limit.", min = "0",
            max = "2147483647")
    int maxpoolaudiographsize_2() default 0;

    @AttributeDefinition(name = "Pictures of sound (AUDIOGRAPH) of the second spool: days", description = "Days by the date of the folder; older ones are deleted. 0 = no limit.",
            min = "0", max = "100000")
    int maxpoolaudiographdays_2() default 0;
}
