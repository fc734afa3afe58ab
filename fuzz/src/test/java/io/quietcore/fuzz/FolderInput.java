package io.quietcore.fuzz;

import io.quietcore.contract.ContractTargets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * An input that stands for a folder: {@code === NAME} begins a file, whose content is what follows up to the next such line.
 * The file's last line end is left out.
 */
public final class FolderInput {
    private static final String MARK = "=== ";
    private static final int MOST_FILES = 200;

    private FolderInput() {}

    /** Takes a folder, which is removed afterwards. */
    @FunctionalInterface
    public interface Reader {
        void read(Path folder) throws Exception;
    }

    /** Makes the folder of an input. */
    public static void with(byte[] input, Reader reader) throws Exception {
        in(folder -> {
            String text = "\n" + new String(input, StandardCharsets.ISO_8859_1);
            int files = 0;
            for (String part : text.split("\n" + MARK, -1)) {
                int end = part.indexOf('\n');
                if (end > 0 && files++ < MOST_FILES) {
                    write(folder, part.substring(0, end), part.substring(end + 1));
                }
            }
            reader.read(folder);
        });
    }

    /** An empty folder. */
    public static void in(Reader reader) throws Exception {
        Path folder = Files.createTempDirectory("fuzz");
        try {
            reader.read(folder);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static void write(Path folder, String name, String content) {
        try {
            String decoded = ContractTargets.text(name.getBytes(StandardCharsets.ISO_8859_1));
            Path file = folder.resolve(decoded).normalize();
            if (!file.startsWith(folder) || file.equals(folder) || file.getNameCount() - folder.getNameCount() > 12) {
                return;
            }
            Files.createDirectories(file.resolveSibling("."));
            Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException | InvalidPathException e) {
            // A name that no folder can have: the folder does without.
        }
    }
}
