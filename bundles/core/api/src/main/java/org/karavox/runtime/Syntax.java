package org.karavox.runtime;

import aQute.bnd.annotation.xml.XMLAttribute;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a text key of {@code voipmonitor.conf} has to look like. Stands beside {@code @AttributeDefinition}; the build writes
 * it into the metatype as the attribute {@value #ATTRIBUTE}, where the reader of the file finds it. A value that does not fit
 * is reported with file and line and never reaches the bundle, so the bundle needs no sentence of its own for it.
 *
 * <p>Keys that take one of some words declare these as {@code options} of their {@code @AttributeDefinition} instead, numbers
 * declare {@code min} and {@code max}.
 */
@XMLAttribute(namespace = "http://karavox.org/xmlns/syntax/v1.0.0", prefix = "karavox", mapping = "value=syntax")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Syntax {

    /** Name of the attribute in the metatype file. */
    String ATTRIBUTE = "karavox:syntax";

    /** What the text is. */
    Kind value();

    /** The syntaxes there are. Of a list, parts that do not fit are left out and the others count. */
    enum Kind {
        /** List of ports 1 to 65535 and of ranges: {@code 5060,5061;5070-5080}. */
        PORTS,
        /** List of SIP status codes 100 to 699 and of ranges: {@code 408;480;500-599}. */
        STATUS_CODES,
        /** Octal mode of a file or directory, at most four digits after leading zeros: {@code 0640}. */
        OCTAL_MODE,
        /** Name of a time zone, {@code Europe/Prague}, or path of its file in a zoneinfo folder. */
        TIME_ZONE,
        /** Name of a file or directory. */
        PATH,
        /** Two hours of the day, both included: {@code 1-5}, {@code 22-4}. */
        HOURS,
        /** Date, {@code 2026-01-31}. */
        DATE,
        /** At most 20 letters, digits and underscores. */
        IDENTIFIER,
        /** List of SIP methods, {@code requests}, {@code responses}, {@code all}. */
        MESSAGES
    }
}
