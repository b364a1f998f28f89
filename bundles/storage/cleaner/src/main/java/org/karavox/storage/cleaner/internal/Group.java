package org.karavox.storage.cleaner.internal;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.karavox.storage.FileKind;

/** Folders that share a limit. */
enum Group {
    SIP("SIP", "REG", "SKINNY", "MGCP", "SS7"),
    RTP("RTP"),
    GRAPH("GRAPH"),
    AUDIO("AUDIO"),
    AUDIOGRAPH("AUDIOGRAPH"),
    /** Signalling and media in one file: only the limits of everything together count for it. */
    ALL("ALL");

    private final Set<String> folders;

    Group(String... folders) {
        this.folders = Set.of(folders);
    }

    /** The group of a folder below a minute; empty if it is none of ours. */
    static Optional<Group> of(String folder) {
        for (Group group : values()) {
            if (group.folders.contains(folder)) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }

    /** As keys and people say it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the sums of bytes know it as; empty if they do not. */
    Optional<FileKind> kind() {
        return switch (this) {
            case SIP -> Optional.of(FileKind.SIP);
            case RTP -> Optional.of(FileKind.RTP);
            case AUDIO -> Optional.of(FileKind.AUDIO);
            default -> Optional.empty();
        };
    }
}
