package org.karavox.itests.golden;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.karavox.call.Endpoint;
import org.karavox.itests.traffic.Bytes;
import org.karavox.itests.traffic.Dialog;
import org.karavox.itests.traffic.Ip;
import org.karavox.itests.traffic.Link;
import org.karavox.itests.traffic.Party;
import org.karavox.itests.traffic.Sdp;
import org.karavox.itests.traffic.Traffic;
import org.karavox.itests.traffic.Tunnel;

/** The golden captures: one method per case, in the order of the directory's table of contents. */
final class GoldenCases {

    private static final Party ALICE = Party.at("alice", "192.0.2.10");
    private static final Party BOB = Party.at("bob", "198.51.100.20");
    private static final Party CAROL = Party.at("carol", "192.0.2.30");
    private static final Party DAVE = Party.at("dave", "198.51.100.40");
    private static final Party ALICE6 = Party.at("alice", "2001:db8::10");
    private static final Party BOB6 = Party.at("bob", "2001:db8:1::20");

    private static final int TO_BOB = 0x0A11CE01;
    private static final int TO_ALICE = 0x0B0B0B02;

    private GoldenCases() {
    }

    static List<GoldenCase> all() {
        return Stream.of(
                answered(), byeFromCallee(), busy(), rejected(), cancelled(), unanswered(), authChallenge(), redirect(), forked(),
                retransmitted(), reinviteNewMedia(), reinviteRefused(), hold(), earlyMedia(), noBye(), severalMedia(), ipv6(), portZero(),
                rtcpAttribute(), rtcpMux(), sharedMediaAddress(), addressReused(), relayPortReused(), lateSdp(), lateOffer(),
                tunnel("tunnel-ipip", "IPv4 in IPv4", Tunnel.ipip()), tunnel("tunnel-gre", "GRE that carries IP", Tunnel.gre()),
                tunnel("tunnel-gre-ethernet", "GRE with a key that carries Ethernet", Tunnel.greEthernet()),
                tunnel("tunnel-erspan1", "ERSPAN type I", Tunnel.erspan1()), tunnel("tunnel-erspan2", "ERSPAN type II", Tunnel.erspan2()),
                tunnel("tunnel-erspan3", "ERSPAN type III", Tunnel.erspan3()), tunnel("tunnel-vxlan", "VXLAN", Tunnel.vxlan()),
                tunnel("tunnel-nested", "GRE in VXLAN in IP-in-IP",
                        ip -> Tunnel.ipip().apply(Tunnel.vxlan().apply(Tunnel.gre().apply(ip)))),
                fragments(), fragmentsOverlap(), fragmentsUnfinished(), fragmentsIpv6(),
                link("link-vlan", "an 802.1Q tag", Link.vlan(0x8100, 100)),
                link("link-qinq", "an 802.1ad and an 802.1Q tag", Link.vlan(0x88A8, 7, 0x8100, 100)),
                link("link-mpls", "two MPLS labels", Link.mpls(1000, 17)), link("link-pppoe", "a PPPoE session", Link.pppoe()),
                link("link-sll", "the Linux cooked header", Link.sll()), link("link-sll2", "the second Linux cooked header", Link.sll2()),
                link("link-null", "the BSD loopback header of a little-endian host", Link.nullLoopback()),
                link("link-raw", "no link layer at all", Link.raw()),
                dtmfAndComfortNoise(), codecChange(), lossReorderDuplicates(), sequenceWrap(), twoInterfaces(), junkOnSipPort(),
                callDetails()).toList();
    }

    private static GoldenCase answered() {
        Traffic traffic = new Traffic();
        call(traffic, "answered@golden", ALICE, BOB, 0, 10_000, 20_000, 50);
        return new GoldenCase("answered", "Alice calls Bob, Bob answers after 300 ms, both talk for a second, Alice hangs up.",
                "one call alice to bob, 200, BYE from 192.0.2.10 confirmed, 7 messages, two streams of 50 PCMU packets without loss.", traffic);
    }

