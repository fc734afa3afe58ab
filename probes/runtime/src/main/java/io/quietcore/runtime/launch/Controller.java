package io.quietcore.runtime.launch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The controller at the other end of standard input. It says the spec, may say {@code stop}, and is gone when the stream
 * ends.
 */
final class Controller {
    /** Far above any spec. */
    private static final int MAX_LINE_BYTES = 1 << 20;

    private final InputStream in;

    Controller(InputStream in) {
        this.in = in;
    }

    /**
     * The next line; empty at the stream's end.
     *
     * @throws IOException when it is longer than any line should be
     */
    Optional<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return line.size() == 0 ? Optional.empty() : Optional.of(line.toString(StandardCharsets.UTF_8));
            }
            if (line.size() == MAX_LINE_BYTES) {
                throw new IOException("a line of standard input is longer than " + MAX_LINE_BYTES + " bytes");
            }
            line.write(next);
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    /** Follows it from a thread of its own, which ends with the stream. */
    void follow(Runnable stop, Runnable gone) {
        Thread follower = new Thread(
                () -> {
                    try {
                        for (Optional<String> said = line(); said.isPresent(); said = line()) {
                            if (said.get().strip().equals("stop")) {
                                stop.run();
                            }
                        }
                    } catch (IOException e) {
                        System.err.println("standard input: " + e.getMessage());
                    }
                    gone.run();
                },
                "controller");
        follower.setDaemon(true);
        follower.start();
    }
}
