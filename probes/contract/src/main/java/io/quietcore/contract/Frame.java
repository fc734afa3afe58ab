package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * One line of a probe's output that belongs to its result, among lines that do not:
 * {@code quietcore/1 <group> <role> <repetition> <attempt> <sequence> <kind> <name> <crc32c> <base64>}.
 *
 * <p>The checksum covers the line up to it and the payload. Nothing in it depends on how the line travels: a pipe, a
 * container's log that holds many repetitions, or a log that is read a second time from its start.
 *
 * @param group of the spec
 * @param role of the spec
 * @param repetition of the spec
 * @param attempt of the spec
 * @param sequence from 0, without a gap
 * @param kind what the payload is
 * @param name the file's name; {@code -} for the other kinds
 * @param payload the bytes, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Frames are passed on, never compared.
public record Frame(
        String group, String role, int repetition, int attempt, int sequence, Kind kind, String name, byte[] payload) {
    /** What a frame carries. */
    public enum Kind {
        /** A {@link Progress}, as JSON. */
        PROGRESS,
        /** The next part of a file. */
        PART,
        /** An {@link End}, as JSON: the last frame. */
        END,
        /** A {@link Failure}, as JSON: there is no result. Said by who started the probe, in place of all other frames. */
        FAILED,
        /** What a pod got, as JSON, before any order. */
        READY
    }

    /**
     * Why a role has no result.
     *
     * @param unreached whether its NUMA node has no CPU that the pod got: not measured, and no fault of anybody's
     * @param reasons in words
     */
    public record Failure(boolean unreached, List<String> reasons) {
        public Failure {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * How far a probe is.
     *
     * @param phase {@link #WARM_UP} or {@link #WINDOW}: what has just ended
     * @param done how many of both are over
     * @param of how many of both there will be
     */
    public record Progress(String phase, int done, int of) {
        /** The phase before the windows, which is not kept. */
        public static final String WARM_UP = "warmup";

        /** The phase of the windows that are kept. */
        public static final String WINDOW = "window";
    }

    /**
     * What was sent in all.
     *
     * @param files by name
     */
    public record End(@JsonProperty(required = true) Map<String, Digest> files) {
        public End {
            files = Map.copyOf(new TreeMap<>(files));
        }
    }

    /**
     * A file's size and SHA-256.
     *
     * @param sizeBytes its size
     * @param sha256 lower-case hex
     */
    public record Digest(long sizeBytes, String sha256) {}

    /** A container runtime splits a line at 16 KiB (CRI log format); 8 KiB of payload stay below it in base64. */
    static final int PART_BYTES = 8 << 10;

    static final String NO_NAME = "-";

    private static final String MARK = "quietcore/1 ";
    private static final Pattern LINE = Pattern.compile(
            "quietcore/1 ([A-Za-z0-9.-]{1,253}) ([A-Za-z0-9.-]{1,253})"
                    + " ([0-9]{1,9}) ([0-9]{1,6}) ([0-9]{1,9}) (PROGRESS|PART|END|FAILED|READY) ([A-Za-z0-9._-]{1,100}) ([0-9a-f]{8}) ([A-Za-z0-9+/=]*)");

    /** A line that begins as a frame does but is not a whole one. */
    public static final class DamagedFrameException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedFrameException(String message) {
            super(message);
        }
    }

    /** Whether it belongs to what this spec ordered. */
    public boolean answers(ProbeSpec spec) {
        return group.equals(spec.group())
                && role.equals(spec.role())
                && repetition == spec.repetition()
                && attempt == spec.attempt();
    }

    /** The line, without a line end. */
    public String toLine() {
        return head() + String.format("%08x ", checksum()) + Base64.getEncoder().encodeToString(payload);
    }

    /**
     * Reads a line.
     *
     * @return empty for a line that is no frame
     * @throws DamagedFrameException for one that was a frame
     */
    public static Optional<Frame> parse(String line) throws DamagedFrameException {
        int mark = line.indexOf(MARK);
        if (mark < 0) {
            return Optional.empty();
        }
        // Text that another writer left without a line end may stand before the frame.
        Matcher fields = LINE.matcher(line.substring(mark, line.endsWith("\r") ? line.length() - 1 : line.length()));
        if (!fields.matches()) {
            throw new DamagedFrameException("a frame was cut or damaged: '" + beginning(line) + "'");
        }
        byte[] payload;
        try {
            payload = Base64.getDecoder().decode(fields.group(9));
        } catch (IllegalArgumentException e) {
            throw new DamagedFrameException("frame " + fields.group(5) + " is not base64: " + e.getMessage());
        }
        Frame frame = new Frame(
                fields.group(1),
                fields.group(2),
                Integer.parseInt(fields.group(3)),
                Integer.parseInt(fields.group(4)),
                Integer.parseInt(fields.group(5)),
                Kind.valueOf(fields.group(6)),
                fields.group(7),
                payload);
        if (frame.checksum() != Integer.parseUnsignedInt(fields.group(8), 16)) {
            throw new DamagedFrameException("frame " + frame.sequence + " has a wrong checksum");
        }
        return Optional.of(frame);
    }

    private static String beginning(String line) {
        return Printable.line(line.substring(0, Math.min(80, line.length())));
    }

    private String head() {
        return MARK + group + " " + role + " " + repetition + " " + attempt + " " + sequence + " " + kind + " " + name
                + " ";
    }

    int checksum() {
        CRC32C crc = new CRC32C();
        crc.update(head().getBytes(StandardCharsets.US_ASCII));
        crc.update(payload);
        return (int) crc.getValue();
    }
}
