package io.quietcore.runtime.pod;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The frames of the order in hand: said as they come, and kept in the pod's scratch volume so that they can be said again
 * from their start. A container's log is rotated while nobody reads it, and then its beginning is gone.
 */
final class SaidFrames implements AutoCloseable {
    /** What a collector takes of one role ({@code FrameCollector}), in base64 and with room for the lines' heads. */
    private static final long MOST_BYTES = 96L << 20;

    private final PrintStream out;
    private final Path kept;
    private final OutputStream keeper;
    private long bytes;

    SaidFrames(PrintStream out, Path scratch) throws IOException {
        this.out = out;
        this.kept = Files.createTempFile(scratch, "said-", ".frames");
        this.keeper = Files.newOutputStream(kept, StandardOpenOption.WRITE);
    }

    /** Says a line that is a frame, whole, whoever else speaks. */
    synchronized void say(String line) throws IOException {
        byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
        bytes += text.length;
        if (bytes > MOST_BYTES) {
            throw new IOException("the result is larger than " + MOST_BYTES + " bytes");
        }
        keeper.write(text);
        out.write(text, 0, text.length);
        out.flush();
    }

    /** Says all of it again. */
    synchronized void sayAgain() throws IOException {
        keeper.flush();
        try (BufferedReader lines = Files.newBufferedReader(kept)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.println(line);
            }
        }
        out.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        keeper.close();
        Files.deleteIfExists(kept);
    }
}
