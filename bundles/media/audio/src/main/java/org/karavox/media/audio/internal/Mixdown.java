package org.karavox.media.audio.internal;

import java.io.IOException;

/**
 * Two sides on one line of time, of which a window is kept until nothing more can come for it. One thread.
 *
 * <p>Where several streams of a side sound at the same time they are added, or the one that comes last is heard.
 */
final class Mixdown {

    private static final int WINDOW_SECONDS = 20;
    private static final int OPEN_SECONDS = 8;

    /**
     * How the sides become channels.
     *
     * @param stereo false = both in one
     * @param reversed called party left
     * @param adds streams of one side that sound together
     */
    record Layout(boolean stereo, boolean reversed, boolean adds) {

        int channels() {
            return stereo ? 2 : 1;
        }
    }

    private final SoundWriter writer;
    private final Layout layout;
    private final int rateHz;
    private final int window;
    private final int[][] sides;
    private final short[] out;
    private long written; // frames in the file
    private long end; // behind the last frame that has sound

    Mixdown(SoundWriter writer, Layout layout, int rateHz) {
        this.writer = writer;
        this.layout = layout;
        this.rateHz = rateHz;
        window = WINDOW_SECONDS * rateHz;
        sides = new int[2][window];
        out = new short[4096 * layout.channels()];
    }

    /**
     * Puts sound somewhere. What lies before the beginning or before what is in the file already is left out.
     *
     * @param side 0 = caller, 1 = called
     * @param position of the first sample, in samples from the beginning
     */
    void put(int side, long position, short[] samples, int offset, int count) throws IOException {
        advance(position + count - window);
        int[] line = sides[side];
        for (int i = (int) Math.max(0, Math.min(count, written - position)); i < count; i++) {
            int at = (int) ((position + i) % window);
            line[at] = layout.adds ? line[at] + samples[offset + i] : samples[offset + i];
        }
        if (position + count > end) {
            end = position + count;
        }
    }

    /** Nothing more will come for what is some seconds before this. */
    void reached(long position) throws IOException {
        advance(Math.min(position - (long) OPEN_SECONDS * rateHz, end));
    }

    /** Writes the rest; answers the length in samples. */
    long finish() throws IOException {
        advance(end);
        return written;
    }

    private void advance(long to) throws IOException {
        while (written < to) {
            int count = (int) Math.min(to - written, out.length / layout.channels());
            for (int i = 0; i < count; i++) {
                int at = (int) ((written + i) % window);
                int caller = clip(sides[0][at]);
                int called = clip(sides[1][at]);
                sides[0][at] = 0;
                sides[1][at] = 0;
                if (layout.stereo) {
                    out[2 * i] = (short) (layout.reversed ? called : caller);
                    out[2 * i + 1] = (short) (layout.reversed ? caller : called);
                } else {
                    out[i] = (short) clip(caller + called);
                }
            }
            writer.write(out, count);
            written += count;
        }
    }

    private static int clip(int value) {
        return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
    }
}
