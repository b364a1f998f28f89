package org.karavox.storage.spool.internal;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose new files and directories become: {@code spooldir_owner}, {@code spooldir_group}. What the system refuses is said once
 * and left as it is: the packets are kept anyway.
 */
final class Ownership {

    /** The process's. */
    static final Ownership UNCHANGED = new Ownership(Optional.empty(), Optional.empty());

    private static final Logger LOGGER = LoggerFactory.getLogger(Ownership.class);

    private final Optional<UserPrincipal> owner;
    private final Optional<GroupPrincipal> group;
    private volatile boolean refused;

    private Ownership(Optional<UserPrincipal> owner, Optional<GroupPrincipal> group) {
        this.owner = owner;
        this.group = group;
    }

    /**
     * Looks the names up.
     *
     * @param owner name or number, empty = the process's
     * @param group the same
     */
    static Ownership of(FileSystem fileSystem, String owner, String group) {
        return new Ownership(find("spooldir_owner", owner, name -> fileSystem.getUserPrincipalLookupService().lookupPrincipalByName(name)),
                find("spooldir_group", group, name -> fileSystem.getUserPrincipalLookupService().lookupPrincipalByGroupName(name)));
    }

    private interface Lookup<T> {

        T find(String name) throws IOException;
    }

    private static <T> Optional<T> find(String key, String name, Lookup<T> lookup) {
        if (name.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(lookup.find(name.trim()));
        } catch (IOException | UnsupportedOperationException e) {
            LOGGER.warn("{}: '{}' is not known to this system, using that of the process", key, name);
            return Optional.empty();
        }
    }

    boolean isGiven() {
        return owner.isPresent() || group.isPresent();
    }

    void give(Path path) {
        if (!isGiven() || refused) {
            return;
        }
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        try {
            if (owner.isPresent()) {
                view.setOwner(owner.get());
            }
            if (group.isPresent()) {
                view.setGroup(group.get());
            }
        } catch (IOException e) {
            refused = true;
            LOGGER.warn("spooldir_owner, spooldir_group: the system does not let this process give files away ({}), they stay its own",
                    Troubles.detailOf(e));
        }
    }
}
