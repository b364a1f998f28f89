package org.karavox.manage.shell.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.karavox.call.CallRef;
import org.karavox.storage.FileKind;
import org.karavox.storage.PacketArchive;

/** {@code voip:pcap}. */
@Service
@Command(scope = "voip", name = "pcap", description = "Writes the packets of one call, SIP and RTP in the order of their times, into a "
        + "capture file on the monitor's machine")
public final class PcapCommand extends VoipCommand {

    private static final String NO_ARCHIVE = "Packets of calls cannot be read back: no spool is installed; feature:install karavox-storage-spool";

    @Argument(name = "id", description = "Number in the first column of voip:calls, or a Call-ID", required = true)
    String id;

    @Argument(index = 1, name = "file", description = "Where to write; relative to the folder in which the monitor runs", required = true)
    String file;

    @Option(name = "--force", description = "Replaces the file if it exists")
    boolean force;

    @Option(name = "--sip", description = "Signalling only")
    boolean sipOnly;

    @Override
    void run(Screen screen) throws CommandException {
        CallRef call = CallLookup.find(services(), id).row().ref();
        PacketArchive archive = need(PacketArchive.class, NO_ARCHIVE);
        Path target = session.currentDir() == null ? Path.of(file).toAbsolutePath() : session.currentDir().resolve(file).toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw failure(target + " is a folder: name a file in it");
        }
        if (!force && Files.exists(target)) {
            throw failure(target + " exists: choose another name, or replace it with --force");
        }
        try (InputStream packets = open(archive, call)) {
            CaptureCount count = write(packets, target);
            if (screen.forScripts()) {
                screen.cells(target, count.packets(), count.bytes());
            } else {
                screen.line(target + ": " + count.packets() + (count.packets() == 1 ? " packet, " : " packets, ") + count.bytes() + " bytes");
            }
        } catch (NoSuchFileException e) {
            throw failure("There is no folder " + target.getParent() + ": create it first");
        } catch (FileAlreadyExistsException e) {
            throw failure(target + " exists: choose another name, or replace it with --force");
        } catch (IOException e) {
            throw failure("The packets of call " + id + " could not be written to " + target + ": " + reason(e));
        }
    }

    private InputStream open(PacketArchive archive, CallRef call) throws IOException, CommandException {
        EnumSet<FileKind> kinds = sipOnly ? EnumSet.of(FileKind.SIP) : EnumSet.of(FileKind.SIP, FileKind.RTP);
        Optional<InputStream> packets = archive.open(call, kinds);
        if (packets.isEmpty()) {
            throw failure(nothingKept(id));
        }
        return new BufferedInputStream(packets.get(), 1 << 16);
    }

    /** What an archive without packets of a call means. */
    static String nothingKept(String id) {
        return "No packets of call " + id + " are kept: savesip and savertp may have been off, or the cleaner has removed them "
                + "(voip:spool shows what it removed last)";
    }

    /** Appears under its name when it is complete, or not at all. */
    private CaptureCount write(InputStream packets, Path target) throws IOException {
        Path part = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            CaptureCount count = new CaptureCount();
            byte[] buffer = new byte[1 << 16];
            try (OutputStream out = Files.newOutputStream(part)) {
                for (int length = packets.read(buffer); length >= 0; length = packets.read(buffer)) {
                    out.write(buffer, 0, length);
                    count.add(buffer, length);
                }
            }
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r-----"));
            if (force) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.move(part, target);
            }
            return count;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        String kind = e.getClass().getSimpleName();
        return e instanceof java.nio.file.AccessDeniedException ? "the monitor may not write there"
                : message == null ? kind : message;
    }
}
