package org.karavox.manage.analyze;

/** The command line asks for something that cannot be done; the message is one sentence for the person who typed it. */
final class UsageException extends Exception {

    UsageException(String sentence) {
        super(sentence);
    }
}
