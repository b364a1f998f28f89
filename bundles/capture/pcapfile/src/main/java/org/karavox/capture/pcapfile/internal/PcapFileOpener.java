package org.karavox.capture.pcapfile.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.karavox.capture.CaptureOpener;
import org.karavox.capture.CaptureSource;
import org.osgi.service.component.annotations.Component;

/**
 * Opens pcap and pcapng, plain or packed with gzip or Zstandard. What a file is, its first bytes say; its name says nothing.
 */
@Component(service = CaptureOpener.class, configurationPid = "karavox.capture.pcapfile", property = "karavox.name=pcapfile")
public final class PcapFileOpener implements CaptureOpener {

    private static final String STANDARD_INPUT = "-";


    @Override
    public CaptureSource open(String location) throws IOException {
        if (location.equals(STANDARD_INPUT)) {
            return PcapFileSource.open("standard input", StreamChannel.over(System.in), PcapFileSource.SIZE_UNKNOWN);
        }
        Path file = path(location);
        if (Files.isDirectory(file)) {
            throw new IOException(location + ": is a directory");
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(file);
        } catch (NoSuchFileException e) {
            throw new IOException(location + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(location + ": may not be read", e);
        } catch (IOException e) {
            throw new IOException(location + ": cannot be opened: " + e.getMessage(), e);
        }
        long size = Files.isRegularFile(file) ? channel.size() : PcapFileSource.SIZE_UNKNOWN;
        return PcapFileSource.open(location, channel, size);
    }

    private static Path path(String location) throws IOException {
        try {
            return Path.of(location);
        } catch (InvalidPathException e) {
            throw new IOException(location + ": is not a file name: " + e.getReason(), e);
        }
    }
}
