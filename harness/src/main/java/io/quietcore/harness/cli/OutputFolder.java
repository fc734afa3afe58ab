package io.quietcore.harness.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that a command was told to write into. */
final class OutputFolder {
    private OutputFolder() {}

    /** Makes it where it is missing; a file of that name, or a folder that may not be written, is the user's mistake. */
    static Path create(Path folder) throws IOException, CommandFailure {
        try {
            return Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw CommandFailure.error("--out: " + e.getFile() + " is a file; expected a folder to write into");
        } catch (AccessDeniedException e) {
            throw CommandFailure.error("--out: " + e.getFile() + " cannot be made: permission denied");
        }
    }
}
