package org.karavox.media.audio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.karavox.call.CallRecord;

/** What a file sounds like. */
record Sound(int rateHz, int channels, short[] samples) {

    static final CallSound.Wishes WAV = new CallSound.Wishes(false, 24000, new Mixdown.Layout(true, false, true), true, false, false, true);

    static Sound of(CallRecord call, byte[] capture, Path file) throws IOException {
        return of(call, capture, file, WAV);
    }

    static Sound of(CallRecord call, byte[] capture, Path file, CallSound.Wishes wishes) throws IOException {
        make(call, capture, file, wishes);
        return read(Files.readAllBytes(file));
    }

    static CallSound.Outcome make(CallRecord call, byte[] capture, Path file, CallSound.Wishes wishes) throws IOException {
        return new CallSound(call, wishes).make(kinds -> Optional.of(new ByteArrayInputStream(capture)), survey -> { },
                () -> FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    static Sound read(byte[] wav) {
        ByteBuffer file = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(0x46464952, file.getInt(0));
        assertEquals(wav.length - 8, file.getInt(4));
        assertEquals(wav.length - 44, file.getInt(40));
        return new Sound(file.getInt(24), file.getShort(22), Peer.samples(java.util.Arrays.copyOfRange(wav, 44, wav.length)));
    }

    double millis() {
        return samples.length * 1000.0 / channels / rateHz;
    }

    private int sample(int channel, int frame) {
        return samples[frame * channels + channel];
    }

    /** Mean amplitude between two times, milliseconds. */
    double level(int channel, double from, double to) {
        double sum = 0;
        int begin = (int) (from * rateHz / 1000);
        int end = Math.min((int) (to * rateHz / 1000), samples.length / channels);
        for (int i = begin; i < end; i++) {
            sum += Math.abs(sample(channel, i));
        }
        return sum / Math.max(1, end - begin);
    }

    /** Milliseconds at which it becomes loud after at least 100 ms of silence. */
    List<Double> onsets(int channel) {
        List<Double> onsets = new ArrayList<>();
        int silence = rateHz / 10;
        for (int i = 0; i < samples.length / channels; i++) {
            if (Math.abs(sample(channel, i)) < 1000) {
                silence++;
            } else {
                if (silence >= rateHz / 10) {
                    onsets.add(i * 1000.0 / rateHz);
                }
                silence = 0;
            }
        }
        return onsets;
    }
}
