package org.karavox.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.karavox.runtime.ConfigurationReport.Issue;
import org.karavox.runtime.ConfigurationReport.Level;

/** Values and texts; the first group is the table of texts in the order in which it is documented. */
class SettingsTest {

    private static final KnownKeys KNOWN = new KnownKeys("savertp\nsavertcp\nss7\nsipport +\nnatalias +\nskinny_port +\nspooldir !\n",
            "udp_port_vxlan karavox.tunnel.vxlan\nudp_port_tzsp karavox.tunnel.tzsp\n");

    private final KeyCatalogue catalogue = catalogue();

    private static KeyCatalogue catalogue() {
        List<Key> keys = new ArrayList<>(KeyCatalogue.keysOf(Metatypes.VXLAN));
        keys.addAll(KeyCatalogue.keysOf(Metatypes.EVERYTHING));
        keys.addAll(KeyCatalogue.keysOf(Metatypes.SYNTAXES));
        return new KeyCatalogue(keys, Map.of("manager_port", "managerport"));
    }

    // what the operator sees ------------------------------------------------------------------------------------------

    @Test
    void usesTheDefaultForAValueOutOfRange() {
        Settings settings = read("\n\n\nudp_port_vxlan = 99999");
        assertIssue(settings, Level.ERROR, 4,
                "voipmonitor.conf:4: udp_port_vxlan: '99999' is not accepted (greater than maximum), using 4789");
        assertEquals(Map.of(), settings.of("karavox.tunnel.vxlan"));
    }

    @Test
    void usesTheDefaultForAValueOfTheWrongType() {
        assertIssue(read("managerport = high"), Level.ERROR, 1,
                "voipmonitor.conf:1: managerport: 'high' is not accepted (not a number), using 5029");
    }

    @Test
    void suggestsTheNearestKeyForOneThatNobodyKnows() {
        assertIssue(read("savertpp = yes"), Level.WARNING, 1, "voipmonitor.conf:1: savertpp: no such key; did you mean savertp?");
    }

    @Test
    void suggestsNothingIfNothingIsNear() {
        assertIssue(read("colour = blue"), Level.WARNING, 1, "voipmonitor.conf:1: colour: no such key");
    }

    @Test
    void recognisesKeysThatNoBundleSupports() {
        assertIssue(read("ss7 = yes"), Level.INFO, 1, "voipmonitor.conf:1: ss7: recognised, not supported");
    }

    @Test
    void namesTheFeatureThatAKeyWaitsFor() {
        assertIssue(read("udp_port_tzsp = 37008"), Level.INFO, 1,
                "voipmonitor.conf:1: udp_port_tzsp: waits for feature karavox-tunnel-tzsp");
    }

    @Test
    void tellsLinesWithoutEqualsSign() {
        assertIssue(read("savesip yes"), Level.WARNING, 1, "voipmonitor.conf:1: expected key = value");
    }

    @Test
    void countsTheFirstOfTwoOccurrences() {
        Settings settings = read("managerport = 5029\n\nManagerPort = 6000");
        assertIssue(settings, Level.WARNING, 3, "voipmonitor.conf:3: ManagerPort: already set to 5029 in line 1, ignored");
        assertEquals(5029, value(settings, "managerport"));
    }

    @Test
    void takesAValueThatIsACommentAsEmpty() {
        Settings settings = read("interface = # leave empty on server");
        assertIssue(settings, Level.WARNING, 1, "voipmonitor.conf:1: interface: '# leave empty on server' taken as empty");
        assertNull(value(settings, "interface"));
    }

    @Test
    void saysThatFurtherReceiversAreNotSupported() {
        Settings settings = read("[receiver_sensor_a]\nmanagerport = 1\nmirror_bind_port = 60025\n[general]\nmanagerport = 2");
        assertIssue(settings, Level.INFO, 1, "voipmonitor.conf:1: [receiver_sensor_a]: recognised, several receivers are not "
                + "supported yet, 2 keys ignored");
        assertEquals(2, value(settings, "managerport"));
    }

    @Test
    void saysNothingAboutAGoodFile() {
        assertEquals(List.of(), read("[general]\nsavesip = no\n# x\nmanagerport=1 # y\ninterface =\n").issues());
    }

    @Test
    void neverShowsSecrets() {
        Settings settings = read("server_password = hunter2\nserver_password = hunter3");
        assertIssue(settings, Level.WARNING, 2, "voipmonitor.conf:2: server_password: already set to ******** in line 1, ignored");
    }

