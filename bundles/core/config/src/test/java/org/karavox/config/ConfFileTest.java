package org.karavox.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.karavox.config.ConfFile.Kind;
import org.karavox.config.ConfFile.Line;

class ConfFileTest {

    @TempDir
    Path directory;

    @Test
    void readsKeyAndValue() {
        assertEquals(List.of(entry(1, "sipport", "5060")), lines("sipport = 5060\n"));
    }

    @Test
    void trimsWhiteSpaceAroundKeyAndValueAndKeepsItInside() {
        assertEquals(List.of(entry(1, "name_sensor", "Prague \t east")), lines("\t name_sensor\t=  Prague \t east \t\n"));
    }

    @Test
    void countsLinesWithAnyLineEnd() {
        assertEquals(List.of(entry(1, "a", "1"), entry(2, "b", "2"), entry(3, "c", "3"), entry(5, "d", "4")),
                lines("a=1\r\nb=2\rc=3\n\nd=4"));
    }

    @Test
    void ignoresAByteOrderMark() {
        assertEquals(List.of(entry(1, "a", "1")), lines("\uFEFFa=1"));
    }

    @Test
    void ignoresCommentLinesOfBothKinds() {
        assertEquals(List.of(), lines("# a = 1\n  ; b = 2\n\t# c\n#\n;"));
    }

    @Test
    void endsAValueAtAHashAfterWhiteSpace() {
        assertEquals(List.of(entry(1, "savertp", "header")), lines("savertp = header # no payload"));
        assertEquals(List.of(entry(1, "savertp", "header")), lines("savertp = header\t#"));
    }

    @Test
    void keepsAHashWithoutWhiteSpaceInFront() {
        assertEquals(List.of(entry(1, "manager_key", "a#b")), lines("manager_key = a#b"));
        assertEquals(List.of(entry(1, "manager_key", "#b")), lines("manager_key =#b"));
    }

    @Test
    void neverTakesASemicolonForAComment() {
        assertEquals(List.of(entry(1, "sipport", "5060 ; 5070")), lines("sipport = 5060 ; 5070"));
    }

    @Test
    void tellsAValueThatIsAComment() {
        assertEquals(List.of(new Line(1, "general", Kind.COMMENT_AS_VALUE, "interface", "# leave empty # on server")),
                lines("interface =   # leave empty # on server"));
    }

    @Test
    void keepsQuotes() {
        assertEquals(List.of(entry(1, "filter", "\"udp port 5060\"")), lines("filter = \"udp port 5060\""));
    }

    @Test
    void splitsAtTheFirstEqualsSign() {
        assertEquals(List.of(entry(1, "natalias", "10.0.0.1=192.0.2.1")), lines("natalias=10.0.0.1=192.0.2.1"));
    }

    @Test
    void tellsEmptyValues() {
        assertEquals(List.of(entry(1, "spooldir", "")), lines("spooldir = "));
    }

    @Test
    void tellsLinesThatAreNoEntries() {
        assertEquals(List.of(new Line(2, "general", Kind.NEITHER, "", "savesip yes"), new Line(3, "general", Kind.NEITHER, "", "= 5")),
                lines("\nsavesip yes\n = 5"));
    }

    @Test
    void namesTheSectionOfEveryLineInLowerCase() {
        assertEquals(List.of(entry(1, "a", "1"), new Line(2, "general", Kind.SECTION, "General", ""), entry(3, "b", "2"),
                new Line(4, "receiver_a", Kind.SECTION, "Receiver_A", ""), new Line(5, "receiver_a", Kind.ENTRY, "c", "3")),
                lines("a=1\n[General]\nb=2\n[ Receiver_A ] # second\nc=3"));
    }

    @Test
    void takesABracketThatIsNeverClosedForAnEntry() {
        assertEquals(List.of(entry(1, "[a", "1")), lines("[a = 1"));
    }

