package org.karavox.storage.spool.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.karavox.call.CallRef;
import org.karavox.storage.CallFiles;
import org.karavox.storage.FileKind;

/** Saves calls without end until it is killed; says which have ended. {@code main ROOT COMPRESSION}. */
final class TarCrashMain {

    /** Packets of each call and kind. */
    static final int PACKETS = 200;

    private TarCrashMain() {
    }

    static CallRef call(int number) {
        return Bench.call("call-" + number);
    }

    public static void main(String[] arguments) throws IOException {
        PcapSpool spool = new PcapSpool(new TestConfig() {
            @Override
            public String spooldir() {
                return Path.of(arguments[0]).toString();
            }

            @Override
            public String tar_compress_rtp() {
                return arguments[1];
            }
        }, TestSensor.UTC);
        CallFiles files = spool.open(Optional.empty());
        for (int number = 0;; number++) {
            int sip = files.open(call(number), FileKind.SIP);
            int rtp = files.open(call(number), FileKind.RTP);
            for (int packet = 0; packet < PACKETS; packet++) {
                files.append(sip, Bench.numbered(packet));
                files.append(rtp, Bench.numbered(packet));
            }
            files.close(sip);
            files.close(rtp);
            System.out.println(number);
            System.out.flush();
        }
    }
}