    @Test
    void tellsEveryIssueOfOneFileInItsOrder() {
        Settings settings = read("x y\nmanagerport = 0\nss7 = no");
        assertEquals(List.of(1, 2, 3), settings.issues().stream().map(Issue::line).toList());
    }

    // values ----------------------------------------------------------------------------------------------------------

    @Test
    void readsYesAsTheOriginalDoes() {
        for (String yes : List.of("yes", "Y", "y", "Yup", "1", "10")) {
            Settings settings = read("savesip = " + yes);
            assertEquals(true, value(settings, "savesip"), yes);
            assertEquals(List.of(), settings.issues(), yes);
        }
    }

    @Test
    void readsEverythingElseAsNo() {
        for (String no : List.of("no", "N", "0", "false", "off")) {
            Settings settings = read("savesip = " + no);
            assertEquals(false, value(settings, "savesip"), no);
            assertEquals(List.of(), settings.issues(), no);
        }
    }

    @Test
    void saysSoWhereSomebodyMayHaveMeantYes() {
        Settings settings = read("savesip = true");
        assertEquals(false, value(settings, "savesip"));
        assertIssue(settings, Level.WARNING, 1, "voipmonitor.conf:1: savesip: 'true' is read as no");
    }

    @Test
    void usesTheLeadingDigitsOfANumber() {
        Settings settings = read("managerport = 5030/tcp");
        assertEquals(5030, value(settings, "managerport"));
        assertIssue(settings, Level.WARNING, 1, "voipmonitor.conf:1: managerport: '5030/tcp' is read as 5030");
    }

    @Test
    void acceptsTheLimitsThemselves() {
        assertEquals(65535, value(read("managerport = 65535"), "managerport"));
        assertEquals(1, value(read("managerport = 1"), "managerport"));
    }

    @Test
    void refusesLessThanTheMinimum() {
        assertIssue(read("managerport = 0"), Level.ERROR, 1,
                "voipmonitor.conf:1: managerport: '0' is not accepted (less than minimum), using 5029");
    }

    @Test
    void acceptsNegativeNumbersWhereNothingForbidsThem() {
        assertEquals(-1, value(read("signed = -1"), "signed"));
        assertEquals(Integer.MIN_VALUE, value(read("signed = -2147483648"), "signed"));
    }

    @Test
    void refusesNumbersThatDoNotFitTheType() {
        assertIssue(read("signed = 2147483648"), Level.ERROR, 1,
                "voipmonitor.conf:1: signed: '2147483648' is not accepted (greater than maximum), using -1");
        assertIssue(read("signed = -2147483649"), Level.ERROR, 1,
                "voipmonitor.conf:1: signed: '-2147483649' is not accepted (less than minimum), using -1");
        assertIssue(read("big = 99999999999999999999"), Level.ERROR, 1,
                "voipmonitor.conf:1: big: '99999999999999999999' is not accepted (greater than maximum), using 0");
        assertEquals(9999999999L, value(read("big = 9999999999"), "big"));
    }

    @Test
    void readsFractions() {
        assertEquals(0.75, value(read("ogg_quality = 0.75"), "ogg_quality"));
        assertIssue(read("ogg_quality = 1.5"), Level.ERROR, 1,
                "voipmonitor.conf:1: ogg_quality: '1.5' is not accepted (greater than maximum), using 0.4");
        assertIssue(read("ogg_quality = -1"), Level.ERROR, 1,
                "voipmonitor.conf:1: ogg_quality: '-1' is not accepted (less than minimum), using 0.4");
        assertIssue(read("ogg_quality = NaN"), Level.ERROR, 1,
                "voipmonitor.conf:1: ogg_quality: 'NaN' is not accepted (not a number), using 0.4");
        assertIssue(read("ogg_quality = good"), Level.ERROR, 1,
                "voipmonitor.conf:1: ogg_quality: 'good' is not accepted (not a number), using 0.4");
    }

    @Test
    void looksForTheKeysOwnWordsBeforeYesAndNo() {
        assertEquals("header", value(read("savertp = Header"), "savertp"));
        assertEquals("yes", value(read("savertp = 1"), "savertp"));
        assertEquals("yes", value(read("savertp = y"), "savertp"));
        assertEquals("no", value(read("savertp = 0"), "savertp"));
        assertEquals("no", value(read("savertp = off"), "savertp"));
    }

