package io.quietcore.runtime.load;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs of the machine, found as execvp(3) finds them; an empty part of PATH is not taken for this folder. */
final class Programs {
    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

    private Programs() {}

    static Optional<Path> onPath(String name) {
        String path = System.getenv("PATH");
        return path == null ? Optional.empty() : in(path, name);
    }

    static Optional<Path> in(String path, String name) {
        return SEPARATOR
                .splitAsStream(path)
                .filter(folder -> !folder.isBlank())
                .flatMap(folder -> program(folder, name))
                .findFirst();
    }

    private static Stream<Path> program(String folder, String name) {
        try {
            return Stream.of(Path.of(folder, name)).filter(p -> Files.isRegularFile(p) && Files.isExecutable(p));
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }
}
