package org.karavox.codec.sip;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.karavox.codec.text.Ascii;
import org.karavox.codec.text.Texts;
import org.karavox.packet.PacketCursor;

/**
 * One SIP message, RFC 3261 section 7, as a view that is filled again for every message. Reading finds the start line,
 * the headers and the body in one pass and allocates nothing; values are taken apart when they are asked for.
 * Whatever is missing or broken reads as empty, 0 or -1: a monitor sees what others have sent.
 *
 * <p>Lines end with CRLF or LF; folding, compact names, any case and blanks before the colon are understood. Of a
 * header that stands several times the first counts. NUL and non-UTF-8 bytes are data.
 *
 * <p><b>Threads.</b> One instance belongs to one thread. What it answers is valid until the next {@link #read}.
 */
public final class SipMessage {

    private static final int MOST_HEADERS = 512;
    private static final byte[] TO_NAME = name("to");
    private static final byte[] VIA_NAME = name("via");
    private static final byte[] FROM_NAME = name("from");
    private static final byte[] CSEQ_NAME = name("cseq");
    private static final byte[] REASON_NAME = name("reason");
    private static final byte[] SERVER_NAME = name("server");
    private static final byte[] CALL_ID_NAME = name("call-id");
    private static final byte[] CONTACT_NAME = name("contact");
    private static final byte[] USER_AGENT_NAME = name("user-agent");
    private static final byte[] GEOPOSITION_NAME = name("geoposition");
    private static final byte[] CONTENT_TYPE_NAME = name("content-type");
    private static final byte[] AUTHORIZATION_NAME = name("authorization");
    private static final byte[] CONTENT_LENGTH_NAME = name("content-length");
    private static final byte[] REMOTE_PARTY_ID_NAME = name("remote-party-id");
    private static final byte[] P_ASSERTED_IDENTITY_NAME = name("p-asserted-identity");
    private static final byte[] PROXY_AUTHORIZATION_NAME = name("proxy-authorization");
    private static final byte[] P_PREFERRED_IDENTITY_NAME = name("p-preferred-identity");

    private static final int CALL_ID = 0;
    private static final int FROM = 1;
    private static final int TO = 2;
    private static final int VIA = 3;
    private static final int CSEQ = 4;
    private static final int CONTACT = 5;
    private static final int CONTENT_TYPE = 6;
    private static final int CONTENT_LENGTH = 7;
    private static final int USER_AGENT = 8;
    private static final int SERVER = 9;
    private static final int REASON = 10;
    private static final int AUTHORIZATION = 11;
    private static final int PROXY_AUTHORIZATION = 12;
    private static final int GEO_POSITION = 13;
    private static final int ASSERTED = 14;
    private static final int PREFERRED = 15;
    private static final int REMOTE_PARTY = 16;
    private static final int KNOWN = 17;
    private static final int MOST_REASONS = 32;

    /** Headers that name somebody: an optional display name and a URI, RFC 3261 20.10. */
    public enum Named {
        /** From. */
        FROM(SipMessage.FROM),
        /** To. */
        TO(SipMessage.TO),
        /** Contact; the first if there are several. */
        CONTACT(SipMessage.CONTACT),
        /** P-Asserted-Identity, RFC 3325; the first identity. */
        ASSERTED(SipMessage.ASSERTED),
        /** P-Preferred-Identity, RFC 3325; the first identity. */
        PREFERRED(SipMessage.PREFERRED),
        /** Remote-Party-ID; the first party. */
        REMOTE_PARTY(SipMessage.REMOTE_PARTY);

        private final int known;

        Named(int known) {
            this.known = known;
        }
    }

    private byte[] bytes = new byte[4_096];
    private int length;

    private boolean request;
    private int status;
    private int methodStart;
    private int methodEnd;
    private int uriStart; // reason phrase in responses
    private int uriEnd;

    private final int[] valueStart = new int[KNOWN];
    private final int[] valueEnd = new int[KNOWN];
    private final int[] lines = new int[MOST_HEADERS * 2]; // start and end of each header line, folded lines joined
    private int lineCount;
    private int bodyStart;
    private int bodyEnd;
    private int sdpStart;
    private int sdpEnd;

    // asked for several times per message
    private SipMethod method;
    private long fromTag;
    private long toTag;
    private long branch;
    private boolean tagsRead;

    // the last name-addr taken apart
    private int addressStart;
    private int addressEnd;

