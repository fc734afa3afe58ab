package io.quietcore.contract;

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
    private boolean behindReturn;

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

    /** The next line without its end ({@code \n}, {@code \r\n}, or the {@code \r} of a progress bar); null after the last. */
    public @Nullable String next() throws IOException {
        line.setLength(0);
        int character = in.read();
        if (character == '\n' && behindReturn) {
            character = in.read();
        }
        behindReturn = false;
        if (character < 0) {
            return null;
        }
        while (character >= 0 && character != '\n' && character != '\r') {
            if (line.length() < mostChars) {
                line.append((char) character);
            }
            character = in.read();
        }
        behindReturn = character == '\r';
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
