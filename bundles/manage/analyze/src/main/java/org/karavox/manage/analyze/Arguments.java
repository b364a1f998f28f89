package org.karavox.manage.analyze;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The command line of {@code analyze}, checked.
 *
 * @param locations files, {@code "-"} for standard input
 * @param format how to print
 * @param out where to keep the packets of calls; empty = nowhere
 * @param conf {@code voipmonitor.conf} to read; empty = none
 * @param set {@code key=value} settings in the order given
 * @param shards number of shards; empty = as configured
 * @param quiet no progress, no summary and no remarks on standard error
 * @param help the usage was asked for; nothing else counts then
 */
record Arguments(List<String> locations, Format format, Optional<File> out, Optional<File> conf, List<String[]> set,
        OptionalInt shards, boolean quiet, boolean help) {

    static final String USAGE = "Usage: analyze FILE... [--json|--csv] [--out DIR] [--conf FILE] [--set KEY=VALUE]... "
            + "[--shards N] [--quiet]\n"
            + "\n"
            + "Reads captures (pcap, pcapng; also .gz and .zst) in the order given, as one sequence of packets, and prints the\n"
            + "calls and RTP streams in them. \"-\" is standard input.\n"
            + "\n"
            + "  --json           print JSON\n"
            + "  --csv            print one line per call, comma separated, with a header line\n"
            + "  --out DIR        keep the packets of every call in DIR; SIP and RTP unless savesip and savertp say otherwise\n"
            + "  --conf FILE      read settings from a voipmonitor.conf and from conf.d beside it; what is wrong in them is told\n"
            + "                   and passed over\n"
            + "  --set KEY=VALUE  set one key as the file would; overrides --conf; may be repeated; what is wrong ends with 2\n"
            + "  --shards N       work with N shards in threads of their own; 0, the default, does everything in one thread\n"
            + "  -q, --quiet      nothing but errors and problems on standard error\n"
            + "  -h, --help       print this\n"
            + "  --               all that follows are names of files, even if they begin with -\n"
            + "\n"
            + "SIP is looked for on every UDP port unless sipport is set.\n"
            + "\n"
            + "Exit code: 0 all was read; 1 the result could not be written, or Karavox failed; 2 wrong usage, or none of\n"
            + "the files can be opened; 3 one of several cannot be opened, or a file ended early, held malformed blocks, or\n"
            + "packets were not accounted for (what was readable is reported, the reason is on standard error).\n";

    private static final int MAX_SHARDS = 62;

    Arguments {
        locations = List.copyOf(locations);
        set = List.copyOf(set);
    }

    static Arguments parse(String[] words) throws UsageException {
        List<String> locations = new ArrayList<>();
        List<String[]> set = new ArrayList<>();
        Format format = null;
        Optional<File> out = Optional.empty();
        Optional<File> conf = Optional.empty();
        OptionalInt shards = OptionalInt.empty();
        boolean quiet = false;
        boolean help = false;
        boolean onlyFiles = false;
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            if (onlyFiles || word.equals("-") || !word.startsWith("-")) {
                if (word.isEmpty()) {
                    throw new UsageException("A file name is empty");
                }
                locations.add(word);
                continue;
            }
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String option = equals < 0 ? word : word.substring(0, equals);
            String given = equals < 0 ? null : word.substring(equals + 1);
            boolean takesValue = option.equals("--out") || option.equals("--conf") || option.equals("--set")
                    || option.equals("--shards");
            if (takesValue && given == null) {
                i++;
                given = i < words.length ? words[i] : "";
            }
            if (takesValue ? given.isEmpty() : given != null) {
                throw new UsageException(takesValue ? option + " needs a value" : option + " takes no value");
            }
            switch (option) {
                case "--":
                    onlyFiles = true;
                    break;
                case "--json":
                    format = chosen(format, Format.JSON);
                    break;
                case "--csv":
                    format = chosen(format, Format.CSV);
                    break;
                case "--out":
                    out = Optional.of(new File(given));
                    break;
                case "--conf":
                    conf = Optional.of(new File(given));
                    break;
                case "--set":
                    set.add(keyAndValue(given));
                    break;
                case "--shards":
                    shards = OptionalInt.of(shards(given));
                    break;
                case "--quiet":
                case "-q":
                    quiet = true;
                    break;
                case "--help":
                case "-h":
                    help = true;
                    break;
                default:
                    throw new UsageException("There is no option " + option + "; --help lists them");
            }
        }
        if (!help && locations.isEmpty()) {
            throw new UsageException("Name at least one capture file, or - for standard input; --help says more");
        }
        if (locations.indexOf("-") != locations.lastIndexOf("-")) {
            throw new UsageException("Standard input can be read only once");
        }
        return new Arguments(locations, format == null ? Format.TABLE : format, out, conf, set, shards, quiet, help);
    }

    private static Format chosen(Format before, Format format) throws UsageException {
        if (before != null && before != format) {
            throw new UsageException("--json and --csv exclude each other");
        }
        return format;
    }

    private static String[] keyAndValue(String text) throws UsageException {
        int equals = text.indexOf('=');
        String key = equals < 0 ? "" : text.substring(0, equals).trim();
        String value = equals < 0 ? "" : text.substring(equals + 1).trim();
        if (key.isEmpty() || value.isEmpty()) {
            throw new UsageException("--set " + text + ": expected KEY=VALUE");
        }
        return new String[] {key, value};
    }

    private static int shards(String text) throws UsageException {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= MAX_SHARDS) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new UsageException("--shards " + text + ": expected a number from 0 to " + MAX_SHARDS);
        }
        throw new UsageException("--shards " + text + ": expected a number from 0 to " + MAX_SHARDS);
    }
}