    /**
     * Reads the message in the window; the bytes are copied.
     *
     * @return false if it does not begin like SIP
     */
    public boolean read(PacketCursor window) {
        length = window.remaining();
        if (bytes.length < length) {
            bytes = new byte[Math.max(length, bytes.length * 2)];
        }
        window.copy(0, bytes, 0, length);
        return parse();
    }

    private boolean parse() {
        Arrays.fill(valueStart, 0);
        Arrays.fill(valueEnd, 0);
        lineCount = 0;
        status = 0;
        method = null;
        tagsRead = false;
        sdpStart = 0;
        sdpEnd = 0;
        int at = 0;
        while (at < length && (bytes[at] == '\r' || bytes[at] == '\n')) {
            at++;
        }
        int lineFeed = Ascii.lineFeed(bytes, at, length);
        boolean isSip = startLine(at, Ascii.lineEnd(bytes, at, lineFeed));
        headers(Math.min(length, lineFeed + 1));
        if (isSip) {
            body();
        }
        return isSip;
    }

    private boolean startLine(int from, int lineEnd) {
        int end = Ascii.trimEnd(bytes, from, lineEnd);
        if (Ascii.startsWith(bytes, from, end, "sip/2.0 ")) {
            request = false;
            methodStart = 0;
            methodEnd = 0;
            int codeEnd = Ascii.tokenEnd(bytes, from + 8, end);
            status = codeEnd - from - 8 == 3 ? (int) Math.max(0, Ascii.number(bytes, from + 8, codeEnd)) : 0;
            uriStart = Ascii.skipSpace(bytes, codeEnd, end);
            uriEnd = end;
            return status >= 100;
        }
        request = true;
        methodStart = from;
        methodEnd = from;
        while (methodEnd < end && SipStartLine.isToken(bytes[methodEnd] & 0xFF)) {
            methodEnd++;
        }
        uriStart = Ascii.skipSpace(bytes, methodEnd, end);
        uriEnd = uriStart;
        if (methodEnd == from || end - uriStart < 7 || !Ascii.startsWith(bytes, end - 7, end, "sip/2.0")
                || !Ascii.isSpace(bytes[end - 8])) {
            return false;
        }
        uriEnd = Ascii.trimEnd(bytes, uriStart, end - 7);
        return true;
    }

    private void headers(int from) {
        int at = from;
        while (at < length) {
            int lineFeed = Ascii.lineFeed(bytes, at, length);
            int end = Ascii.lineEnd(bytes, at, lineFeed);
            if (end == at) {
                bodyStart = Math.min(length, lineFeed + 1);
                return;
            }
            while (lineFeed + 1 < length && (bytes[lineFeed + 1] == ' ' || bytes[lineFeed + 1] == '\t')) {
                int next = lineFeed + 1;
                lineFeed = Ascii.lineFeed(bytes, next, length);
                end = Ascii.lineEnd(bytes, next, lineFeed);
            }
            header(at, end);
            at = lineFeed + 1;
        }
        bodyStart = length;
    }

    private void header(int from, int end) {
        if (lineCount < MOST_HEADERS) {
            lines[2 * lineCount] = from;
            lines[2 * lineCount + 1] = end;
            lineCount++;
        }
        int colon = Ascii.find(bytes, from, end, ':');
        if (colon == end) {
            return;
        }
        int nameEnd = Ascii.trimEnd(bytes, from, colon);
        int known = known(from, nameEnd);
        if (known >= 0 && valueEnd[known] == 0) {
            int start = Ascii.skipSpace(bytes, colon + 1, end);
            valueStart[known] = start;
            valueEnd[known] = Ascii.trimEnd(bytes, start, end);
        }
    }

    private static byte[] name(String name) {
        return name.getBytes(US_ASCII);
    }

