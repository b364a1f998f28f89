package org.karavox.call;

/** What ended a call; {@link #code} is the value of the column {@code cdr.bye}. */
public enum CallEnd {

    /** Never answered. */
    NOT_ANSWERED(0),
    /** Answered, no BYE seen. */
    NO_BYE(1),
    /** Answered, BYE seen, its response not. */
    BYE_UNCONFIRMED(2),
    /** Answered, BYE and its 2xx seen. */
    BYE_CONFIRMED(3),
    /** Packets of one SIP direction only. */
    ONE_WAY(101),
    /** {@code absolute_timeout}. */
    ABSOLUTE_TIMEOUT(102),
    /** {@code bye_timeout} or {@code bye_confirmed_timeout}. */
    BYE_TIMEOUT(103),
    /** {@code rtptimeout}. */
    RTP_TIMEOUT(104),
    /** One SIP direction only, then silence for {@code onewaytimeout}. */
    ONE_WAY_TIMEOUT(105),
    /** BYE without any 18x or 2xx. */
    BYE_WITHOUT_ANSWER(106),
    /** 300 s without 18x, 2xx or RTP. */
    ZOMBIE(107),
    /** {@code sipwithoutrtptimeout}. */
    NO_RTP_TIMEOUT(108),
    /** Too many SIP messages. */
    TOO_MANY_MESSAGES(109),
    /** Shutdown, end of the capture. */
    FORCED(110);

    private final int code;

    CallEnd(int code) {
        this.code = code;
    }

    /** Value of the column. */
    public int code() {
        return code;
    }
}
