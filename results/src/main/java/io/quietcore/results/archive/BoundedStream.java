package io.quietcore.results.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What a compressed file unpacks to, up to a limit: behind it stands an exception, whatever its headers say. */
final class BoundedStream extends FilterInputStream {
    private final long most;
    private final String message;
    private long bytes;

    BoundedStream(InputStream in, long most, String message) {
        super(in);
        this.most = most;
        this.message = message;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        count(one < 0 ? 0 : 1);
        return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int some = super.read(into, offset, length);
        count(Math.max(0, some));
        return some;
    }

    @Override
    public long skip(long length) throws IOException {
        long some = super.skip(length);
        count(some);
        return some;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long more) throws IOException {
        bytes += more;
        if (bytes > most) {
            throw new BoundExceededException(message);
        }
    }

    /** More than the limit. */
    static final class BoundExceededException extends IOException {
        private static final long serialVersionUID = 1L;

        BoundExceededException(String message) {
            super(message);
        }
    }
}