    private int known(int from, int end) {
        switch (end - from) {
            case 1:
                return switch (Ascii.lower(bytes[from])) {
                    case 'i' -> CALL_ID;
                    case 'f' -> FROM;
                    case 't' -> TO;
                    case 'v' -> VIA;
                    case 'm' -> CONTACT;
                    case 'c' -> CONTENT_TYPE;
                    case 'l' -> CONTENT_LENGTH;
                    default -> -1;
                };
            case 2:
                return is(from, end, TO_NAME, TO);
            case 3:
                return is(from, end, VIA_NAME, VIA);
            case 4:
                return Ascii.lower(bytes[from]) == 'f' ? is(from, end, FROM_NAME, FROM) : is(from, end, CSEQ_NAME, CSEQ);
            case 6:
                return Ascii.lower(bytes[from]) == 'r' ? is(from, end, REASON_NAME, REASON) : is(from, end, SERVER_NAME, SERVER);
            case 7:
                int call = is(from, end, CALL_ID_NAME, CALL_ID);
                return call >= 0 ? call : is(from, end, CONTACT_NAME, CONTACT);
            case 10:
                return is(from, end, USER_AGENT_NAME, USER_AGENT);
            case 11:
                return is(from, end, GEOPOSITION_NAME, GEO_POSITION);
            case 12:
                return is(from, end, CONTENT_TYPE_NAME, CONTENT_TYPE);
            case 13:
                return is(from, end, AUTHORIZATION_NAME, AUTHORIZATION);
            case 14:
                return is(from, end, CONTENT_LENGTH_NAME, CONTENT_LENGTH);
            case 15:
                return is(from, end, REMOTE_PARTY_ID_NAME, REMOTE_PARTY);
            case 19:
                int asserted = is(from, end, P_ASSERTED_IDENTITY_NAME, ASSERTED);
                return asserted >= 0 ? asserted : is(from, end, PROXY_AUTHORIZATION_NAME, PROXY_AUTHORIZATION);
            case 20:
                return is(from, end, P_PREFERRED_IDENTITY_NAME, PREFERRED);
            default:
                return -1;
        }
    }

    private int is(int from, int end, byte[] name, int known) {
        return Ascii.isName(bytes, from, name) ? known : -1;
    }

    private void body() {
        long announced = Ascii.number(bytes, valueStart[CONTENT_LENGTH], valueEnd[CONTENT_LENGTH]);
        bodyEnd = announced >= 0 && announced < length - bodyStart ? bodyStart + (int) announced : length;
        if (bodyEnd == bodyStart) {
            return;
        }
        int type = valueStart[CONTENT_TYPE];
        int typeEnd = valueEnd[CONTENT_TYPE];
        if (Ascii.startsWith(bytes, type, typeEnd, "application/sdp")) {
            sdpStart = bodyStart;
            sdpEnd = bodyEnd;
        } else if (Ascii.startsWith(bytes, type, typeEnd, "multipart/")) {
            sdpPart();
        } else if (type == typeEnd && Ascii.startsWith(bytes, bodyStart, bodyEnd, "v=0")) {
            sdpStart = bodyStart;
            sdpEnd = bodyEnd;
        }
    }

    /** From the first line {@code v=0} to the next delimiter: needs no boundary parameter, which may be missing. */
    private void sdpPart() {
        for (int at = bodyStart; at < bodyEnd;) {
            int lineFeed = Ascii.lineFeed(bytes, at, bodyEnd);
            if (sdpStart == 0) {
                if (Ascii.equals(bytes, at, Ascii.lineEnd(bytes, at, lineFeed), "v=0")) {
                    sdpStart = at;
                    sdpEnd = bodyEnd;
                }
            } else if (Ascii.startsWith(bytes, at, bodyEnd, "--")) {
                sdpEnd = at;
                return;
            }
            at = lineFeed + 1;
        }
    }

    // ---- start line

    /** True for a request, false for a response. */
    public boolean isRequest() {
        return request;
    }

    /** Method of the request, or of the request that this response answers (CSeq). */
    public SipMethod method() {
        if (method == null) {
            method = readMethod();
        }
        return method;
    }

    private SipMethod readMethod() {
        if (request) {
            return SipMethod.of(bytes, methodStart, methodEnd);
        }
        int end = valueEnd[CSEQ];
        int start = Ascii.skipSpace(bytes, Ascii.tokenEnd(bytes, valueStart[CSEQ], end), end);
        return SipMethod.of(bytes, start, Ascii.tokenEnd(bytes, start, end));
    }

    /** Method of the request as written, empty in responses. */
    public String methodText() {
        return Ascii.text(bytes, methodStart, methodEnd);
    }

    /** Status code 100..999, 0 in requests. */
    public int status() {
        return status;
    }

    /** Reason phrase, empty in requests. */
    public String reason() {
        return request ? "" : Ascii.text(bytes, uriStart, uriEnd);
    }

    /** Reason phrase, empty in requests; made by {@code texts}. */
    public String reason(Texts texts) {
        return request ? "" : texts.of(bytes, uriStart, uriEnd);
    }

