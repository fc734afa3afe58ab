package io.quietcore.results.store;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the contents of a file that somebody named go.
 *
 * @param file what the name leads to
 * @param through whether it is written to as it is, because it is no plain file that another could stand in for
 */
record Destination(Path file, boolean through) {
    /** As many as the kernel follows (path_resolution(7)). */
    private static final int MOST_LINKS = 40;

    /** Of inode(7). */
    private static final int TYPE_OF_MODE = 0xF000;

    private static final int REGULAR = 0x8000;
    private static final int FOLDER = 0x4000;
    private static final int LINK = 0xA000;
    private static final int BLOCK_DEVICE = 0x6000;
    private static final int STICKY_FOR_ALL = 01002;

    /** The folder of a process' descriptors, which {@code /dev/fd} and {@code /dev/stdout} lead to. */
    private static final Pattern DESCRIPTORS = Pattern.compile("/proc/([0-9]+)(/task/[0-9]+)?/fd");

    /**
     * Follows the links.
     *
     * @throws IOException in one line, for a block device, and for a link of a stranger in a folder like /tmp
     */
    static Destination of(Path named) throws IOException {
        Path at = named.toAbsolutePath();
        try {
            for (int links = 0; links <= MOST_LINKS; links++) {
                Map<String, Object> found = Files.readAttributes(at, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
                int type = (Integer) found.getOrDefault("mode", 0) & TYPE_OF_MODE;
                if (type == BLOCK_DEVICE) {
                    throw new IOException("it is a block device, and what it holds would be lost; name a file");
                }
                if (type != LINK) {
                    return new Destination(at, type != REGULAR && type != FOLDER);
                }
                if (descriptors(at).matches()) {
                    return new Destination(at, true);
                }
                refuseLinkOfAStranger(at, found);
                at = at.resolveSibling(Files.readSymbolicLink(at));
            }
            throw new IOException("its links lead round in a circle");
        } catch (NoSuchFileException e) {
            return new Destination(at, false);
        } catch (IOException e) {
            throw DiskFailure.of("write", named, e);
        }
    }

    private static Matcher descriptors(Path at) throws IOException {
        return DESCRIPTORS.matcher(at.resolveSibling(".").toRealPath().toString());
    }

    /** The kernel's own rule (fs.protected_symlinks in proc(5)), which it cannot apply to links that are read here. */
    private static void refuseLinkOfAStranger(Path link, Map<String, Object> found) throws IOException {
        Map<String, Object> folder = Files.readAttributes(link.resolveSibling("."), "unix:mode,uid");
        boolean forAll = ((Integer) folder.getOrDefault("mode", 0) & STICKY_FOR_ALL) == STICKY_FOR_ALL;
        Object owner = found.get("uid");
        Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (forAll && !self.equals(owner) && !String.valueOf(folder.get("uid")).equals(String.valueOf(owner))) {
            throw new IOException("it is a link that user " + owner + " made in a folder that everybody may write to;"
                    + " remove it, or name another file");
        }
    }

    /** Whether it is this process' descriptor of that number. */
    boolean isOwn(String number) throws IOException {
        String self = "/proc/" + ProcessHandle.current().pid() + "/fd";
        return descriptors(file).matches()
                && file.resolveSibling(".").toRealPath().toString().equals(self)
                && String.valueOf(file.getFileName()).equals(number);
    }

    /** A stream to what is written to as it is. */
    OutputStream open() throws IOException {
        try {
            // A second way to the same file would begin at its start, and write over what was printed before.
            if (isOwn("1")) {
                return new Told.Own(new FileOutputStream(FileDescriptor.out), file);
            }
            if (isOwn("2")) {
                return new Told.Own(new FileOutputStream(FileDescriptor.err), file);
            }
            return new Told(
                    Files.isRegularFile(file)
                            ? Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)
                            : Files.newOutputStream(file, StandardOpenOption.WRITE),
                    file);
        } catch (IOException e) {
            throw DiskFailure.of("write", file, e);
        }
    }
}
