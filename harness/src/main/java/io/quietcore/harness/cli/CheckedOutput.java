package io.quietcore.harness.cli;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
        boolean unread = readerGone();
        if (!unread) {
            err.println("quietcore: standard output could not be written to its end: " + failure.getMessage());
        }
        return code != ExitCode.OK ? code : unread ? ExitCode.UNREAD : ExitCode.ERROR;
    }

    /**
     * Whether a pipe or socket has no reader any more. Not told by the error's words, which depend on the locale; and not by its
     * kind alone, for somebody who shares a pipe may have set it to O_NONBLOCK, and then a slow reader fails a write, too.
     */
    private boolean readerGone() {
        try {
            int type = (Integer) Files.getAttribute(descriptor, "unix:mode") & TYPE_OF_MODE;
            return (type == PIPE || type == SOCKET)
                    && Poll.isBroken(Integer.parseInt(String.valueOf(descriptor.getFileName())));
        } catch (IOException e) {
            return false;
        }
    }

    /** poll(2), bound directly, and only where a write has failed. */
    @SuppressWarnings("unused") // Bound by name.
    private static final class Poll {
        /** Of poll.h. */
        private static final int BROKEN = 0x008;

        private static final int HUNG_UP = 0x010;

        /** struct pollfd: int fd, short events, short revents. */
        private static final int ENTRY_BYTES = 8;

        private static final int REVENTS_AT = 6;

        static {
            Native.register("c");
        }

        static native int poll(byte[] entries, long count, int timeoutMs) throws LastErrorException;

        /** Whether the other end is closed. */
        static boolean isBroken(int descriptor) {
            ByteBuffer entry = ByteBuffer.allocate(ENTRY_BYTES).order(ByteOrder.nativeOrder());
            entry.putInt(0, descriptor);
            try {
                poll(entry.array(), 1, 0);
            } catch (LastErrorException e) {
                return false;
            }
            return (entry.getShort(REVENTS_AT) & (BROKEN | HUNG_UP)) != 0;
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
