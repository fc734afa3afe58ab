package io.quietcore.results.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A stream whose failures name the file, and say what to do. */
class Told extends FilterOutputStream {
    private final Path file;

    Told(OutputStream stream, Path file) {
        super(stream);
        this.file = file;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw DiskFailure.of("write", file, e);
        }
    }

    /** One that is closed by whoever opened it, and not by who writes to it. */
    static final class Own extends Told {
        Own(OutputStream stream, Path file) {
            super(stream, file);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