    private static GoldenCase byeFromCallee() {
        Traffic traffic = new Traffic();
        Dialog dialog = setUp(traffic, "bye-from-callee@golden", ALICE, BOB, 0, 10_000, 20_000);
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 340, 25);
        dialog.at(900).bye(BOB).at(910).respond(200);
        return new GoldenCase("bye-from-callee", "As `answered`, but Bob hangs up.",
                "one call, 200, BYE from 198.51.100.20 confirmed, two streams of 25 packets.", traffic);
    }

    private static GoldenCase busy() {
        Traffic traffic = new Traffic();
        traffic.dialog("busy@golden", ALICE, BOB).at(0).invite(Sdp.phone("192.0.2.10", 10_000)).at(10).respond(100).at(50).respond(486)
                .at(60).ack();
        return new GoldenCase("busy", "Bob is busy.", "one call, 486, no BYE, 4 messages, no stream.", traffic);
    }

    private static GoldenCase rejected() {
        Traffic traffic = new Traffic();
        traffic.dialog("rejected@golden", ALICE, BOB).at(0).invite(Sdp.phone("192.0.2.10", 10_000)).at(10).respond(100).at(100).respond(180)
                .at(3000).respond(603).at(3010).ack();
        return new GoldenCase("rejected", "Bob's telephone rings, Bob rejects the call.", "one call, 603, no BYE, 5 messages.", traffic);
    }

    private static GoldenCase cancelled() {
        Traffic traffic = new Traffic();
        traffic.dialog("cancelled@golden", ALICE, BOB).at(0).invite(Sdp.phone("192.0.2.10", 10_000)).at(10).respond(100).at(100).respond(180)
                .at(5000).cancel().at(5010).respond(200).at(5020).respondToInvite(487, null).at(5030).ack();
        return new GoldenCase("cancelled", "Alice gives up while it rings.",
                "one call, 487, cancelled, no BYE, not answered (the 200 belongs to the CANCEL), 7 messages.", traffic);
    }

    private static GoldenCase unanswered() {
        Traffic traffic = new Traffic();
        Dialog dialog = traffic.dialog("unanswered@golden", ALICE, BOB);
        dialog.at(0).invite(Sdp.phone("192.0.2.10", 10_000));
        for (int at : new int[] {500, 1500, 3500, 7500, 15_500, 31_500}) {
            dialog.at(at).again();
        }
        return new GoldenCase("unanswered", "Nobody answers Alice's INVITE, which she repeats six times. Before the sixth repetition `onewaytimeout` (15 s) has ended the call.",
                "one call, status 0, 6 messages of which 5 are retransmissions, ended by ONE_WAY_TIMEOUT; the last INVITE makes no second call.", traffic);
    }

    private static GoldenCase authChallenge() {
        Traffic traffic = new Traffic();
        Dialog dialog = traffic.dialog("auth@golden", ALICE, BOB);
        dialog.at(0).invite(Sdp.phone("192.0.2.10", 10_000)).at(10).header("Proxy-Authenticate: Digest realm=\"golden\", nonce=\"1\"").respond(407)
                .at(20).ack();
        dialog.branch("").at(30).header("Proxy-Authorization: Digest username=\"alice\", realm=\"golden\", nonce=\"1\", uri=\"sip:bob\", response=\"0\"")
                .invite(Sdp.phone("192.0.2.10", 10_000)).at(40).respond(100).branch("t2").at(100).respond(180)
                .at(300).respond(200, Sdp.phone("198.51.100.20", 20_000)).at(320).ack();
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 340, 25);
        dialog.at(900).bye(ALICE).at(910).respond(200);
        return new GoldenCase("auth-challenge", "The first INVITE is challenged with 407, the second, authorised one is answered.",
                "one call, 200 (not 407), BYE, 10 messages, two streams of 25 packets.", traffic);
    }

    private static GoldenCase redirect() {
        Traffic traffic = new Traffic();
        traffic.dialog("redirect@golden", ALICE, BOB).at(0).invite(Sdp.phone("192.0.2.10", 10_000)).at(10).respond(100).at(20)
                .header("Contact: <sip:bob@203.0.113.99>").respond(302).at(30).ack();
        return new GoldenCase("redirect", "Bob's proxy redirects the call.", "one call, 302, 4 messages.", traffic);
    }

    private static GoldenCase forked() {
        Traffic traffic = new Traffic();
        Dialog dialog = traffic.dialog("forked@golden", ALICE, BOB);
        dialog.at(0).invite(Sdp.phone("192.0.2.10", 10_000)).at(10).respond(100).branch("desk").at(100).respond(180)
                .branch("mobile").at(150).respond(183, Sdp.phone("198.51.100.21", 21_000))
                .branch("desk").at(300).respond(200, Sdp.phone("198.51.100.20", 20_000)).at(320).ack();
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 340, 25);
        dialog.at(900).bye(ALICE).at(910).respond(200);
        return new GoldenCase("forked", "A proxy rings Bob's desk telephone and his mobile; the desk telephone answers.",
                "one call, 200, BYE, two To-tags, 8 messages, two streams of 25 packets.", traffic);
    }

    private static GoldenCase retransmitted() {
        Traffic traffic = new Traffic();
        Dialog dialog = traffic.dialog("retransmitted@golden", ALICE, BOB);
        dialog.at(0).invite(Sdp.phone("192.0.2.10", 10_000)).at(500).again().at(510).respond(100).at(600).respond(180)
                .at(900).respond(200, Sdp.phone("198.51.100.20", 20_000)).at(1400).again().at(1420).ack();
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 1440, 25);
        dialog.at(2000).bye(ALICE).at(2500).again().at(2510).respond(200);
        return new GoldenCase("retransmitted", "INVITE, 200 and BYE are each sent twice.",
                "one call, 200, BYE, 10 messages of which 3 are retransmissions, answered at 900 ms, BYE at 2000 ms.", traffic);
    }

    private static GoldenCase reinviteNewMedia() {
        Traffic traffic = new Traffic();
        Dialog dialog = setUp(traffic, "reinvite@golden", ALICE, BOB, 0, 10_000, 20_000);
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 340, 25);
        dialog.at(900).invite(Sdp.phone("192.0.2.11", 11_000)).at(910).respond(200, Sdp.phone("198.51.100.20", 20_000)).at(920).ack();
        traffic.rtp(new Endpoint("192.0.2.11", 11_000), BOB.media(20_000), 0x0C0C0C03).at(940).voice(25).send();
        traffic.rtp(BOB.media(20_000), new Endpoint("192.0.2.11", 11_000), 0x0D0D0D04).at(945).voice(25).send();
        dialog.at(1600).bye(ALICE).at(1610).respond(200);
        return new GoldenCase("reinvite-new-media", "After half a second Alice moves her media to another address by re-INVITE.",
                "one call, 200, BYE, 10 messages, four streams of 25 packets, all joined by SDP.", traffic);
    }

    private static GoldenCase reinviteRefused() {
        Traffic traffic = new Traffic();
        Dialog dialog = setUp(traffic, "reinvite-refused@golden", ALICE, BOB, 0, 10_000, 20_000);
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 340, 75);
        dialog.at(900).inviteFrom(BOB, Sdp.at("198.51.100.20").line("m=image 30000 udptl t38").line("a=T38FaxVersion:0"))
                .at(910).respond(488).at(920).ack();
        dialog.at(2000).bye(ALICE).at(2010).respond(200);
        return new GoldenCase("reinvite-refused", "Bob offers T.38 in a re-INVITE, Alice refuses with 488, the voice goes on.",
                "one call, 200 (not 488), BYE, 10 messages, two streams of 75 packets.", traffic);
    }

    private static GoldenCase hold() {
        Traffic traffic = new Traffic();
        Dialog dialog = setUp(traffic, "hold@golden", ALICE, BOB, 0, 10_000, 20_000);
        traffic.rtp(ALICE.media(10_000), BOB.media(20_000), TO_BOB).at(340).voice(25).pause(3200).voice(25).send();
        traffic.rtp(BOB.media(20_000), ALICE.media(10_000), TO_ALICE).at(345).voice(25).send();
        dialog.at(4000).invite(Sdp.phone("192.0.2.10", 10_000).line("a=sendonly"))
                .at(4010).respond(200, Sdp.phone("198.51.100.20", 20_000).line("a=recvonly")).at(4020).ack();
        dialog.at(9000).invite(Sdp.phone("192.0.2.10", 10_000)).at(9010).respond(200, Sdp.phone("198.51.100.20", 20_000)).at(9020).ack();
        dialog.at(10_000).bye(BOB).at(10_010).respond(200);
        return new GoldenCase("hold", "Alice holds the call after 4 s (music to Bob) and resumes it after 9 s.",
                "one call, 200, BYE from 198.51.100.20, hold `+4,-9`, a stream of 50 packets to Bob and one of 25 to Alice.", traffic);
    }

    private static GoldenCase earlyMedia() {
        Traffic traffic = new Traffic();
        Dialog dialog = traffic.dialog("early-media@golden", ALICE, BOB);
        dialog.at(0).invite(Sdp.phone("192.0.2.10", 10_000)).at(10).respond(100).at(50).respond(183, Sdp.phone("198.51.100.20", 20_000));
        traffic.rtp(BOB.media(20_000), ALICE.media(10_000), TO_ALICE).at(60).voice(40).send();
        dialog.at(900).respond(404).at(910).ack();
        return new GoldenCase("early-media", "An announcement is played in 183, then the call is rejected with 404.",
                "one call, 404, never answered, 5 messages, one stream of 40 packets to Alice.", traffic);
    }

    private static GoldenCase noBye() {
        Traffic traffic = new Traffic();
        setUp(traffic, "no-bye@golden", ALICE, BOB, 0, 10_000, 20_000);
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 340, 25);
        for (long at = 60_000; at <= 400_000; at += 20_000) {
            traffic.unrelated(at);
        }
        call(traffic, "after@golden", CAROL, DAVE, 401_000, 10_000, 20_000, 10);
        return new GoldenCase("no-bye", "The BYE of the first call was not captured. Unrelated packets let more than `rtptimeout` pass; then comes a second call.",
                "two calls; the first 200 without BYE, ended by RTP_TIMEOUT, its end is its last packet; the second as `answered`, 10 packets each way.",
                false, "sipport = 5060\nrtptimeout = 300\n", traffic);
    }

    private static GoldenCase severalMedia() {
        Traffic traffic = new Traffic();
        Dialog dialog = traffic.dialog("several-media@golden", ALICE, BOB);
        dialog.at(0).invite(Sdp.phone("192.0.2.10", 10_000).media("video", 10_002, 96).line("a=rtpmap:96 VP8/90000"))
                .at(300).respond(200, Sdp.phone("198.51.100.20", 20_000).media("video", 20_002, 96).line("a=rtpmap:96 VP8/90000")).at(320).ack();
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 340, 25);
        traffic.rtp(ALICE.media(10_002), BOB.media(20_002), 0x0C0C0C03).codec(96, 40, 3600, 400).at(341).voice(12).send();
        traffic.rtp(BOB.media(20_002), ALICE.media(10_002), 0x0D0D0D04).codec(96, 40, 3600, 400).at(346).voice(12).send();
        dialog.at(900).bye(ALICE).at(910).respond(200);
        return new GoldenCase("several-media", "Audio and video.",
                "one call, two audio streams of 25 packets (PCMU/8000), two video streams of 12 packets (VP8/90000).", traffic);
    }

    private static GoldenCase ipv6() {
        Traffic traffic = new Traffic();
        call(traffic, "ipv6@golden", ALICE6, BOB6, 0, 10_000, 20_000, 25);
        return new GoldenCase("ipv6", "A call over IPv6.", "one call, 200, BYE, two streams of 25 packets between IPv6 addresses.",
                false, "sipport = 5060\nipv6 = yes\n", traffic);
    }

    private static GoldenCase portZero() {
        Traffic traffic = new Traffic();
        Dialog dialog = traffic.dialog("port-zero@golden", ALICE, BOB);
        dialog.at(0).invite(Sdp.phone("192.0.2.10", 10_000).media("video", 10_002, 31))
                .at(300).respond(200, Sdp.phone("198.51.100.20", 20_000).media("video", 0, 31)).at(320).ack();
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 340, 25);
        dialog.at(900).bye(ALICE).at(910).respond(200);
        return new GoldenCase("port-zero", "Alice offers audio and video, Bob refuses the video with port 0.",
                "one call, 200, BYE, two audio streams of 25 packets.", traffic);
    }

    private static GoldenCase rtcpAttribute() {
        Traffic traffic = new Traffic();
        Dialog dialog = traffic.dialog("rtcp-attribute@golden", ALICE, BOB);
        dialog.at(0).invite(Sdp.phone("192.0.2.10", 10_000).line("a=rtcp:15001"))
                .at(300).respond(200, Sdp.phone("198.51.100.20", 20_000).line("a=rtcp:25001 IN IP4 198.51.100.22")).at(320).ack();
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 340, 25);
        traffic.udp(600_000, ALICE.media(15_001), new Endpoint("198.51.100.22", 25_001), senderReport(TO_BOB));
        traffic.udp(601_000, new Endpoint("198.51.100.22", 25_001), ALICE.media(15_001), senderReport(TO_ALICE));
        dialog.at(900).bye(ALICE).at(910).respond(200);
        return new GoldenCase("rtcp-attribute", "Both sides announce another port for RTCP, Bob another address as well.",
                "one call, two streams of 25 packets; the two RTCP packets are media, not unclaimed.", traffic);
    }

    private static GoldenCase rtcpMux() {
        Traffic traffic = new Traffic();
        Dialog dialog = traffic.dialog("rtcp-mux@golden", ALICE, BOB);
        dialog.at(0).invite(Sdp.phone("192.0.2.10", 10_000).line("a=rtcp-mux"))
                .at(300).respond(200, Sdp.phone("198.51.100.20", 20_000).line("a=rtcp-mux")).at(320).ack();
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 340, 25);
        traffic.udp(600_000, ALICE.media(10_000), BOB.media(20_000), senderReport(TO_BOB));
        traffic.udp(601_000, BOB.media(20_000), ALICE.media(10_000), senderReport(TO_ALICE));
        dialog.at(900).bye(ALICE).at(910).respond(200);
        return new GoldenCase("rtcp-mux", "RTCP on the RTP ports.", "one call, two streams of 25 packets: the RTCP packets are in none of them.", traffic);
    }

    private static GoldenCase sharedMediaAddress() {
        Traffic traffic = new Traffic();
        Party exchange = Party.at("bob", "203.0.113.50");
        Dialog first = traffic.dialog("leg-a@golden", ALICE, exchange);
        Dialog second = traffic.dialog("leg-b@golden", Party.at("alice", "203.0.113.50"), BOB);
        first.at(0).invite(Sdp.phone("192.0.2.10", 10_000)).at(5).respond(100);
        second.at(10).invite(Sdp.phone("192.0.2.10", 10_000)).at(300).respond(200, Sdp.phone("198.51.100.20", 20_000)).at(305).ack();
        first.at(310).respond(200, Sdp.phone("198.51.100.20", 20_000)).at(320).ack();
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 340, 25);
        first.at(900).bye(ALICE).at(905).respond(200);
        second.at(910).bye(Party.at("alice", "203.0.113.50")).at(915).respond(200);
        return new GoldenCase("shared-media-address", "A telephone exchange makes two calls of one and lets the parties send media directly: both Call-IDs announce the same addresses.",
                "two calls, each with both streams of 25 packets.", traffic);
    }

    private static GoldenCase addressReused() {
        Traffic traffic = new Traffic();
        call(traffic, "first@golden", ALICE, BOB, 0, 10_000, 20_000, 25);
        call(traffic, "second@golden", CAROL, BOB, 3000, 12_000, 20_000, 30);
        return new GoldenCase("address-reused", "Three seconds after the first call Bob uses the same media port in a second call, with Carol.",
                "two calls; the first with two streams of 25 packets, the second with two of 30: none has the other's.", traffic);
    }

    private static GoldenCase relayPortReused() {
        Traffic traffic = new Traffic();
        for (int number = 0; number < 12; number++) {
            long start = number * 1000L;
            Dialog dialog = traffic.dialog("relay-" + number + "@golden", ALICE, BOB);
            dialog.at(start).invite(Sdp.phone("203.0.113.60", 30_000)).at(start + 20).respond(200, Sdp.phone("203.0.113.60", 30_002))
                    .at(start + 30).ack();
            traffic.rtp(new Endpoint("203.0.113.60", 30_000), new Endpoint("203.0.113.60", 30_002), 0x100 + number).at(start + 40).voice(5).send();
            traffic.rtp(new Endpoint("203.0.113.60", 30_002), new Endpoint("203.0.113.60", 30_000), 0x200 + number).at(start + 45).voice(5).send();
            dialog.at(start + 200).bye(ALICE).at(start + 210).respond(200);
        }
        return new GoldenCase("relay-port-reused", "Twelve calls, one after the other, over the same two ports of a media relay.",
                "twelve calls of 5 messages, each with exactly its own two streams of 5 packets (SSRC 0x100 + n and 0x200 + n).", traffic);
    }

    private static GoldenCase lateSdp() {
        Traffic traffic = new Traffic();
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 0, 50);
        Dialog dialog = setUp(traffic, "late-sdp@golden", ALICE, BOB, 500, 10_000, 20_000);
        dialog.at(1500).bye(ALICE).at(1510).respond(200);
        return new GoldenCase("late-sdp", "The media begins half a second before its signalling is seen.",
                "one call with two streams of 50 packets, joined by LATE_SDP; no orphan is left.", traffic);
    }

    private static GoldenCase lateOffer() {
        Traffic traffic = new Traffic();
        Dialog dialog = traffic.dialog("late-offer@golden", ALICE, BOB);
        dialog.at(0).invite(null).at(10).respond(100).at(300).respond(200, Sdp.phone("198.51.100.20", 20_000)).at(320).ack();
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 340, 25);
        dialog.at(900).bye(ALICE).at(910).respond(200);
        return new GoldenCase("late-offer", "The INVITE has no SDP and the ACK's answer was not captured: only Bob's address is known.",
                "one call with two streams of 25 packets, one to Bob's address and one from it.", traffic);
    }

    private static GoldenCase tunnel(String name, String what, UnaryOperator<byte[]> tunnel) {
        Traffic traffic = new Traffic().through(tunnel);
        call(traffic, name + "@golden", ALICE, BOB, 0, 10_000, 20_000, 15);
        return new GoldenCase(name, "One call inside " + what + ".", "one call, 200, BYE, two streams of 15 packets, all addresses from inside.", traffic);
    }

    private static GoldenCase link(String name, String what, Link link) {
        Traffic traffic = new Traffic().link(link);
        call(traffic, name + "@golden", ALICE, BOB, 0, 10_000, 20_000, 15);
        return new GoldenCase(name, "One call behind " + what + ".", "one call, 200, BYE, two streams of 15 packets.", traffic);
    }

    private static GoldenCase fragments() {
        Traffic traffic = new Traffic();
        Dialog dialog = traffic.dialog("fragments@golden", ALICE, BOB);
        dialog.at(0).header("X-Padding: " + "p".repeat(900)).inFragments(480, 2, 0, 1, 0).invite(Sdp.phone("192.0.2.10", 10_000)).at(10).respond(100);
        dialog.at(300).header("X-Padding: " + "p".repeat(900)).inFragments(800).respond(200, Sdp.phone("198.51.100.20", 20_000)).at(320).ack();
        talk(traffic, ALICE.media(10_000), BOB.media(20_000), 340, 15);
        dialog.at(900).bye(ALICE).at(910).respond(200);
        return new GoldenCase("fragments", "The INVITE comes in three fragments, out of order and with the first one repeated after the datagram is complete; the 200 comes in two.",
                "one call, 200, BYE, 6 messages, two streams of 15 packets; 2 datagrams rebuilt; the repeated fragment waits for others in vain.", traffic);
    }

    private static GoldenCase fragmentsOverlap() {
        Traffic traffic = new Traffic();
        byte[] packet = Ip.udp(ALICE.signalling(), BOB.signalling(), ("INVITE sip:bob@198.51.100.20 SIP/2.0\r\nCall-ID: overlap@golden\r\n"
                + "CSeq: 1 INVITE\r\nX-Padding: " + "p".repeat(900) + "\r\n\r\n").getBytes(UTF_8), 0x7777);
        traffic.ip(0, Ip.fragment(packet, 0, 504, true, 0x7777));
        byte[] other = packet.clone();
        other[20 + 500] ^= 0x11;
        traffic.ip(10, Ip.fragment(other, 496, packet.length - 20, false, 0x7777));
        call(traffic, "after-overlap@golden", ALICE, BOB, 100, 10_000, 20_000, 15);
        return new GoldenCase("fragments-overlap", "Two fragments overlap with different content; then comes a whole call.",
                "only the call after it; the second fragment is counted as an overlap, nothing is rebuilt.", traffic);
    }

    private static GoldenCase fragmentsUnfinished() {
        Traffic traffic = new Traffic();
        byte[] packet = Ip.udp(ALICE.signalling(), BOB.signalling(), new byte[2000], 0);
        for (int id = 1; id <= 5; id++) {
            traffic.ip(id * 100L, Ip.fragment(packet, 0, 1480, true, id));
        }
        call(traffic, "after-unfinished@golden", ALICE, BOB, 100, 10_000, 20_000, 15);
        traffic.unrelated(120_000);
        return new GoldenCase("fragments-unfinished", "Five datagrams of which only the first fragment comes, one call, and two minutes later an unrelated packet.",
                "only the call; five fragments taken, none rebuilt.", traffic);
    }

    private static GoldenCase fragmentsIpv6() {
        Traffic traffic = new Traffic();
        Dialog dialog = traffic.dialog("fragments-ipv6@golden", ALICE6, BOB6);
        dialog.at(0).header("X-Padding: " + "p".repeat(900)).inFragments(800, 1, 0).invite(Sdp.phone("2001:db8::10", 10_000))
                .at(50).respond(486).at(60).ack();
        return new GoldenCase("fragments-ipv6", "An INVITE in two IPv6 fragments, the second one first.", "one call, 486, 3 messages, one datagram rebuilt.",
                false, "sipport = 5060\nipv6 = yes\n", traffic);
    }

    private static GoldenCase dtmfAndComfortNoise() {
        Traffic traffic = new Traffic();
        Dialog dialog = setUp(traffic, "dtmf@golden", ALICE, BOB, 0, 10_000, 20_000);
        traffic.rtp(ALICE.media(10_000), BOB.media(20_000), TO_BOB).at(340).voice(10).event(1, 101, 5).voice(5).event(11, 101, 4).voice(5).send();
        traffic.rtp(BOB.media(20_000), ALICE.media(10_000), TO_ALICE).at(345).voice(10).silence(400).voice(5).silence(300).voice(5).send();
        dialog.at(3000).bye(ALICE).at(3010).respond(200);
        return new GoldenCase("dtmf-comfort-noise", "Alice presses 1 and #, Bob's telephone suppresses silence.",
                "one call; Alice's stream has 33 packets (20 of type 0, 13 of type 101) and the digits `1#`, Bob's 22 packets of which 2 are comfort noise; nothing lost.", traffic);
    }

    private static GoldenCase codecChange() {
        Traffic traffic = new Traffic();
        Dialog dialog = setUp(traffic, "codec-change@golden", ALICE, BOB, 0, 10_000, 20_000);
        traffic.rtp(ALICE.media(10_000), BOB.media(20_000), TO_BOB).at(340).voice(15).codec(8, 20, 160, 160).voice(15).send();
        traffic.rtp(BOB.media(20_000), ALICE.media(10_000), TO_ALICE).at(345).voice(30).send();
        dialog.at(2000).bye(ALICE).at(2010).respond(200);
        return new GoldenCase("codec-change", "Alice's telephone changes from PCMU to PCMA inside one stream.",
                "one call, Alice's stream of 30 packets, 15 of type 0 and 15 of type 8; nothing lost.", traffic);
    }

    private static GoldenCase callDetails() {
        Traffic traffic = new Traffic();
        Dialog dialog = traffic.dialog("call-details@golden", ALICE, BOB).callerName("\"Alice \\\"A\\\" M\u00fcller\"");
        traffic.link(Link.vlan(0x8100, 100)).through(ip -> Ip.marked(ip, 62, 26));
        dialog.at(0).header("X-Leg: 4711").invite(secure("192.0.2.10", 10_000)).at(500).again();
        traffic.through(ip -> Ip.marked(ip, 57, 24));
        dialog.at(520).respond(100).at(600).respond(180).at(900).respond(200, secure("198.51.100.20", 20_000).line("a=ptime:30"));
        traffic.through(ip -> Ip.marked(ip, 62, 26));
        dialog.at(920).ack().at(1500).info(ALICE, "application/dtmf-relay", "Signal=7\r\nDuration=160\r\n").at(1510).respond(200);
        traffic.through(ip -> Ip.marked(ip, 61, 46));
        traffic.rtp(ALICE.media(10_000), BOB.media(20_000), TO_BOB).at(940).voice(20).event(5, 101, 4).voice(20).send();
        AtomicInteger sent = new AtomicInteger();
        traffic.through(ip -> Ip.marked(ip, sent.getAndIncrement() < 20 ? 58 : 56, 46));
        traffic.rtp(BOB.media(20_000), ALICE.media(10_000), TO_ALICE).at(945).voice(40).send();
        traffic.through(ip -> Ip.marked(ip, 57, 24));
        dialog.at(2000).header("Reason: Q.850;cause=16;text=\"Normal call clearing\", SIP;cause=200;text=\"bye\"").bye(BOB);
        traffic.through(ip -> Ip.marked(ip, 62, 26));
        dialog.at(2010).respond(200);
        return new GoldenCase("call-details", "Everything that the records say beside outcome and quality: a quoted display name, a repeated INVITE, a digit in INFO and one in RTP, a BYE with two reasons, SRTP, packets of different TTL and DSCP in a VLAN, a sensor with a number.",
                "one call of sensor 3 with the name `Alice \"A\" M\u00fcller`; 520 ms to 100 and 600 ms to 180, counted from the first of two equal INVITEs; one repetition, TTL 57 to 62, VLAN 100, DSCP 26 and 24; Alice's stream with TTL 61 and the digit 5, Bob's with TTL 58 and then 56, mean 57.",
                false, "sipport = 5060\nid_sensor = 3\nmatchheader = X-Leg\n", traffic);
    }

    private static Sdp secure(String address, int port) {
        return Sdp.at(address).line("m=audio " + port + " RTP/SAVP 0 101").line("a=rtpmap:101 telephone-event/8000")
                .line("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    }

    private static GoldenCase lossReorderDuplicates() {
        Traffic traffic = new Traffic();
        Dialog dialog = setUp(traffic, "loss@golden", ALICE, BOB, 0, 10_000, 20_000);
        traffic.rtp(ALICE.media(10_000), BOB.media(20_000), TO_BOB).at(340).voice(100)
                .lose(10, 20, 21, 30, 31, 32).duplicate(40, 41).delay(50, 45).delay(60, 25).send();
        traffic.rtp(BOB.media(20_000), ALICE.media(10_000), TO_ALICE).at(345).voice(100).delay(30, 8).delay(31, 12).delay(70, 15).send();
        dialog.at(3000).bye(ALICE).at(3010).respond(200);
        return new GoldenCase("loss-reorder-duplicates", "Alice's stream loses six packets in runs of 1, 2 and 3, two arrive twice, two are overtaken. Bob's has jitter only.",
                "Alice's stream: 96 packets, 6 missing, loss runs of 1, 2 and 3 and two more of 1 that a late packet closed again, 2 duplicates, 2 reordered, lost 4 (expected 100 minus received 96); Bob's: 100 packets, nothing lost.", traffic);
    }

    private static GoldenCase sequenceWrap() {
        Traffic traffic = new Traffic();
        Dialog dialog = setUp(traffic, "wrap@golden", ALICE, BOB, 0, 10_000, 20_000);
        traffic.rtp(ALICE.media(10_000), BOB.media(20_000), TO_BOB).sequence(65_530).at(340).voice(20).lose(5).delay(6, 30).send();
        dialog.at(3000).bye(ALICE).at(3010).respond(200);
        return new GoldenCase("sequence-wrap", "The sequence numbers wrap, number 65535 is lost and number 0 is overtaken by number 1.",
                "one stream of 19 packets, first sequence 65530, last 13, 1 missing, 1 reordered, no duplicate, one loss run of 2 (when it opened).", traffic);
    }

    private static GoldenCase twoInterfaces() {
        Traffic traffic = new Traffic();
        Dialog dialog = setUp(traffic, "two-interfaces@golden", ALICE, BOB, 0, 10_000, 20_000);
        traffic.rtp(ALICE.media(10_000), BOB.media(20_000), TO_BOB).at(340).voice(25).send();
        traffic.link(Link.raw()).rtp(BOB.media(20_000), ALICE.media(10_000), TO_ALICE).at(345).voice(25).send();
        traffic.link(Link.ethernet());
        dialog.at(900).bye(ALICE).at(910).respond(200);
        return new GoldenCase("pcapng-two-interfaces", "A pcapng file with two interfaces: Ethernet with microseconds, raw IP with nanoseconds. Signalling and one stream came on the first.",
                "one call, two streams of 25 packets, joined in time: both begin within 10 ms.", true, "sipport = 5060\n", traffic);
    }

    private static GoldenCase junkOnSipPort() {
        Traffic traffic = new Traffic();
        for (int at = 0; at < 3; at++) {
            traffic.udp(at * 1000L, ALICE.signalling(), BOB.signalling(), new byte[4]);
            traffic.udp(at * 1000L + 100, ALICE.signalling(), BOB.signalling(), "\r\n\r\n".getBytes(UTF_8));
            traffic.udp(at * 1000L + 200, ALICE.signalling(), BOB.signalling(), "jaK\0".getBytes(UTF_8));
            traffic.udp(at * 1000L + 300, ALICE.signalling(), BOB.signalling(), "INVITE sip:bob@198.51.100.20 SIP/2.0\r\n\r\n".getBytes(UTF_8));
        }
        traffic.dialog("after-junk@golden", ALICE, BOB).at(100).invite(Sdp.phone("192.0.2.10", 10_000)).at(150).respond(486).at(160).ack();
        return new GoldenCase("junk-on-sip-port", "Keep-alives, junk and an INVITE without a Call-ID on the SIP port, then a call.",
                "one call, 486, 3 messages; every other packet is counted under its reason.", traffic);
    }

    /** INVITE, 100, 180, 200, ACK. */
    private static Dialog setUp(Traffic traffic, String callId, Party caller, Party called, long start, int callerPort, int calledPort) {
        return traffic.dialog(callId, caller, called)
                .at(start).invite(Sdp.phone(caller.signalling().address(), callerPort)).at(start + 10).respond(100).at(start + 100).respond(180)
                .at(start + 300).respond(200, Sdp.phone(called.signalling().address(), calledPort)).at(start + 320).ack();
    }

    /** Both ways, the second one 5 ms later. */
    private static void talk(Traffic traffic, Endpoint caller, Endpoint called, long start, int packets) {
        traffic.rtp(caller, called, TO_BOB).at(start).voice(packets).send();
        traffic.rtp(called, caller, TO_ALICE).at(start + 5).voice(packets).send();
    }

    /** A whole call that the caller ends. */
    private static void call(Traffic traffic, String callId, Party caller, Party called, long start, int callerPort, int calledPort, int packets) {
        Dialog dialog = setUp(traffic, callId, caller, called, start, callerPort, calledPort);
        talk(traffic, caller.media(callerPort), called.media(calledPort), start + 340, packets);
        long end = start + 360 + packets * 20L;
        dialog.at(end).bye(caller).at(end + 10).respond(200);
    }

    /** RTCP sender report without report blocks, RFC 3550 section 6.4.1. */
    private static byte[] senderReport(int ssrc) {
        return new Bytes().u8(0x80).u8(200).u16(6).u32(ssrc).u32(0xEE00_0000L).u32(0).u32(16_000).u32(12).u32(12 * 160).toArray();
    }
}
