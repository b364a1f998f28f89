package org.karavox.manage.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.karavox.config.ConfFile;
import org.karavox.config.Key;
import org.karavox.config.KeyCatalogue;
import org.karavox.config.KnownKeys;
import org.karavox.config.Settings;
import org.karavox.runtime.Analyzer;
import org.karavox.runtime.ConfigurationReport.Issue;
import org.karavox.runtime.ConfigurationReport.Level;
import org.karavox.runtime.SensorIdentity;
import org.karavox.runtime.Syntax;
import org.karavox.storage.CallSpool;

/**
 * Every key there is with values that nobody should write. Each is reported with file, line, key and what counts instead, or is
 * fine and reaches its bundle; and the components start with whatever came of it.
 */
class BadValuesTest {

    private static final int LINE = 3;
    private static final KnownKeys KNOWN = KnownKeys.load();
    private static final String HUGE = "9".repeat(100_000);
    private static final List<String> JUNK = List.of("hedaer", "maybe", HUGE, "-1", "-99999999999999999999", "\u0665\u0660\u0666\u0660",
            "\u00E9\uD83D\uDE00", "a\u0000b", "5060,abc", "99999", "5070-5060", ";;,", "0x1F", "1e9", "%s%n", "${karaf.etc}", "'yes'");

    /** Texts that may be anything: a name, characters. */
    private static final Set<String> FREE = Set.of("name_sensor", "convertchar", "matchheader",
            "mysqlcompress_type", "mysqldb", "mysqlhost", "mysqlpassword", "mysqlsslciphers", "mysqlusername", "mysql_timezone",
            "spooldir_owner", "spooldir_group");

