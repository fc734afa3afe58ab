package io.quietcore.runtime.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JVM's own log of its safepoints ({@code -Xlog:safepoint}: one line that begins "Safepoint" for each). */
record SafepointLog(Path file) {
    /** How many there were; unified logging writes each line before the threads go on. */
    long count() {
        try {
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("Safepoint \""))
                    .count();
        } catch (IOException e) {
            // Without the file there is no JVM of ours around: a test's, which logs nothing.
            return 0;
        }
    }
}