    /** Request-URI as written, empty in responses. */
    public String requestUri() {
        return request ? Ascii.text(bytes, uriStart, uriEnd) : "";
    }

    /** User part of the Request-URI, or the number of a tel URI; empty in responses. */
    public String requestUser() {
        return request ? user(uriStart, uriEnd) : "";
    }

    // ---- headers

    /** Offset of the Call-ID within the window that was read; meaningless if its length is 0. */
    public int callIdOffset() {
        return valueStart[CALL_ID];
    }

    /** Length of the Call-ID, bytes; 0 if there is none. */
    public int callIdLength() {
        return valueEnd[CALL_ID] - valueStart[CALL_ID];
    }

    /** A copy of the Call-ID. */
    public byte[] callId() {
        return Arrays.copyOfRange(bytes, valueStart[CALL_ID], valueEnd[CALL_ID]);
    }

    /** True if the Call-ID has exactly these bytes. */
    public boolean hasCallId(byte[] expected) {
        return Arrays.equals(bytes, valueStart[CALL_ID], valueEnd[CALL_ID], expected, 0, expected.length);
    }

    /** Number of CSeq, 0..2^32-1; -1 if there is none. */
    public long sequence() {
        return Ascii.number(bytes, valueStart[CSEQ], Ascii.tokenEnd(bytes, valueStart[CSEQ], valueEnd[CSEQ]));
    }

    /** URI of From without brackets and header parameters. */
    public String fromUri() {
        return uri(FROM);
    }

    /** URI of To without brackets and header parameters. */
    public String toUri() {
        return uri(TO);
    }

    /** User part of the From URI, or the number of a tel URI; empty if it has none. */
    public String fromUser() {
        return user(FROM);
    }

    /** User part of the To URI, or the number of a tel URI; empty if it has none. */
    public String toUser() {
        return user(TO);
    }

    /** URI of the first Contact. */
    public String contactUri() {
        return uri(CONTACT);
    }

    /** True if the header is there and not empty. */
    public boolean has(Named header) {
        return valueEnd[header.known] > valueStart[header.known];
    }

    /** URI in the header, without brackets and header parameters. */
    public String uri(Named header) {
        return uri(header.known);
    }

    /** User part of the URI in the header, or the number of a tel URI; empty if it has none. */
    public String user(Named header) {
        return user(header.known);
    }

    /** Display name in the header, without quotes and escapes; empty if it has none. */
    public String displayName(Named header) {
        int start = valueStart[header.known];
        int end = firstValueEnd(header.known);
        int bracket = openingBracket(start, end);
        if (bracket == end) {
            return "";
        }
        int stop = Ascii.trimEnd(bytes, start, bracket);
        return start < stop && bytes[start] == '"' ? unquoted(start, stop) : onOneLine(Ascii.text(bytes, start, stop));
    }

    /** Hash of the From tag, 0 if there is none. */
    public long fromTag() {
        readTags();
        return fromTag;
    }

    /** Hash of the To tag, 0 if there is none. */
    public long toTag() {
        readTags();
        return toTag;
    }

    /** Hash of the topmost Via's branch: the transaction. 0 if there is none. */
    public long branch() {
        readTags();
        return branch;
    }

    private void readTags() {
        if (!tagsRead) {
            tagsRead = true;
            fromTag = tag(FROM);
            toTag = tag(TO);
            branch = parameter(valueStart[VIA], Ascii.find(bytes, valueStart[VIA], valueEnd[VIA], ','), "branch");
        }
    }

    /** User-Agent, else Server, else empty. */
    public String agent() {
        int known = agentHeader();
        return Ascii.text(bytes, valueStart[known], valueEnd[known]);
    }

    /** User-Agent, else Server, else empty; made by {@code texts}. */
    public String agent(Texts texts) {
        int known = agentHeader();
        return texts.of(bytes, valueStart[known], valueEnd[known]);
    }

    private int agentHeader() {
        return valueEnd[USER_AGENT] > valueStart[USER_AGENT] ? USER_AGENT : SERVER;
    }

    /** True if there is a Reason header. */
    public boolean hasReasons() {
        return valueEnd[REASON] > valueStart[REASON];
    }

