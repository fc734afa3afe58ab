package io.quietcore.runtime.noise;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file of counters that is read again and again, without allocating. Owned by one thread. */
final class CounterFile implements AutoCloseable {
    private final @Nullable FileChannel channel;
    private final ByteBuffer buffer;

    /** A file that may not be there: then it is always empty. */
    CounterFile(Path path, int bytes) {
        this.buffer = ByteBuffer.allocateDirect(bytes);
        this.channel = open(path);
    }

    private static @Nullable FileChannel open(Path path) {
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            return null;
        }
    }

    boolean readable() {
        return channel != null;
    }

    /** Reads it from its start. */
    void read() {
        buffer.clear();
        FileChannel from = channel;
        if (from == null) {
            buffer.flip();
            return;
        }
        try {
            int read;
            do {
                read = from.read(buffer, buffer.position());
            } while (read > 0 && buffer.hasRemaining());
        } catch (IOException e) {
            // The thread or the group is gone: its counters stand still.
            buffer.clear();
        }
        buffer.flip();
    }

    byte at(int position) {
        return buffer.get(position);
    }

    int size() {
        return buffer.limit();
    }

    /** The n-th number, from 0, at or after a position; 0 where there are fewer on the line. */
    long number(int position, int n) {
        int seen = 0;
        int at = position;
        while (at < size() && buffer.get(at) != '\n') {
            if (digit(at) && (at == 0 || !word(at - 1))) {
                long value = 0;
                while (at < size() && digit(at)) {
                    value = 10 * value + buffer.get(at) - '0';
                    at++;
                }
                if (seen++ == n) {
                    return value;
                }
            } else {
                at++;
            }
        }
        return 0;
    }

    private boolean digit(int at) {
        byte character = buffer.get(at);
        return character >= '0' && character <= '9';
    }

    private boolean word(int at) {
        byte character = buffer.get(at);
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || digit(at);
    }

    /** The first position after a line's beginning; -1 where no line begins so. Blanks before it do not count. */
    int after(byte[] beginning) {
        int at = 0;
        while (at < size()) {
            while (at < size() && buffer.get(at) == ' ') {
                at++;
            }
            if (matches(at, beginning)) {
                return at + beginning.length;
            }
            at = nextLine(at);
        }
        return -1;
    }

    int nextLine(int from) {
        int at = from;
        while (at < size() && buffer.get(at) != '\n') {
            at++;
        }
        return at + 1;
    }

    boolean matches(int at, byte[] text) {
        if (at + text.length > size()) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (buffer.get(at + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