    /** A word mistyped must not switch the keeping of media off. */
    @Test
    void refusesAWordThatLooksLikeNoneOfTheKeys() {
        for (String typo : List.of("hedaer", "all", "true", "äöü", "-1")) {
            Settings settings = read("\nsavertp = " + typo);
            assertIssue(settings, Level.ERROR, 2, "voipmonitor.conf:2: savertp: '" + typo
                    + "' is not accepted (not one of no, yes, header), using yes");
            assertNull(value(settings, "savertp"));
        }
    }

    @Test
    void takesTheLongestWordThatFits() {
        Settings settings = read("scanpcapmethod = renamed");
        assertEquals("rename", value(settings, "scanpcapmethod"));
        assertIssue(settings, Level.WARNING, 1, "voipmonitor.conf:1: scanpcapmethod: 'renamed' is read as rename");
    }

    @Test
    void refusesWordsThatAKeyDoesNotKnow() {
        assertIssue(read("scanpcapmethod = inotify"), Level.ERROR, 1, "voipmonitor.conf:1: scanpcapmethod: 'inotify' is not accepted "
                + "(not one of newfile, r, rename), using newfile");
    }

    @Test
    void setsNothingForAnEmptyValue() {
        Settings settings = read("managerport =\nmanagerport = 7");
        assertEquals(7, value(settings, "managerport"));
        assertEquals(List.of(), settings.issues());
    }

    @Test
    void findsKeysByTheirAliases() {
        assertEquals(7, value(read("manager_port = 7"), "managerport"));
    }

    // syntaxes --------------------------------------------------------------------------------------------------------

    @Test
    void usesThePortsOfAListThatAreGood() {
        Settings settings = read("skinny_port = 5060, abc;5070-5080;99999");
        assertEquals("5060;5070-5080", value(settings, "skinny_port"));
        assertIssue(settings, Level.ERROR, 1, "voipmonitor.conf:1: skinny_port: '5060, abc;5070-5080;99999' is not accepted "
                + "('abc' is no port from 1 to 65535, and 1 more), using 5060;5070-5080");
    }

    @Test
    void usesTheDefaultIfNoPortIsGood() {
        assertIssue(read("skinny_port = 99999"), Level.ERROR, 1, "voipmonitor.conf:1: skinny_port: '99999' is not accepted "
                + "('99999' is no port from 1 to 65535), using 2000");
        assertIssue(read("skinny_port = 5070-5060"), Level.ERROR, 1, "voipmonitor.conf:1: skinny_port: '5070-5060' is not accepted "
                + "(the range '5070-5060' ends before it begins), using 2000");
        assertIssue(read("skinny_port = ;,"), Level.ERROR, 1, "voipmonitor.conf:1: skinny_port: ';,' is not accepted "
                + "(names no port), using 2000");
        for (String no : List.of("0", "-1", "1-", "1--2", "+5", "\u0665\u0660", "1-65536", "99999999999999999999", "5060.5")) {
            assertNull(value(read("skinny_port = " + no), "skinny_port"), no);
        }
    }

    @Test
    void leavesAGoodListAsItIsWritten() {
        Settings settings = read("skinny_port = 1-65535, 7;8 9\nskinny_port = 10");
        assertEquals("1-65535, 7;8 9;10", value(settings, "skinny_port"));
        assertEquals(List.of(), settings.issues());
    }

    @Test
    void readsStatusCodes() {
        assertEquals("408;480;500-599", value(read("ignore_rtp_after_response = 408;480;500-599"), "ignore_rtp_after_response"));
        assertIssue(read("ignore_rtp_after_response = 99"), Level.ERROR, 1, "voipmonitor.conf:1: ignore_rtp_after_response: '99' is "
                + "not accepted ('99' is no status code from 100 to 699), using no value");
    }

    @Test
    void readsModes() {
        for (String mode : List.of("0640", "640", "0", "7777", "000640")) {
            assertEquals(mode, value(read("spooldir_file_permission = " + mode), "spooldir_file_permission"));
        }
        for (String no : List.of("rw-r-----", "0888", "-1", "17777", "99999999999999999999", "0x1a0")) {
            assertIssue(read("spooldir_file_permission = " + no), Level.ERROR, 1, "voipmonitor.conf:1: spooldir_file_permission: '" + no
                    + "' is not accepted (not an octal mode like 0640), using the default mode");
        }
    }