    /** All values of all Reason headers in order, RFC 3326; those without a protocol are left out. */
    public List<SipReason> reasons() {
        if (!hasReasons()) {
            return List.of();
        }
        List<SipReason> reasons = new ArrayList<>(2);
        for (int i = 0; i < lineCount; i++) {
            int end = lines[2 * i + 1];
            int colon = Ascii.find(bytes, lines[2 * i], end, ':');
            if (colon == end || !Ascii.equalsIgnoreCase(bytes, lines[2 * i], Ascii.trimEnd(bytes, lines[2 * i], colon), "reason")) {
                continue;
            }
            for (int at = colon + 1; at < end && reasons.size() < MOST_REASONS;) {
                int comma = unquoted(at, end, ',');
                reason(reasons, at, comma);
                at = comma + 1;
            }
        }
        return reasons;
    }

    private void reason(List<SipReason> reasons, int from, int end) {
        int semicolon = unquoted(from, end, ';');
        int start = Ascii.skipSpace(bytes, from, semicolon);
        String protocol = Ascii.text(bytes, start, Ascii.trimEnd(bytes, start, semicolon));
        if (!protocol.isEmpty()) {
            String cause = value(semicolon + 1, end, ';', "cause");
            long number = cause.length() > 9 ? -1 : number(cause);
            reasons.add(new SipReason(protocol, (int) number, value(semicolon + 1, end, ';', "text")));
        }
    }

    private static long number(String digits) {
        return !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(digits) : -1;
    }

    /** User name of the Authorization, else of the Proxy-Authorization header, RFC 3261 22; empty if there is none. */
    public String digestUser() {
        String user = digestUser(AUTHORIZATION);
        return user.isEmpty() ? digestUser(PROXY_AUTHORIZATION) : user;
    }

    private String digestUser(int known) {
        int end = valueEnd[known];
        int scheme = Ascii.tokenEnd(bytes, valueStart[known], end);
        return Ascii.equalsIgnoreCase(bytes, valueStart[known], scheme, "digest") ? value(scheme, end, ',', "username") : "";
    }

    /** GeoPosition, empty if there is none. */
    public String geoPosition() {
        return Ascii.text(bytes, valueStart[GEO_POSITION], valueEnd[GEO_POSITION]);
    }

    /**
     * True if the body is of this type, whatever its parameters.
     *
     * @param type lower case
     */
    public boolean hasContentType(String type) {
        int end = valueEnd[CONTENT_TYPE];
        int semicolon = Ascii.find(bytes, valueStart[CONTENT_TYPE], end, ';');
        return Ascii.equalsIgnoreCase(bytes, valueStart[CONTENT_TYPE], Ascii.trimEnd(bytes, valueStart[CONTENT_TYPE], semicolon), type);
    }

    /**
     * The first value of a header that has no method of its own.
     *
     * @param name lower case, without colon
     * @return the value without enclosing blanks, empty if there is none
     */
    public String header(String name) {
        for (int i = 0; i < lineCount; i++) {
            int from = lines[2 * i];
            int end = lines[2 * i + 1];
            int colon = Ascii.find(bytes, from, end, ':');
            if (colon < end && Ascii.equalsIgnoreCase(bytes, from, Ascii.trimEnd(bytes, from, colon), name)) {
                int start = Ascii.skipSpace(bytes, colon + 1, end);
                return Ascii.text(bytes, start, Ascii.trimEnd(bytes, start, end));
            }
        }
        return "";
    }

    // ---- body

    /** The bytes that all offsets of this message refer to. Not to be kept or changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Offset of the body's first byte. */
    public int bodyOffset() {
        return bodyStart;
    }

    /** Length of the body, bytes: what Content-Length says, at most what is there. */
    public int bodyLength() {
        return bodyEnd - bodyStart;
    }

    /** Offset of the session description, alone or as a part of a multipart body. */
    public int sdpOffset() {
        return sdpStart;
    }

    /** Length of the session description, bytes; 0 if there is none. */
    public int sdpLength() {
        return sdpEnd - sdpStart;
    }

    // ---- name-addr, RFC 3261 20.10

    /** Finds the URI in a value that names somebody and answers where the header's own parameters begin. */
    private int takeApart(int known) {
        int start = valueStart[known];
        int end = firstValueEnd(known);
        int bracket = openingBracket(start, end);
        if (bracket < end) {
            int close = Ascii.find(bytes, bracket, end, '>');
            addressStart = Ascii.skipSpace(bytes, bracket + 1, close);
            addressEnd = Ascii.trimEnd(bytes, addressStart, close);
            return Math.min(close + 1, end);
        }
        int semicolon = Ascii.find(bytes, start, end, ';');
        addressStart = start;
        addressEnd = Ascii.trimEnd(bytes, start, semicolon);
        return semicolon;
    }

