package io.quietcore.runtime.load;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts {@code true} and waits for its end. The child inherits the worker's CPU. */
final class ForkExec implements Work {
    private final ProcessBuilder command;

    ForkExec() throws IOException {
        Path usual = Path.of("/bin/true");
        Path program = Files.isExecutable(usual)
                ? usual
                : Programs.onPath("true")
                        .orElseThrow(() -> new IOException(
                                "fork-exec needs the program 'true', which is neither " + usual + " nor on PATH"));
        // No pipes: their reading would be the JVM's work, not the kernel's.
        command = new ProcessBuilder(program.toString())
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
    }

    @Override
    public long round() throws IOException {
        Process child = command.start();
        try {
            int code = child.waitFor();
            if (code != 0) {
                throw new IOException(command.command() + " ended with exit code " + code);
            }
        } catch (InterruptedException e) {
            child.destroyForcibly();
            throw new InterruptedIOException("interrupted while a child ran");
        }
        return 1;
    }
}
