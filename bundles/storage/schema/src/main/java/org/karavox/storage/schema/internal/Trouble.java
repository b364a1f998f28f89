package org.karavox.storage.schema.internal;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a database complains about, for the operator.
 *
 * @param found what is wrong
 * @param remedy what to do, with the statement where one helps
 */
record Trouble(Kind kind, String found, String remedy) {

    /** What it is about. */
    enum Kind {
        /** No connection, or none in time. */
        UNREACHABLE,
        /** The database does not exist. */
        NO_DATABASE,
        /** User or password. */
        LOGIN,
        /** A grant is missing. */
        PRIVILEGE,
        /** Nothing can be written. */
        READ_ONLY,
        /** No room on the server. */
        DISK_FULL,
        /** Somebody else holds what is needed. */
        BUSY,
        /** Settings of ours. */
        SETTING,
        /** Anything else the server says. */
        REFUSED
    }

    /** The privileges that creating, upgrading, filling and cleaning need. */
    static final String PRIVILEGES = "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES";

    private static final Pattern COMMAND = Pattern.compile("^(.*?) command denied to user (\\S+) for table");
    private static final Pattern USER = Pattern.compile("for user ('[^']*'@'[^']*')");
    private static final Pattern DATABASE = Pattern.compile("(?:database|DB) ['`]([^'`]*)['`]", Pattern.CASE_INSENSITIVE);

    /** One sentence for people. */
    String sentence() {
        return found + ": " + remedy;
    }

    /**
     * Finds out what an exception says, however deep it is wrapped.
     *
     * @param account as the server calls it in grants, {@code 'name'@'host'}; empty if not known
     * @param database empty if not known
     */
    static Trouble of(Throwable thrown, String account, String database) {
        Trouble best = null;
        for (Throwable each : chain(thrown)) {
            Trouble trouble = one(each, account, database);
            boolean deeper = best != null && trouble.kind == Kind.UNREACHABLE && best.kind == Kind.UNREACHABLE;
            if (best == null || rank(trouble.kind) < rank(best.kind) || deeper) { // deeper: "Connection refused", plain and short
                best = trouble;
            }
        }
        return best;
    }

    /** A pool says "no connection in time" on top of the reason, so the reason goes first. */
    private static int rank(Kind kind) {
        return kind == Kind.REFUSED ? 2 : kind == Kind.UNREACHABLE ? 1 : 0;
    }

    private static List<Throwable> chain(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> chain = new ArrayList<>();
        collect(thrown, seen, chain);
        return chain;
    }

    private static void collect(Throwable thrown, Set<Throwable> seen, List<Throwable> chain) {
        if (thrown == null || !seen.add(thrown)) {
            return;
        }
        chain.add(thrown);
        collect(thrown.getCause(), seen, chain);
        if (thrown instanceof SQLException) {
            collect(((SQLException) thrown).getNextException(), seen, chain);
        }
    }

    private static Trouble one(Throwable thrown, String account, String database) {
        String text = oneLine(thrown);
        String lower = text.toLowerCase(Locale.ROOT);
        int code = thrown instanceof SQLException ? ((SQLException) thrown).getErrorCode() : 0;
        String state = thrown instanceof SQLException && ((SQLException) thrown).getSQLState() != null
                ? ((SQLException) thrown).getSQLState() : "";
        if (code == 1021 || code == 1114 || lower.contains("no space left") || lower.contains("errcode: 28")
                || lower.contains("errno: 28")) {
            return new Trouble(Kind.DISK_FULL, "The disk of the database is full (" + text + ")",
                    "free space there, or let cleandatabase_size or cleandatabase_cdr drop old days; records wait until then");
        }
        switch (code) {
            case 1049:
                String missing = group(DATABASE, text, database);
                return new Trouble(Kind.NO_DATABASE, "The server has no database " + missing,
                        "run CREATE DATABASE `" + missing + "` CHARACTER SET latin1; or correct mysqldb");
            case 1044:
                String closed = group(DATABASE, text, database);
                return privilege("User " + group(USER, text, account) + " may not use database " + closed,
                        group(USER, text, account), closed);
            case 1045:
            case 1698:
                return new Trouble(Kind.LOGIN, "The server refuses user " + group(USER, text, "of mysqlusername")
                        + ", or its password is wrong", "correct mysqlusername and mysqlpassword");
            case 1142:
            case 1143:
            case 1227:
            case 1370:
                Matcher denied = COMMAND.matcher(text);
                boolean known = denied.find();
                String user = !account.isEmpty() ? account : known ? denied.group(2) : "of mysqlusername";
                return privilege("User " + user + " may not " + (known ? denied.group(1) : "do what is needed")
                        + " in database " + database, user, database);
            case 1290:
                if (!lower.contains("read-only") && !lower.contains("read_only")) {
                    break;
                }
                return readOnly(text);
            case 1792:
            case 1836:
            case 90097: // H2
                return readOnly(text);
            case 1205:
            case 1213:
                return new Trouble(Kind.BUSY, "Tables are locked by somebody else (" + text + ")",
                        "let long queries end (SHOW PROCESSLIST); tried again by itself");
            case 1040:
            case 1203:
                return new Trouble(Kind.UNREACHABLE, "The server has no connection left (" + text + ")",
                        "raise max_connections there or close other clients");
            case 90020: // H2
                return new Trouble(Kind.BUSY, "The database file is in use by another process",
                        "stop the other one; two of them cannot share the file");
            case 90135: // H2 inside a closing
            case 90098:
                return unreachable(text);
            default:
                break;
        }
        if (state.equals("28000")) {
            return new Trouble(Kind.LOGIN, "The database refuses user or password (" + text + ")",
                    "correct mysqlusername and mysqlpassword");
        }
        if (state.startsWith("08") || thrown instanceof java.io.IOException || thrown instanceof java.sql.SQLTransientConnectionException) {
            return unreachable(text);
        }
        return new Trouble(Kind.REFUSED, "The database refuses what the tables need (" + text + ")",
                "look at that sentence of the server; tried again by itself");
    }

    private static Trouble unreachable(String text) {
        return new Trouble(Kind.UNREACHABLE, "The database cannot be reached (" + text + ")",
                "see that the server runs and that mysqlhost and mysqlport are right; records wait until then");
    }

    private static Trouble readOnly(String text) {
        return new Trouble(Kind.READ_ONLY, "The database only reads (" + text + ")",
                "run SET GLOBAL read_only = OFF; on it, or name the server that is written to in mysqlhost");
    }

    private static Trouble privilege(String found, String user, String database) {
        return new Trouble(Kind.PRIVILEGE, found,
                "run GRANT " + PRIVILEGES + " ON `" + database + "`.* TO " + user + ";");
    }

    private static String group(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : otherwise;
    }

    private static String oneLine(Throwable thrown) {
        String text = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        int statement = text.indexOf("; SQL statement:"); // H2 repeats the whole statement
        text = (statement < 0 ? text : text.substring(0, statement)).replaceAll("\\s+", " ").trim();
        return text.length() > 300 ? text.substring(0, 300) + "..." : text;
    }
}
