package org.karavox.codec.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class TextsTest {

    private final Texts texts = new Texts();

    private String of(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
        return texts.of(bytes, 1, bytes.length - 1);
    }

    @Test
    void makesATextOnce() {
        assertEquals("Phone/1", of("Phone/1"));
        assertSame(of("Phone/1"), of("Phone/1"));
        assertEquals("", of(""));
    }

    @Test
    void neverConfusesTexts() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 5_000; i++) {
                assertEquals("Phone/" + i, of("Phone/" + i));
            }
        }
        assertEquals("J\u00fcrgen", of("J\u00fcrgen"));
        assertEquals("J\u00fcrgen", of("J\u00fcrgen"));
    }
}
