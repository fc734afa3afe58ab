package io.quietcore.contract;

import io.quietcore.contract.Frame.Digest;
import io.quietcore.contract.Frame.End;
import io.quietcore.contract.Frame.Failure;
import io.quietcore.contract.Frame.Kind;
import io.quietcore.contract.Frame.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Says a result on a stream, as frames. One thread at a time. */
public final class FrameWriter {
    private final OutputStream out;
    private final ProbeSpec spec;
    private final Map<String, Digest> files = new TreeMap<>();
    private int sequence;

    /** Frames of this spec's role, on this stream; each frame is written in one call and flushed. */
    public FrameWriter(OutputStream out, ProbeSpec spec) {
        this.out = out;
        this.spec = spec;
    }

    public void progress(Progress progress) throws IOException {
        write(Kind.PROGRESS, Frame.NO_NAME, CanonicalJson.bytes(progress));
    }

    /** A whole file, in as many frames as it takes; an empty one takes one. */
    public void file(String name, byte[] content) throws IOException {
        int from = 0;
        do {
            int to = Math.min(content.length, from + Frame.PART_BYTES);
            write(Kind.PART, name, Arrays.copyOfRange(content, from, to));
            from = to;
        } while (from < content.length);
        files.put(name, digest(content));
    }

    /** The last frame. */
    public void end() throws IOException {
        write(Kind.END, Frame.NO_NAME, CanonicalJson.bytes(new End(files)));
    }

    /** In place of a result: why there is none. */
    public void failed(Failure failure) throws IOException {
        write(Kind.FAILED, Frame.NO_NAME, CanonicalJson.bytes(failure));
    }

    private void write(Kind kind, String name, byte[] payload) throws IOException {
        Frame frame = new Frame(
                spec.group(), spec.role(), spec.repetition(), spec.attempt(), sequence++, kind, name, payload);
        out.write((frame.toLine() + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    static Digest digest(byte[] content) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(content);
            return new Digest(content.length, HexFormat.of().formatHex(sha256));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
