package org.karavox.itests.vectors;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.karavox.call.Endpoint;
import org.karavox.packet.PacketCursor;
import org.karavox.signalling.ScanResult;
import org.karavox.signalling.Shard;
import org.karavox.signalling.Signalling;
import org.karavox.tunnel.Attachment;

/** Writes down every datagram that reaches a shard on the ports that the test vectors use. */
public final class Recorder implements Signalling, Signalling.Scanner {

    private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());

    /** What was delivered: {@code source > destination, length, SHA-256}. */
    List<String> delivered() {
        return List.copyOf(delivered);
    }

    static String line(Endpoint source, Endpoint destination, long length, String sha256) {
        return source + " > " + destination + ", " + length + " bytes, " + sha256;
    }

    @Override
    public String name() {
        return "recorder";
    }

    @Override
    public List<Attachment> attachments() {
        return List.of(Attachment.udpPorts(5060, 5061), Attachment.udpPorts(30_000, 30_001));
    }

    @Override
    public Scanner openScanner() {
        return this;
    }

    @Override
    public int scan(PacketCursor payload, ScanResult result) {
        result.callKey(payload.remaining());
        return MESSAGE;
    }

    @Override
    public Correlator openCorrelator(Shard shard) {
        return new Correlator() {

            @Override
            public void onMessage(PacketCursor payload) {
                byte[] bytes = new byte[payload.remaining()];
                payload.copy(0, bytes, 0, bytes.length);
                delivered.add(line(Endpoint.of(payload.sourceHigh(), payload.sourceLow(), payload.sourcePort()),
                        Endpoint.of(payload.destinationHigh(), payload.destinationLow(), payload.destinationPort()), bytes.length, sha256(bytes)));
            }

            @Override
            public void onTime(long packetNanos) {
                // nothing here waits
            }

            @Override
            public void onTimeBack(long packetNanos) {
                // nothing here waits
            }

            @Override
            public void onMediaChanged() {
                // knows no media
            }

            @Override
            public int activeCalls() {
                return 0;
            }

            @Override
            public void close() {
                // holds nothing
            }
        };
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