    @Test
    void readsTimeZones() {
        assertEquals("Europe/Prague", value(read("timezone = Europe/Prague"), "timezone"));
        assertEquals(":/usr/share/zoneinfo/Asia/Tokyo", value(read("timezone = :/usr/share/zoneinfo/Asia/Tokyo"), "timezone"));
        assertIssue(read("timezone = Mars/Olympus"), Level.ERROR, 1, "voipmonitor.conf:1: timezone: 'Mars/Olympus' is not accepted "
                + "(no such time zone), using the zone of the system");
    }

    @Test
    void readsPaths() {
        assertEquals("/a b/c", value(read("spooldir = /a b/c"), "spooldir"));
        assertIssue(read("spooldir = /a\u0000b"), Level.ERROR, 1, "voipmonitor.conf:1: spooldir: '/a?b' is not accepted "
                + "(cannot be the name of a file), using /var/spool/voipmonitor");
    }

    @Test
    void leavesASyntaxOfTheFutureToItsBundle() {
        assertEquals("x", value(read("newer = x"), "newer"));
    }

    @Test
    void shortensWhatIsTooLongAndShowsNoControlCharacters() {
        String text = read("managerport = x\u001B[2J" + "y".repeat(100_000)).issues().get(0).text();
        assertTrue(text.startsWith("voipmonitor.conf:1: managerport: 'x?[2Jyyyy"), text);
        assertTrue(text.length() < 250, text);
    }

    // several values, several files -----------------------------------------------------------------------------------

    @Test
    void joinsEveryOccurrenceOfAnAccumulatingText() {
        assertEquals("5060,5061;5070-5080", value(read("sipport = 5060,5061\nsipport = 5070-5080"), "sipport"));
    }

    @Test
    void makesEveryOccurrenceAnElementOfAnArray() {
        Settings settings = read("mirrors = a;b\nmirrors = c\nnumbers = 1\nnumbers = 99\nnumbers = 3");
        assertArrayEquals(new String[] {"a;b", "c"}, (String[]) value(settings, "mirrors"));
        assertArrayEquals(new Integer[] {1, 3}, (Integer[]) value(settings, "numbers"));
        assertIssue(settings, Level.ERROR, 4, "voipmonitor.conf:4: numbers: '99' is not accepted (greater than maximum), using 1; 3");
    }

    @Test
    void letsALaterFileOverrideAScalar() {
        Settings settings = Settings.of(List.of(ConfFile.parse("voipmonitor.conf", "managerport = 1"),
                ConfFile.parse("conf.d/a", "\nmanagerport = 2")), catalogue, KNOWN);
        assertEquals(2, value(settings, "managerport"));
        assertEquals("conf.d/a:2", settings.origin(catalogue.find("managerport")).get().toString());
        assertEquals(List.of(), settings.issues());
    }

    @Test
    void appendsTheListOfALaterFile() {
        Settings settings = Settings.of(List.of(ConfFile.parse("voipmonitor.conf", "sipport = 1\nmirrors = x"),
                ConfFile.parse("conf.d/a", "sipport = 2\nmirrors = y")), catalogue, KNOWN);
        assertEquals("1;2", value(settings, "sipport"));
        assertArrayEquals(new String[] {"x", "y"}, (String[]) value(settings, "mirrors"));
    }

    @Test
    void keepsTheEarlierValueIfALaterFileHasABadOne() {
        Settings settings = Settings.of(List.of(ConfFile.parse("voipmonitor.conf", "managerport = 1\nsavesip = no"),
                ConfFile.parse("conf.d/a", "managerport = x")), catalogue, KNOWN);
        assertEquals(1, value(settings, "managerport"));
        assertEquals("conf.d/a:1: managerport: 'x' is not accepted (not a number), using 1", settings.issues().get(0).text());
    }

    /** What is used instead is decided by the lines that follow. */
    @Test
    void namesTheValueThatIsInEffectInTheEnd() {
        Settings settings = Settings.of(List.of(ConfFile.parse("voipmonitor.conf", "managerport = x\nskinny_port = y"),
                ConfFile.parse("conf.d/a", "managerport = 2\nskinny_port = 7")), catalogue, KNOWN);
        assertEquals(List.of("voipmonitor.conf:1: managerport: 'x' is not accepted (not a number), using 2",
                "voipmonitor.conf:2: skinny_port: 'y' is not accepted ('y' is no port from 1 to 65535), using 7"),
                settings.issues().stream().map(Issue::text).toList());
    }

