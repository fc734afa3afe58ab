package io.quietcore.runtime.machine;

import io.quietcore.contract.CpuSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Files of procfs and sysfs as text.
 *
 * @param root {@code /}, or a folder with {@code proc} and {@code sys} in it
 */
public record KernelText(Path root) {
    public static final KernelText LIVE = new KernelText(Path.of("/"));

    /** A few of them add up to a {@code long}. */
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,17}");

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

    /** A count as a kernel writes one; empty for anything else, which must not end a measurement. */
    static OptionalLong count(String text) {
        String digits = text.strip();
        return COUNT.matcher(digits).matches() ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }

    /** A CPU list; empty where there is none, or something else. */
    public Optional<CpuSet> cpus(String path) {
        return read(path).flatMap(KernelText::cpuList);
    }

    static Optional<CpuSet> cpuList(String list) {
        try {
            return Optional.of(CpuSet.parse(list));
        } catch (IllegalArgumentException e) {
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
