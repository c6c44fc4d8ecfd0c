package dev.machineid.core.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** An access control list with the owner alone, for Windows. */
final class AclProtection implements Protection {
    @Override
    public FileAttribute<?>[] newDirectory() {
        return new FileAttribute<?>[0]; // the owner is known only once the directory exists
    }

    @Override
    public FileAttribute<?>[] newFile() {
        return new FileAttribute<?>[0]; // inherits from its directory, which is private
    }

    @Override
    public void close(Path path) throws IOException {
        Set<AclEntryFlag> flags = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                ? EnumSet.of(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT)
                : EnumSet.noneOf(AclEntryFlag.class);
        AclFileAttributeView view = view(path);
        view.setAcl(List.of(AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(view.getOwner())
                .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                .setFlags(flags)
                .build()));
    }

    @Override
    public String openness(Path path) throws IOException {
        AclFileAttributeView view = view(path);
        for (AclEntry entry : view.getAcl()) {
            if (entry.type() == AclEntryType.ALLOW && !entry.principal().equals(view.getOwner())) {
                return "access for " + entry.principal().getName();
            }
        }
        return "";
    }

    @Override
    public boolean writableByOthers(Path directory) throws IOException {
        return !openness(directory).isEmpty();
    }

    @Override
    public boolean lawless(Path directory) {
        return false; // deleting another's entry needs a right of its own there
    }

    private static AclFileAttributeView view(Path path) throws IOException {
        AclFileAttributeView view =
                Files.getFileAttributeView(path, AclFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw new IOException("the file system has neither modes nor access control lists");
        }
        return view;
    }
}