    /** An identity header may hold several, and a comma before the first bracket ends the first. */
    private int firstValueEnd(int known) {
        int end = valueEnd[known];
        if (known < ASSERTED) {
            return end;
        }
        int comma = unquoted(valueStart[known], end, ',');
        return comma < openingBracket(valueStart[known], end) ? comma : end;
    }

    /** Offset of the opening bracket that is not inside a quoted display name, {@code end} if there is none. */
    private int openingBracket(int start, int end) {
        boolean quoted = false;
        for (int i = start; i < end; i++) {
            int c = bytes[i];
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == '<' && !quoted) {
                return i;
            }
        }
        return quoted ? Ascii.find(bytes, start, end, '<') : end; // a quote that never ends hides nothing
    }

    private String uri(int known) {
        takeApart(known);
        return Ascii.text(bytes, addressStart, addressEnd);
    }

    private String user(int known) {
        takeApart(known);
        return user(addressStart, addressEnd);
    }

    private String user(int from, int end) {
        int scheme = Ascii.find(bytes, from, end, ':');
        if (scheme == end) {
            return "";
        }
        int start = scheme + 1;
        if (Ascii.equalsIgnoreCase(bytes, from, scheme, "tel")) {
            return Ascii.text(bytes, start, Ascii.find(bytes, start, end, ';'));
        }
        int at = Ascii.find(bytes, start, end, '@');
        return at == end ? "" : Ascii.text(bytes, start, Ascii.find(bytes, start, at, ':'));
    }

    private long tag(int known) {
        int parameters = takeApart(known);
        return parameter(parameters, valueEnd[known], "tag");
    }

    /** Hash of the value of {@code ;name=value} in the range, 0 if it is not there. */
    private long parameter(int from, int end, String name) {
        int at = Ascii.find(bytes, from, end, ';');
        while (at < end) {
            int next = Ascii.find(bytes, at + 1, end, ';');
            int equals = Ascii.find(bytes, at + 1, next, '=');
            int nameStart = Ascii.skipSpace(bytes, at + 1, equals);
            if (equals < next && Ascii.equalsIgnoreCase(bytes, nameStart, Ascii.trimEnd(bytes, nameStart, equals), name)) {
                int start = Ascii.skipSpace(bytes, equals + 1, next);
                return Ascii.hash(bytes, start, Ascii.trimEnd(bytes, start, next));
            }
            at = next;
        }
        return 0;
    }

    // ---- quoted strings, RFC 3261 25.1

    /** Offset of {@code wanted} outside quotes, {@code end} if it is not there. */
    private int unquoted(int from, int end, int wanted) {
        boolean quoted = false;
        for (int i = from; i < end; i++) {
            int c = bytes[i];
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == wanted && !quoted) {
                return i;
            }
        }
        return end;
    }

    /** Value of {@code name=value} or {@code name="value"} in a list, empty if it is not there. */
    private String value(int from, int end, int separator, String name) {
        for (int at = from; at < end;) {
            int next = unquoted(at, end, separator);
            int equals = Ascii.find(bytes, at, next, '=');
            int nameStart = Ascii.skipSpace(bytes, at, equals);
            if (equals < next && Ascii.equalsIgnoreCase(bytes, nameStart, Ascii.trimEnd(bytes, nameStart, equals), name)) {
                int start = Ascii.skipSpace(bytes, equals + 1, next);
                int stop = Ascii.trimEnd(bytes, start, next);
                return start < stop && bytes[start] == '"' ? unquoted(start, stop) : Ascii.text(bytes, start, stop);
            }
            at = next + 1;
        }
        return "";
    }

    /** What is between the quote at {@code from} and the next one, or the end where there is none, without escapes. */
    private String unquoted(int from, int end) {
        byte[] text = new byte[end - from];
        int length = 0;
        for (int i = from + 1; i < end && bytes[i] != '"'; i++) {
            if (bytes[i] == '\\' && i + 1 < end) {
                i++;
            }
            text[length++] = bytes[i];
        }
        return onOneLine(Ascii.text(text, 0, length));
    }

    private static String onOneLine(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0 ? text : text.replaceAll("[ \t]*[\r\n]+[ \t]*", " ");
    }
}
