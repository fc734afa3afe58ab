package io.quietcore.results.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Something that a disk refused, told in one line: which file, why, and what to do. */
public final class DiskFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private static final Pattern BESIDE =
            Pattern.compile("^" + Pattern.quote(RepetitionFolderName.WRITING) + "([0-9a-f]{16}-)?");

    private DiskFailure(String message, IOException cause) {
        super(message, cause);
    }

    static DiskFailure of(String doing, Path file, IOException cause) {
        // The name that the person knows: a file is written beside it.
        String name = String.valueOf(file.getFileName());
        Path known = file.resolveSibling(BESIDE.matcher(name).replaceFirst(""));
        return new DiskFailure("cannot " + doing + " " + known + ": " + reason(file, cause), cause);
    }

    private static String reason(Path file, IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied; choose a folder that you may write to";
        }
        if (cause instanceof NoSuchFileException missing) {
            Path folder = present(file);
            return folder.equals(file.toAbsolutePath().getParent())
                    ? missing.getFile() + " is not there; was it removed while this ran?"
                    : "the folder " + file.toAbsolutePath().normalize().getParent()
                            + " is not there; was it removed, or its name mistyped?";
        }
        if (cause instanceof FileAlreadyExistsException || cause instanceof DirectoryNotEmptyException) {
            return "it is there already";
        }
        String system = cause instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getReason()
                : String.valueOf(cause.getMessage());
        String lower = system.toLowerCase(Locale.ROOT);
        // The system's own words (strerror) for ENOSPC, EDQUOT and EROFS; in another language the file system is asked.
        if (lower.contains("no space left") || lower.contains("quota exceeded") || isFull(file)) {
            return "no space left on the device; free some and try again, a campaign with --resume";
        }
        if (lower.contains("read-only") || isReadOnly(file)) {
            return "the file system is read-only; choose a folder on another one";
        }
        return system.lines().findFirst().orElse("unknown reason");
    }

    private static boolean isFull(Path file) {
        try {
            return Files.getFileStore(present(file)).getUsableSpace() == 0;
        } catch (IOException e) {
            return false; // Only a second opinion: the first failure is told in the system's words.
        }
    }

    private static boolean isReadOnly(Path file) {
        try {
            return Files.getFileStore(present(file)).isReadOnly();
        } catch (IOException e) {
            return false; // As above.
        }
    }

    private static Path present(Path file) {
        Path at = file.toAbsolutePath();
        while (at.getParent() != null && !Files.exists(at)) {
            at = at.getParent();
        }
        return at;
    }
}