    static Stream<Key> keys() throws IOException {
        return List.copyOf(catalogue().keys()).stream();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void isReportedOrFine(Key key) throws IOException {
        KeyCatalogue catalogue = catalogue();
        for (String junk : JUNK) {
            Settings settings = read(catalogue, key.name() + " = " + junk);
            Object value = settings.of(key.pid()).get(key.attribute());
            List<Issue> issues = settings.issues();
            if (issues.isEmpty()) {
                assertTrue(isFine(key, junk), () -> key.name() + " takes '" + junk + "' without a word");
                continue;
            }
            Issue issue = issues.get(0);
            String start = "voipmonitor.conf:" + LINE + ": " + key.name() + ": '";
            assertEquals(1, issues.size(), issues::toString);
            assertEquals(LINE, issue.line());
            assertEquals(key.name(), issue.key().orElse(""));
            assertTrue(issue.text().startsWith(start) && issue.text().length() < 500, issue.text());
            if (issue.level() == Level.ERROR) {
                String instead = value != null ? Settings.text(value) : inWords(key);
                assertTrue(issue.text().contains("' is not accepted ("), issue.text());
                assertTrue(issue.text().endsWith("), using " + instead) || instead.isEmpty(), issue.text());
            } else {
                assertTrue(issue.text().endsWith("' is read as " + Settings.text(value)), issue.text());
            }
        }
    }

    /** True if the key means what it was given. */
    private static boolean isFine(Key key, String junk) {
        if (FREE.contains(key.name()) || key.name().equals("timezone") && junk.equals("-1")) { // west of Greenwich
            return true;
        }
        switch (key.type()) {
            case BOOLEAN:
                return junk.matches("(?i)[y1n0].*");
            case STRING:
                if (key.syntax().isPresent()) {
                    return key.syntax().get() == Syntax.Kind.PATH && junk.chars().noneMatch(Character::isISOControl)
                            || key.syntax().get() == Syntax.Kind.IDENTIFIER && junk.matches("[A-Za-z0-9_]{0,20}");
                }
                return !key.options().isEmpty() && (junk.equals("0x1F") || junk.equals("1e9"));
            default:
                return junk.matches("-?[0-9]+") && junk.length() < 11;
        }
    }

    private static String inWords(Key key) {
        return key.type() == Key.Type.BOOLEAN ? Settings.text(Boolean.valueOf(key.defaultValue())) : key.defaultValue();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void isNotSetByNothing(Key key) throws IOException {
        Settings settings = read(catalogue(), key.name() + " =");
        assertEquals(List.of(), settings.issues());
        assertNull(settings.of(key.pid()).get(key.attribute()));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void countsOnceUnlessItIsAList(Key key) throws IOException {
        String good = goodValue(key);
        Settings settings = read(catalogue(), key.name() + " = " + good + "\n" + key.name() + " = " + good);
        if (key.multiple() || key.type() == Key.Type.STRING && KNOWN.accumulates(key.name())) {
            assertEquals(List.of(), settings.issues());
        } else {
            assertEquals(List.of("voipmonitor.conf:" + (LINE + 1) + ": " + key.name() + ": already set to " + key.shown(good) + " in line " + LINE
                    + ", ignored"), settings.issues().stream().map(Issue::text).toList());
        }
    }

    private static String goodValue(Key key) {
        if (!key.defaultValue().isEmpty()) {
            return inWords(key);
        }
        if (!key.options().isEmpty()) {
            return key.options().get(key.options().size() - 1);
        }
        if (key.syntax().isEmpty()) {
            return "x";
        }
        switch (key.syntax().get()) {
            case OCTAL_MODE:
                return "0600";
            case TIME_ZONE:
                return "Europe/Prague";
            case PATH:
                return "/x";
            case HOURS:
                return "1-5";
            case DATE:
                return "2026-01-31";
            case IDENTIFIER:
                return "kv_";
            case MESSAGES:
                return "all";
            default:
                return "480";
        }
    }

    /** A value reaches the components only as they can use it, so none of them may fail to start. */
    @Test
    void startsWithEveryBadValue() throws IOException {
        for (String junk : JUNK) {
            StringBuilder file = new StringBuilder();
            for (Key key : catalogue().keys()) {
                file.append(key.name()).append(" = ").append(junk).append('\n');
            }
            try (Standalone components = Standalone.ofClassPath()) {
                components.configure(read(components.catalogue(), file.toString()));
                components.get(Analyzer.class);
                components.get(CallSpool.class);
                components.get(SensorIdentity.class);
            }
        }
    }

    /** A key with neither words nor limits nor syntax takes anything; new ones of that kind should be few and known. */
    @Test
    void hasASyntaxUnlessItIsFreeText() throws IOException {
        Set<String> free = new TreeSet<>();
        for (Key key : catalogue().keys()) {
            if (key.type() == Key.Type.STRING && key.options().isEmpty() && key.syntax().isEmpty()) {
                free.add(key.name());
            }
        }
        assertEquals(new TreeSet<>(FREE), free);
        assertFalse(catalogue().keys().isEmpty());
    }

    @Test
    void keepsMediaInSpiteOfATypingError() throws IOException {
        Settings settings = read(catalogue(), "savertp = hedaer");
        assertEquals(List.of("voipmonitor.conf:3: savertp: 'hedaer' is not accepted (not one of no, yes, header), using yes"),
                texts(settings));
    }

    @Test
    void readsOneNumberOfAListWhereThereIsOne() throws IOException {
        assertEquals(List.of("voipmonitor.conf:3: udp_port_vxlan: '4789,8472' is read as 4789"),
                texts(read(catalogue(), "udp_port_vxlan = 4789,8472")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"savertp=hedaer", "sipport=5060,abc", "timezone=Mars/Olympus", "spooldir_dir_permission=999",
            "jitterbuffer_adapt=maybe", "ignore_rtp_after_response=busy", "savesip=maybe", "udp_port_vxlan=4789,8472", "shards=63"})
    void endsTheCommandWithASentenceIfItIsSetThere(String setting) throws IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        AnalyzeMain main = new AnalyzeMain(new ByteArrayOutputStream(), new PrintStream(err, true, StandardCharsets.UTF_8), false);
        assertEquals(2, main.run(new String[] {"--set", setting, "-"}));
        String sentence = err.toString(StandardCharsets.UTF_8);
        assertTrue(sentence.startsWith("analyze: --set: " + setting.substring(0, setting.indexOf('=')) + ": '"), sentence);
        assertEquals(1, sentence.lines().count(), sentence);
    }

    private static List<String> texts(Settings settings) {
        return new ArrayList<>(settings.issues().stream().map(Issue::text).toList());
    }

    private static KeyCatalogue catalogue() throws IOException {
        try (Standalone components = Standalone.ofClassPath()) {
            return components.catalogue();
        }
    }

    private static Settings read(KeyCatalogue catalogue, String text) {
        return Settings.of(List.of(ConfFile.parse("voipmonitor.conf", "\n".repeat(LINE - 1) + text)), catalogue, KNOWN);
    }
}
