package org.karavox.storage.cdr.internal;

import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.karavox.storage.StoreException.Kind;
import org.karavox.storage.StoreException;

/** Says what an error of the database means and what to do about it. Never shows a password. */
final class Failures {

    private Failures() {
    }

    /**
     * @param location of the database, for people
     * @param user that was used, for people
     */
    static StoreException of(SQLException error, String location, String user) {
        SQLException cause = root(error);
        String sentence = sentence(cause, location, user);
        return sentence == null
                ? new StoreException(Kind.REFUSED, "The database at " + location + " refuses the content (" + text(cause)
                        + "); the record is set aside", error)
                : new StoreException(Kind.UNAVAILABLE, sentence, error);
    }

    /** What is wrong and what to do; for errors of the content as well. */
    static String explain(SQLException error, String location, String user) {
        SQLException cause = root(error);
        String sentence = sentence(cause, location, user);
        return sentence == null ? "The database at " + location + " answers: " + text(cause) : sentence;
    }

    /** The pool wraps what the driver says, the driver what the system says. */
    private static SQLException root(SQLException error) {
        SQLException root = error;
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException && (((SQLException) cause).getErrorCode() != 0 || root.getErrorCode() == 0)) {
                root = (SQLException) cause;
            }
        }
        return root;
    }

    static int code(SQLException error) {
        return root(error).getErrorCode();
    }

    /** A row with the same key is there already. */
    static boolean isDuplicate(SQLException error) {
        int code = code(error);
        return code == 1062 || code == 1586 || code == 23505;
    }

    /** The server does not take files from clients. */
    static boolean isDenied(SQLException error) {
        return error.getErrorCode() == 1044 || error.getErrorCode() == 1142 || error.getErrorCode() == 1143;
    }

    static boolean isLocalInfileForbidden(SQLException error) {
        int code = code(error);
        return code == 1148 || code == 3948 || code == 4166 || code == 2068;
    }

    private static Optional<Throwable> tlsFailure(SQLException error) {
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (cause instanceof SSLException || cause instanceof CertificateException) {
                return Optional.of(cause);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static String text(SQLException error) {
        String message = String.valueOf(error.getMessage()).strip();
        int line = message.indexOf('\n');
        return (line < 0 ? message : message.substring(0, line)) + ", error " + error.getErrorCode();
    }

    private static String sentence(SQLException error, String location, String user) {
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        switch (error.getErrorCode()) {
            case 1045:
            case 1698:
                return "The database at " + location + " refuses the login of " + user
                        + ": check mysqlusername and mysqlpassword; records wait";
            case 1044:
            case 1142:
            case 1143:
            case 1227:
                return "User " + user + " lacks a right at " + location + " (" + text(error)
                        + "): GRANT ALL ON the database TO this user; records wait";
            case 1049:
                return "The database at " + location + " does not exist and may not be created by " + user
                        + ": create it or GRANT CREATE; records wait";
            case 1040:
            case 1203:
            case 1226:
                return "The database at " + location + " has no connection left (" + text(error)
                        + "): raise max_connections; records wait";
            case 1021:
            case 1114:
            case 1030:
            case 3:
            case 20:
                return "The database at " + location + " has no room left (" + text(error) + "): free disk space there; records wait";
            case 1290:
            case 1792:
            case 1836:
            case 1223:
            case 90097:
                return "The database at " + location + " is read-only (" + text(error)
                        + "): switch it to read-write, or name the primary server in mysqlhost; records wait";
            case 1205:
            case 1213:
            case 1317:
            case 1020:
            case 50200:
            case 40001:
                return "The database at " + location + " is held up by another writer (" + text(error) + "); the records are offered again";
            case 1146:
            case 1054:
            case 42102:
            case 42122:
                return "The tables at " + location + " do not fit (" + text(error) + "): see voip:db; records wait";
            case 1526:
                return "A partition is missing at " + location + " (" + text(error)
                        + "): see voip:db for the right that is needed; records wait";
            case 90020:
                return "The embedded database at " + location + " is in use by another process: stop it; records wait";
            case 90028:
            case 90030:
            case 90031:
            case 90034:
                return "The embedded database at " + location + " cannot be read or written (" + text(error)
                        + "): check disk space and rights of its folder; records wait";
            default:
                break;
        }
        Optional<Throwable> tls = tlsFailure(error);
        if (tls.isPresent()) {
            return "No TLS connection to the database at " + location + " (" + tls.get().getMessage() + "): check mysqlsslcacert or "
                    + "mysqlsslcapath, which must have signed the certificate of the server, and mysqlsslcert; records wait";
        }
        if (state.startsWith("08") && error.getErrorCode() != 1153 || error instanceof SQLTransientConnectionException || state.startsWith("57")
                || error.getErrorCode() == 1053 || error.getErrorCode() == 1927) {
            return "The database at " + location + " cannot be reached (" + text(error)
                    + "): check mysqlhost and mysqlport and that the server runs; records wait";
        }
        if (state.startsWith("28")) {
            return "The database at " + location + " refuses the login of " + user
                    + ": check mysqlusername and mysqlpassword; records wait";
        }
        return state.startsWith("22") || state.startsWith("23") || error.getErrorCode() == 1366 || error.getErrorCode() == 1406
                || error.getErrorCode() == 1264 || error.getErrorCode() == 1153 ? null
                : "The database at " + location + " answers: " + text(error) + "; records wait";
    }
}
