package org.karavox.itests.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.karavox.call.Endpoint;
import org.karavox.itests.traffic.Dialog;
import org.karavox.itests.traffic.Party;
import org.karavox.itests.traffic.Rtp;
import org.karavox.itests.traffic.Sdp;
import org.karavox.itests.traffic.Traffic;
import org.karavox.itests.traffic.Tunnel;

/** The captures that {@code karavox demo} analyses, a minute apart and with addresses of their own. */
final class DemoCaptures {

    private static final int PACKETS = 250; // five seconds

    private DemoCaptures() {
    }

    /**
     * One capture.
     *
     * @param name of its file, without {@code .pcap}
     * @param about for whoever runs the demo
     */
    record Demo(String name, String about, Traffic traffic) {

        String fileName() {
            return name + ".pcap";
        }
    }

    /** In the order of their times. */
    static List<Demo> all() {
        return List.of(good(), loss(), jitter(), oneWay(), busy(), registration(), twoLegs(), vxlan());
    }

    private static Demo good() {
        Traffic traffic = new Traffic();
        call(traffic, "good", 1);
        return new Demo("good-call", "A good call of five seconds", traffic);
    }

    private static Demo loss() {
        Traffic traffic = new Traffic();
        Party caller = caller(2);
        Party called = called(2);
        Dialog dialog = setUp(traffic, "loss@demo", caller, called, 2);
        Rtp lossy = voice(traffic, caller, called, 2);
        for (int index = 20; index < 60; index += 2) {
            lossy.lose(index);
        }
        lossy.lose(100, 101, 102, 103, 104, 105, 106, 107).send();
        voice(traffic, called, caller, 2).send();
        hangUp(dialog, caller, 2);
        return new Demo("loss", "A call in which every second packet of the caller is lost for a while, and then eight in a row", traffic);
    }

    private static Demo jitter() {
        Traffic traffic = new Traffic();
        Party caller = caller(3);
        Party called = called(3);
        Dialog dialog = setUp(traffic, "jitter@demo", caller, called, 3);
        voice(traffic, caller, called, 3).send();
        Rtp late = voice(traffic, called, caller, 3);
        for (int index = 10; index < PACKETS - 10; index++) {
            late.delay(index, index * 37 % 120);
        }
        late.send();
        hangUp(dialog, caller, 3);
        return new Demo("jitter", "A call in which the packets of the called party come up to 120 ms late", traffic);
    }

    private static Demo oneWay() {
        Traffic traffic = new Traffic();
        Party caller = caller(4);
        Party called = called(4);
        Dialog dialog = setUp(traffic, "one-way@demo", caller, called, 4);
        voice(traffic, caller, called, 4).send();
        hangUp(dialog, called, 4);
        return new Demo("one-way-audio", "A call in which only the caller is heard", traffic);
    }

    private static Demo busy() {
        Traffic traffic = new Traffic();
        Party caller = caller(5);
        long start = start(5);
        traffic.dialog("busy@demo", caller, called(5)).at(start).invite(Sdp.phone(caller.signalling().address(), 10_000)).at(start + 10).respond(100)
                .at(start + 50).respond(486).at(start + 60).ack();
        return new Demo("busy", "The called party is busy", traffic);
    }

    private static Demo registration() {
        Traffic traffic = new Traffic();
        Endpoint phone = new Endpoint("192.0.2.16", 5060);
        Endpoint registrar = new Endpoint("198.51.100.16", 5060);
        long micros = start(6) * 1000;
        String challenge = "WWW-Authenticate: Digest realm=\"demo\", nonce=\"1\"\r\n";
        String answer = "Authorization: Digest username=\"106\", realm=\"demo\", nonce=\"1\", uri=\"sip:198.51.100.16\", response=\"0\"\r\n";
        traffic.udp(micros, phone, registrar, register("REGISTER sip:198.51.100.16 SIP/2.0", 1, ""));
        traffic.udp(micros + 10_000, registrar, phone, register("SIP/2.0 401 Unauthorized", 1, challenge));
        traffic.udp(micros + 20_000, phone, registrar, register("REGISTER sip:198.51.100.16 SIP/2.0", 2, answer));
        traffic.udp(micros + 30_000, registrar, phone, register("SIP/2.0 403 Forbidden", 2, ""));
        return new Demo("failed-registration", "A telephone that registers with a wrong password; registrations are analysed, but not listed yet", traffic);
    }

    private static byte[] register(String startLine, int sequence, String header) {
        return (startLine + "\r\nVia: SIP/2.0/UDP 192.0.2.16:5060;branch=z9hG4bK-register-" + sequence + "\r\n"
                + "From: <sip:106@198.51.100.16>;tag=f6\r\nTo: <sip:106@198.51.100.16>\r\nCall-ID: registration@demo\r\nCSeq: " + sequence
                + " REGISTER\r\nContact: <sip:106@192.0.2.16:5060>\r\n" + header + "Content-Length: 0\r\n\r\n").getBytes(UTF_8);
    }

    /** An exchange makes two calls of one and passes the voice on. */
    private static Demo twoLegs() {
        Traffic traffic = new Traffic();
        Party caller = caller(7);
        Party called = called(7);
        Party front = Party.at(called.user(), "203.0.113.7");
        Party back = Party.at(caller.user(), "203.0.113.8");
        Dialog first = setUp(traffic, "leg-a@demo", caller, front, 7);
        Dialog second = setUp(traffic, "leg-b@demo", back, called, 7);
        voice(traffic, caller, front, 7).send();
        voice(traffic, front, caller, 7).send();
        voice(traffic, back, called, 7).send();
        voice(traffic, called, back, 7).send();
        hangUp(first, caller, 7);
        hangUp(second, back, 7);
        return new Demo("two-legs", "A call through an exchange: two legs, each with its own Call-ID", traffic);
    }

    private static Demo vxlan() {
        Traffic traffic = new Traffic().through(Tunnel.vxlan());
        call(traffic, "vxlan", 8);
        return new Demo("vxlan", "A call whose packets come in a VXLAN tunnel", traffic);
    }

    private static Party caller(int number) {
        return Party.at("10" + number, "192.0.2.1" + number);
    }

    private static Party called(int number) {
        return Party.at("20" + number, "198.51.100.1" + number);
    }

    /** Milliseconds. */
    private static long start(int number) {
        return (number - 1) * 60_000L;
    }

    private static void call(Traffic traffic, String name, int number) {
        Party caller = caller(number);
        Party called = called(number);
        Dialog dialog = setUp(traffic, name + "@demo", caller, called, number);
        voice(traffic, caller, called, number).send();
        voice(traffic, called, caller, number).send();
        hangUp(dialog, caller, number);
    }

    private static Dialog setUp(Traffic traffic, String callId, Party caller, Party called, int number) {
        long start = start(number);
        return traffic.dialog(callId, caller, called).at(start).header("User-Agent: Demo telephone")
                .invite(Sdp.phone(caller.signalling().address(), 10_000)).at(start + 10).respond(100).at(start + 100).respond(180)
                .at(start + 300).respond(200, Sdp.phone(called.signalling().address(), 10_000)).at(start + 320).ack();
    }

    private static Rtp voice(Traffic traffic, Party from, Party to, int number) {
        int ssrc = from.signalling().hashCode() ^ number << 24;
        return traffic.rtp(from.media(10_000), to.media(10_000), ssrc).at(start(number) + 340).voice(PACKETS);
    }

    private static void hangUp(Dialog dialog, Party who, int number) {
        long end = start(number) + 360 + PACKETS * 20L;
        dialog.at(end).bye(who).at(end + 10).respond(200);
    }
}
