package io.quietcore.runtime.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Lines of text that somebody else writes: however long one is, no more than so much of it is held. What is no UTF-8 becomes
 * U+FFFD. Owned by one thread.
 */
public final class TextLines implements AutoCloseable {
    private final Reader in;
    private final int mostChars;
    private final StringBuilder line = new StringBuilder();

    /**
     * Lines of a stream, which is closed with them.
     *
     * @param mostChars of a line that are kept; the rest of it is passed over
     */
    public TextLines(InputStream stream, int mostChars) {
        this(new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)), mostChars);
    }

    /** Lines of what is left of a reader, which buffers. */
    public TextLines(Reader in, int mostChars) {
        this.in = in;
        this.mostChars = mostChars;
    }

    /** The next line without its end; null after the last. */
    public @Nullable String next() throws IOException {
        line.setLength(0);
        int character = in.read();
        if (character < 0) {
            return null;
        }
        while (character >= 0 && character != '\n') {
            if (line.length() < mostChars) {
                line.append((char) character);
            }
            character = in.read();
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
