package org.karavox.manage.shell.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.runtime.DatagramReader;
import org.karavox.storage.CallArchive;
import org.karavox.storage.FileKind;
import org.karavox.storage.PacketArchive;

/** {@code voip:ladder}. */
@Service
@Command(scope = "voip", name = "ladder", description = "Draws the messages and streams of one call as a ladder, from its packets in the spool")
public final class LadderCommand extends VoipCommand {

    @Argument(name = "id", description = "Number in the first column of voip:calls, or a Call-ID", required = true)
    String id;

    @Option(name = "--no-media", description = "Leaves the streams out")
    boolean noMedia;

    @Override
    void run(Screen screen) throws CommandException {
        CallArchive.Whole call = CallLookup.find(services(), id);
        PacketArchive archive = need(PacketArchive.class, "The ladder is drawn from the packets of the call, and no spool is installed: "
                + "feature:install karavox-storage-spool");
        DatagramReader reader = need(DatagramReader.class, NO_PIPELINE);
        MessageReader messages = new MessageReader(call.row().ref().callId());
        List<String> problems = read(archive, reader, call, messages);
        if (messages.messages().isEmpty()) {
            throw failure("The packets of call " + id + " hold no SIP message of it" + (problems.isEmpty() ? "" : ": " + problems.get(0)));
        }
        new Ladder(messages.messages(), noMedia ? List.of() : Lane.of(call, messages.encodings())).print(screen);
        problems.forEach(problem -> screen.remark("problem: " + problem));
    }

    private List<String> read(PacketArchive archive, DatagramReader reader, CallArchive.Whole call, MessageReader messages)
            throws CommandException {
        Path copy = null;
        try (InputStream packets = open(archive, call)) {
            copy = Files.createTempFile("ladder", ".pcap"); // readable by its owner only
            Files.copy(packets, copy, StandardCopyOption.REPLACE_EXISTING);
            return reader.read(copy, messages::datagram);
        } catch (IOException e) {
            throw failure("The packets of call " + id + " cannot be read: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
        } finally {
            delete(copy);
        }
    }

    private InputStream open(PacketArchive archive, CallArchive.Whole call) throws IOException, CommandException {
        Optional<InputStream> packets = archive.open(call.row().ref(), EnumSet.of(FileKind.SIP));
        if (packets.isEmpty()) {
            throw failure(PcapCommand.nothingKept(id));
        }
        return packets.get();
    }

    private static void delete(Path copy) throws CommandException {
        try {
            if (copy != null) {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw failure(copy + " cannot be removed: " + e.getMessage());
        }
    }
}