    /** Whatever is cut off: what stands before the cut is read as it was. */
    @Test
    void survivesEveryTruncation() {
        String text = "# comment\r\nsipport = 5060 # x\n[other]\nkey = # none\nno entry\n[general]\nlast = \u00e9\n";
        List<Line> all = lines(text);
        for (int length = 0; length <= text.length(); length++) {
            List<Line> some = lines(text.substring(0, length));
            for (int i = 0; i < some.size() - 1; i++) {
                assertEquals(all.get(i), some.get(i), "cut at " + length);
            }
        }
    }

    @Test
    void readsConfDBesideTheMainFileInOrderOfNames() throws IOException {
        Path main = Files.writeString(directory.resolve("voipmonitor.conf"), "a=1");
        Path folder = Files.createDirectory(directory.resolve("conf.d"));
        Files.writeString(folder.resolve("20-b.conf"), "b=1");
        Files.writeString(folder.resolve("10-a"), "c=1");
        Files.writeString(folder.resolve(".hidden"), "d=1");
        Files.createDirectory(folder.resolve("sub"));
        assertEquals(List.of("voipmonitor.conf", "conf.d/10-a", "conf.d/20-b.conf"), names(ConfFile.read(main)));
    }

    @Test
    void readsTheFilesOfADirectory() throws IOException {
        Path main = Files.createDirectory(directory.resolve("conf"));
        Files.writeString(main.resolve("b"), "b=1");
        Files.writeString(main.resolve("a"), "a=1");
        Files.writeString(main.resolve(".a"), "x=1");
        assertEquals(List.of("a", "b"), names(ConfFile.read(main)));
    }

    @Test
    void doesNotReadADirectoryTwiceThatIsItselfCalledConfD() throws IOException {
        Path main = Files.createDirectory(directory.resolve("conf.d"));
        Files.writeString(main.resolve("a"), "a=1");
        assertEquals(1, ConfFile.pathsOf(main).size());
    }

    @Test
    void failsIfTheMainFileIsMissing() {
        IOException e = assertThrows(IOException.class, () -> ConfFile.read(directory.resolve("none.conf")));
        assertTrue(e.getMessage().contains("none.conf"), e.getMessage());
    }

    @Test
    void refusesWhatIsTooLargeToBeAConfigurationFile() throws IOException {
        Path main = Files.write(directory.resolve("a.conf"), new byte[ConfFile.LARGEST]);
        assertEquals(1, ConfFile.read(main).size());
        Files.write(main, new byte[ConfFile.LARGEST + 1]);
        assertEquals("a.conf has more than 1048576 bytes, so it is no configuration file",
                assertThrows(IOException.class, () -> ConfFile.read(main)).getMessage());
    }

    @Test
    void refusesADirectoryOfOtherThings() throws IOException {
        Path main = Files.createDirectory(directory.resolve("captures"));
        for (char name = 'a'; name <= 'h'; name++) {
            Files.write(main.resolve(String.valueOf(name)), new byte[ConfFile.LARGEST]);
        }
        assertEquals(8, ConfFile.read(main).size());
        Files.writeString(main.resolve("i"), "a = 1");
        assertEquals("with i there are more than 8388608 characters, so these are no configuration files",
                assertThrows(IOException.class, () -> ConfFile.read(main)).getMessage());
    }

    @Test
    void refusesWhatHasNoEnd() {
        Path endless = Path.of("/dev/zero");
        Assumptions.assumeTrue(Files.exists(endless), "no /dev/zero here");
        assertEquals("zero is not a regular file", assertThrows(IOException.class, () -> ConfFile.read(endless)).getMessage());
    }

    @Test
    void replacesBytesThatAreNoUtf8() throws IOException {
        Path main = Files.write(directory.resolve("latin.conf"), new byte[] {'a', '=', (byte) 0xE9, '\n', 'b', '=', '1'});
        assertEquals(List.of(entry(1, "a", "\uFFFD"), entry(2, "b", "1")), ConfFile.read(main).get(0).lines());
    }

    private static List<String> names(List<ConfFile> files) {
        List<String> names = new ArrayList<>();
        files.forEach(file -> names.add(file.name()));
        return names;
    }

    private static List<Line> lines(String text) {
        return ConfFile.parse("voipmonitor.conf", text).lines();
    }

    private static Line entry(int number, String key, String value) {
        return new Line(number, "general", Kind.ENTRY, key, value);
    }
}