    // settings from a table -------------------------------------------------------------------------------------------

    @Test
    void readsSettingsOfATable() {
        Map<String, String> row = new java.util.HashMap<>(Map.of("ManagerPort", " 7 ", "sipport", "1;2", "mirrors", "a;b", "savesip", ""));
        row.put("signed", null);
        Settings settings = Settings.of("sensor_config", row, catalogue, KNOWN);
        assertEquals(7, value(settings, "managerport"));
        assertEquals("1;2", value(settings, "sipport"));
        assertArrayEquals(new String[] {"a", "b"}, (String[]) value(settings, "mirrors"));
        assertEquals("sensor_config", settings.origin(catalogue.find("managerport")).get().toString());
        assertEquals(List.of(), settings.issues());
        assertEquals(4, settings.byPid().values().stream().mapToInt(Map::size).sum() + 1, "savesip and signed are not set");
    }

    @Test
    void namesTheTableWhereAFileHasALine() {
        Settings both = read("managerport = 5").overriddenBy(Settings.of("sensor_config",
                Map.of("managerport", "x", "ss7", "1", "spooldir", "/mnt"), catalogue, KNOWN));
        assertEquals(List.of("sensor_config: managerport: 'x' is not accepted (not a number), using 5",
                "sensor_config: spooldir: counts in files only, ignored",
                "sensor_config: ss7: recognised, not supported"), both.issues().stream().map(Issue::text).toList());
        assertNull(value(both, "spooldir"));
    }

    @Test
    void replacesListsOfLowerSettings() {
        Settings lower = read("sipport = 1\nmanagerport = 5");
        Settings both = lower.overriddenBy(Settings.of(List.of(ConfFile.single("--set", "sipport", "2")), catalogue, KNOWN));
        assertEquals("2", value(both, "sipport"));
        assertEquals(5, value(both, "managerport"));
        assertEquals("--set", both.origin(catalogue.find("sipport")).get().toString());
    }

    @Test
    void namesNoLineWhereThereIsNone() {
        Settings settings = Settings.of(List.of(ConfFile.single("--set", "managerport", "x")), catalogue, KNOWN);
        assertEquals("--set: managerport: 'x' is not accepted (not a number), using 5029", settings.issues().get(0).text());
    }

    @Test
    void writesValuesAsTheFileWould() {
        assertEquals("yes", Settings.text(true));
        assertEquals("no", Settings.text(false));
        assertEquals("1; 3", Settings.text(new Integer[] {1, 3}));
        assertEquals("a; b", Settings.text(List.of("a", "b")));
    }

    // known keys ------------------------------------------------------------------------------------------------------

    @Test
    void knowsEveryDocumentedKey() {
        KnownKeys known = KnownKeys.load();
        assertEquals(1082, known.size()); // 767 by group and 315 in the appendix of the key reference
        for (String key : List.of("sipport", "sip-register", "182queuedpauserecording", "SaveRTP", "enable_billing")) {
            assertTrue(known.isDocumented(key), key);
        }
        assertFalse(known.isDocumented("mysqltableprefix"));
        assertTrue(known.isOnlyInFiles("MysqlHost"));
        assertTrue(known.isOnlyInFiles("pcapcommand"));
        assertFalse(known.isOnlyInFiles("sipport"));
        assertTrue(known.accumulates("sipport"));
        assertFalse(known.accumulates("interface"));
    }

    @Test
    void measuresTypingMistakes() {
        assertEquals(0, KnownKeys.distance("abc", "abc", 3));
        assertEquals(1, KnownKeys.distance("abc", "acb", 3)); // neighbours swapped
        assertEquals(1, KnownKeys.distance("abc", "abcd", 3));
        assertEquals(2, KnownKeys.distance("abc", "xbcd", 3));
        assertTrue(KnownKeys.distance("abc", "uvwxyz", 2) > 2);
    }

    private Settings read(String text) {
        return Settings.of(List.of(ConfFile.parse("voipmonitor.conf", text)), catalogue, KNOWN);
    }

    private Object value(Settings settings, String name) {
        Key key = catalogue.find(name);
        return settings.of(key.pid()).get(key.attribute());
    }

    private static void assertIssue(Settings settings, Level level, int line, String text) {
        assertEquals(List.of(text), settings.issues().stream().map(Issue::text).toList());
        assertEquals(level, settings.issues().get(0).level());
        assertEquals(line, settings.issues().get(0).line());
    }
}
