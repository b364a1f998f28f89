package org.karavox.manage.analyze;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import org.karavox.call.Endpoint;

/** Text and numbers as UTF-8 into a stream, in large pieces. {@link #close} flushes and leaves the stream open. One thread. */
final class Utf8Output implements Closeable {

    private static final int SIZE = 1 << 16;
    private static final int LONGEST = 32;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final OutputStream out;
    private final byte[] buffer = new byte[SIZE];
    private final byte[] digits = new byte[LONGEST];
    private int length;

    Utf8Output(OutputStream out) {
        this.out = out;
    }

    /** Space for one number or a few characters. */
    private void room() throws IOException {
        if (length > SIZE - LONGEST) {
            out.write(buffer, 0, length);
            length = 0;
        }
    }

    Utf8Output ascii(char c) throws IOException {
        room();
        buffer[length++] = (byte) c;
        return this;
    }

    /** Text of ASCII characters only, as it is. */
    @SuppressWarnings("deprecation") // the one method that copies characters to bytes without a charset
    Utf8Output ascii(String text) throws IOException {
        int from = 0;
        while (from < text.length()) {
            room();
            int to = Math.min(text.length(), from + SIZE - length);
            text.getBytes(from, to, buffer, length);
            length += to - from;
            from = to;
        }
        return this;
    }

    /** Any text as it is; what is no Unicode becomes U+FFFD. */
    Utf8Output text(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                ascii(c);
            } else {
                i += notAscii(text, i);
            }
        }
        return this;
    }

    /** Writes the character at {@code i}; answers how many further ones belonged to it. */
    private int notAscii(String text, int i) throws IOException {
        room();
        int codePoint = text.codePointAt(i);
        int more = codePoint > 0xFFFF ? 1 : 0;
        if (codePoint >= 0xD800 && codePoint <= 0xDFFF) {
            codePoint = 0xFFFD;
        }
        if (codePoint < 0x800) {
            buffer[length++] = (byte) (0xC0 | codePoint >>> 6);
        } else {
            if (codePoint < 0x10000) {
                buffer[length++] = (byte) (0xE0 | codePoint >>> 12);
            } else {
                buffer[length++] = (byte) (0xF0 | codePoint >>> 18);
                buffer[length++] = (byte) (0x80 | codePoint >>> 12 & 0x3F);
            }
            buffer[length++] = (byte) (0x80 | codePoint >>> 6 & 0x3F);
        }
        buffer[length++] = (byte) (0x80 | codePoint & 0x3F);
        return more;
    }

    /** A JSON string with its quotes. */
    Utf8Output quoted(String text) throws IOException {
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        return plain == text.length() ? ascii('"').ascii(text).ascii('"') : escaped(text);
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
    }

    private Utf8Output escaped(String text) throws IOException {
        ascii('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                i += notAscii(text, i);
            } else if (isPlain(c)) {
                ascii(c);
            } else if (c == '"' || c == '\\') {
                ascii('\\').ascii(c);
            } else if (c == '\n') {
                ascii("\\n");
            } else if (c == '\r') {
                ascii("\\r");
            } else if (c == '\t') {
                ascii("\\t");
            } else {
                ascii("\\u00").ascii(HEX[c >>> 4]).ascii(HEX[c & 15]);
            }
        }
        return ascii('"');
    }

    Utf8Output number(long value) throws IOException {
        room();
        if (value < 0) {
            buffer[length++] = '-';
        }
        int n = 0;
        long rest = value;
        do {
            digits[n++] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        } while (rest != 0);
        while (n > 0) {
            buffer[length++] = digits[--n];
        }
        return this;
    }

    /** {@code value} divided by 10 to the power of {@code decimals}, with that many decimals. */
    Utf8Output fixed(long value, int decimals) throws IOException {
        long unit = 1;
        for (int i = 0; i < decimals; i++) {
            unit *= 10;
        }
        if (value < 0 && value > -unit) {
            ascii('-');
        }
        number(value / unit);
        if (decimals > 0) {
            ascii('.');
            fraction(Math.abs(value % unit), decimals);
        }
        return this;
    }

    private void fraction(long value, int decimals) throws IOException {
        room();
        long rest = value;
        for (int i = decimals - 1; i >= 0; i--) {
            buffer[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += decimals;
    }

    /** Seconds with 6 decimals, or 9 if that many are needed. {@code nanos} is added to {@code seconds} and not negative. */
    Utf8Output seconds(long seconds, int nanos) throws IOException {
        long whole = seconds;
        int part = nanos;
        if (seconds < 0) {
            ascii('-');
            whole = nanos == 0 ? -seconds : -seconds - 1;
            part = nanos == 0 ? 0 : 1_000_000_000 - nanos;
        }
        number(whole).ascii('.');
        if (part % 1000 == 0) {
            fraction(part / 1000, 6);
        } else {
            fraction(part, 9);
        }
        return this;
    }

    /** {@code a.b.c.d:port}, {@code [v6]:port}. */
    Utf8Output endpoint(Endpoint endpoint) throws IOException {
        String address = endpoint.address();
        boolean brackets = address.indexOf(':') >= 0;
        if (brackets) {
            ascii('[');
        }
        ascii(address);
        if (brackets) {
            ascii(']');
        }
        return ascii(':').number(endpoint.port());
    }

    /** {@code 0x} and eight digits. */
    Utf8Output hex32(int value) throws IOException {
        room();
        buffer[length++] = '0';
        buffer[length++] = 'x';
        for (int shift = 28; shift >= 0; shift -= 4) {
            buffer[length++] = (byte) HEX[value >>> shift & 15];
        }
        return this;
    }

    @Override
    public void close() throws IOException {
        out.write(buffer, 0, length);
        length = 0;
        out.flush();
    }
}
