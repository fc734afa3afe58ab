package io.quietcore.runtime.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files of procfs and sysfs as text.
 *
 * @param root {@code /}, or a folder with {@code proc} and {@code sys} in it
 */
public record KernelText(Path root) {
    public static final KernelText LIVE = new KernelText(Path.of("/"));

    /**
     * Read without asking for a size first, which procfs says is 0; empty when it cannot be read. A NUL ends the text, as in
     * C: kernel 3.10 writes nothing else into some lists that are empty.
     */
    public Optional<String> read(String path) {
        try (var in = Files.newInputStream(root.resolve(path))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int nul = text.indexOf('\0');
            return Optional.of(nul < 0 ? text : text.substring(0, nul));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The value of one line {@code key: value} of a file. */
    public Optional<String> field(String path, String key) {
        return read(path).flatMap(text -> text.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .filter(rest -> rest.startsWith(":"))
                .map(rest -> rest.substring(1).strip())
                .findFirst());
    }
}
