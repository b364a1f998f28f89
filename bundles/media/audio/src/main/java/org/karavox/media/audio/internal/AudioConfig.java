package org.karavox.media.audio.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Keys of {@code voipmonitor.conf} that this bundle owns. A method is named exactly like its key. */
@ObjectClassDefinition(name = "Sound of calls", description = "Makes a file of the sound of each call when it has ended.")
@interface AudioConfig {

    @AttributeDefinition(name = "Save audio", description = "Form of the files; yes is wav, ogg is Opus in Ogg. no = none are made.", options = {
        @Option(label = "no", value = "no"), @Option(label = "yes", value = "yes"), @Option(label = "wav", value = "wav"),
        @Option(label = "ogg", value = "ogg")})
    String saveaudio() default "no";

    @AttributeDefinition(name = "Answered calls only", description = "Makes files of answered calls only.")
    boolean saveaudio_answeronly() default false;

    @AttributeDefinition(name = "From the answer on", description = "Leaves out what was before the answer.")
    boolean saveaudio_afterconnect() default false;

    @AttributeDefinition(name = "Stereo", description = "Caller left, called party right; no = both in one channel.")
    boolean saveaudio_stereo() default true;

    @AttributeDefinition(name = "Swap the sides", description = "Called party left, caller right.")
    boolean saveaudio_reversestereo() default false;

    @AttributeDefinition(name = "Begin with the first INVITE", description = "Silence until the first sound; no = begins with the first sound.")
    boolean saveaudio_from_first_invite() default true;

    @AttributeDefinition(name = "Mix", description = "Adds streams of one side that sound at the same time; no = the one that comes last is heard.")
    boolean saveaudio_wav_mix() default true;

    @AttributeDefinition(name = "Only from or to signalling addresses", description = "Uses only streams that have an address of the "
            + "signalling of the call at one end.")
    boolean saveaudio_filteripbysipip() default false;

    @AttributeDefinition(name = "Choose streams", description = "Takes a stream that was seen before and behind a relay only once.")
    boolean saveaudio_filter_ext() default true;

    @AttributeDefinition(name = "Quality of ogg", description = "0 to 1: 12 to 42 kbit/s for each channel.", min = "0",
            max = "1")
    double ogg_quality() default 0.4;
}
