package io.quietcore.harness.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Standard output or standard error, and the only way to either: a {@link PrintWriter} hides a write that failed, this
 * remembers it, so that a command whose output was lost does not end with 0. What would drive a terminal is escaped
 * ({@link PrintableWriter}). Any thread may print.
 */
final class CheckedOutput {
    /** S_IFMT, S_IFIFO and S_IFSOCK of inode(7). */
    private static final int TYPE_OF_MODE = 0xF000;

    private static final int PIPE = 0x1000;
    private static final int SOCKET = 0xC000;

    /** EAGAIN, which somebody who shares the pipe brings about by O_NONBLOCK: the reader is still there. */
    private static final String WOULD_BLOCK = "Resource temporarily unavailable";

    private final Remembering stream;
    private final Path descriptor;
    private final PrintWriter writer;

    /**
     * What is written to a stream.
     *
     * @param descriptor under {@code /proc/self/fd}: tells whether a reader can go away
     */
    CheckedOutput(OutputStream stream, Path descriptor) {
        this.stream = new Remembering(stream);
        this.descriptor = descriptor;
        // Without a locale the JVM would print '?' for µ: what we write is UTF-8 wherever it goes.
        this.writer =
                new PrintWriter(new PrintableWriter(new OutputStreamWriter(this.stream, StandardCharsets.UTF_8)), true);
    }

    /** This process' standard output. */
    static CheckedOutput standard() {
        return new CheckedOutput(new FileOutputStream(FileDescriptor.out), Path.of("/proc/self/fd/1"));
    }

    /** This process' standard error. */
    static CheckedOutput error() {
        return new CheckedOutput(new FileOutputStream(FileDescriptor.err), Path.of("/proc/self/fd/2"));
    }

    PrintWriter writer() {
        return writer;
    }

    /**
     * Writes what is still held back, and says how the process ends.
     *
     * @param code of the command, which stands where it is not {@link ExitCode#OK}
     * @param err where a failed write is told; a reader that went away, such as {@code head}, is no failure to tell
     */
    int ended(int code, PrintWriter err) {
        writer.flush();
        IOException failure = stream.failure;
        if (failure == null) {
            return code;
        }
        boolean unread = readerGone(failure);
        if (!unread) {
            err.println("quietcore: standard output could not be written to its end: " + failure.getMessage());
        }
        return code != ExitCode.OK ? code : unread ? ExitCode.UNREAD : ExitCode.ERROR;
    }

    /** Nothing else can go wrong with a pipe or a socket; the words of the error depend on the locale. */
    private boolean readerGone(IOException failure) {
        try {
            int type = (Integer) Files.getAttribute(descriptor, "unix:mode") & TYPE_OF_MODE;
            return (type == PIPE || type == SOCKET) && !WOULD_BLOCK.equals(failure.getMessage());
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes nothing after a write that failed: what came out would have a hole. */
    private static final class Remembering extends OutputStream {
        private final OutputStream to;
        private volatile @Nullable IOException failure;

        Remembering(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            IOException before = failure;
            if (before != null) {
                throw before;
            }
            try {
                to.write(bytes, from, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
