package io.quietcore.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The inputs that are kept: {@code fuzz/inputs/TARGET/} holds seeds and every input that once failed. */
final class Inputs {
    static final Path ROOT = Path.of(System.getProperty("quietcore.root"));

    private Inputs() {}

    static Path folder(Target target) {
        return ROOT.resolve("fuzz/inputs").resolve(target.name());
    }

    /** Of one target, those of its folder first. */
    static List<Path> of(Target target) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder(target))) {
            try (Stream<Path> kept = Files.list(folder(target))) {
                kept.sorted().forEach(files::add);
            }
        }
        target.seeds().forEach(seed -> files.add(ROOT.resolve(seed)));
        return files;
    }
}
