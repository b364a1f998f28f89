package org.karavox.manage.analyze;

/** The command line asks for something that cannot be done; the message is one sentence for the person who typed it. */
public final class UsageException extends Exception {

    public UsageException(String sentence) {
        super(sentence);
    }
}
