package io.quietcore.contract;

import io.quietcore.contract.Frame.DamagedFrameException;
import io.quietcore.contract.Frame.End;
import io.quietcore.contract.Frame.Failure;
import io.quietcore.contract.Frame.Kind;
import io.quietcore.contract.Frame.Progress;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a result together again from the lines of a role's output. The lines may be fed again from their start, as often
 * as a log is read; a gap, a damaged frame or a wrong digest makes the result {@link Broken}, never shorter.
 *
 * <p>One thread at a time.
 */
public final class FrameCollector {
    /** More than any probe's result by far, and what a controller is willing to hold for one. */
    private static final long MAX_RESULT_BYTES = 64L << 20;

    /** Windows of a second for a week, with room to spare. */
    private static final int MAX_FRAMES = 1_000_000;

    /** What holding a part costs beside its bytes. */
    private static final int PART_OVERHEAD_BYTES = 128;

    private static final int MAX_REASONS = 20;

    private final ProbeSpec spec;
    private final Consumer<Progress> onProgress;
    private final Map<Integer, Integer> checksums = new HashMap<>();
    private final Map<Integer, Frame> parts = new TreeMap<>();
    private final List<String> reasons = new ArrayList<>();
    private final List<String> damaged = new ArrayList<>();
    private long bytes;
    private int firstMissing;
    private @Nullable Frame end;
    private @Nullable Failure failure;

    /** What came of the lines. */
    public sealed interface Collected permits Whole, Broken, None {}

    /**
     * Everything that the role said.
     *
     * @param files by name, in the order in which they were sent
     */
    public record Whole(Map<String, byte[]> files) implements Collected {}

    /**
     * Not all of it.
     *
     * @param reasons what is missing or damaged, in words
     */
    public record Broken(List<String> reasons) implements Collected {}

    /**
     * There is no result, as was said in its place.
     *
     * @param failure why
     */
    public record None(Failure failure) implements Collected {}

    /** For the frames of one role's attempt; {@code onProgress} is called in the thread that feeds the lines. */
    public FrameCollector(ProbeSpec spec, Consumer<Progress> onProgress) {
        this.spec = spec;
        this.onProgress = onProgress;
    }

    /** Takes one line; false when it was no frame and is somebody else's to show. */
    public boolean accept(String line) {
        Optional<Frame> parsed;
        try {
            parsed = Frame.parse(line);
        } catch (DamagedFrameException e) {
            damaged(String.valueOf(e.getMessage()));
            return true;
        }
        parsed.ifPresent(this::take);
        return parsed.isPresent();
    }

    /** A line was damaged. Not a fault by itself: it may come again whole. What stays missing is found at the end. */
    public void damaged(String message) {
        if (damaged.size() < MAX_REASONS) {
            damaged.add(message);
        }
    }

    /** Whether nothing is missing any more: every frame up to the last one is there, or a failure was said. */
    public boolean ended() {
        return failure != null || (end != null && firstMissing > end.sequence());
    }

    /** Takes a frame that was parsed by a reader of many roles' lines. */
    public void take(Frame frame) {
        if (!frame.answers(spec)) {
            reason("a frame of " + frame.group() + "/" + frame.role() + " repetition " + frame.repetition()
                    + " attempt " + frame.attempt() + " came where one of " + spec.group() + "/" + spec.role()
                    + " repetition " + spec.repetition() + " attempt " + spec.attempt() + " was expected");
            return;
        }
        if (frame.kind() == Kind.FAILED) {
            fail(frame);
            return;
        }
        if (checksums.size() >= MAX_FRAMES && !checksums.containsKey(frame.sequence())) {
            reason("there are more than " + MAX_FRAMES + " frames");
            return;
        }
        Integer before = checksums.putIfAbsent(frame.sequence(), frame.checksum());
        if (before != null) {
            if (before != frame.checksum()) {
                reason("frame " + frame.sequence() + " came twice with different contents");
            }
            return;
        }
        while (checksums.containsKey(firstMissing)) {
            firstMissing++;
        }
        if (frame.kind() == Kind.PROGRESS) {
            report(frame);
        } else if (frame.kind() == Kind.END) {
            end(frame);
        } else {
            keep(frame);
        }
    }

    private void keep(Frame frame) {
        bytes += frame.payload().length + PART_OVERHEAD_BYTES;
        if (bytes > MAX_RESULT_BYTES) {
            reason("the result is larger than " + MAX_RESULT_BYTES + " bytes");
        } else {
            parts.put(frame.sequence(), frame);
        }
    }

    private void end(Frame frame) {
        if (end != null) {
            reason("frame " + frame.sequence() + " says that it is the last, and so does frame " + end.sequence());
        } else {
            end = frame;
        }
    }

    private void fail(Frame frame) {
        try {
            failure = CanonicalJson.read(frame.payload(), Failure.class);
        } catch (CanonicalJson.MalformedJsonException e) {
            failure = new Failure(false, List.of("it failed, and its reason cannot be read: " + e.getMessage()));
        }
    }

    private void report(Frame frame) {
        try {
            onProgress.accept(CanonicalJson.read(frame.payload(), Progress.class));
        } catch (CanonicalJson.MalformedJsonException e) {
            reason("frame " + frame.sequence() + " is not a progress report: " + e.getMessage());
        }
    }

    private void reason(String reason) {
        if (reasons.size() < MAX_REASONS) {
            reasons.add(reason);
        }
    }

    /** What the lines so far amount to. */
    public Collected collected() {
        if (failure != null) {
            return new None(failure);
        }
        List<String> all = new ArrayList<>(reasons);
        if (end == null) {
            all.addAll(damaged);
            all.add("the output ended after " + checksums.size() + " frames, before the last one");
            return new Broken(all);
        }
        if (firstMissing <= end.sequence()) {
            all.addAll(damaged);
            all.add("frame " + firstMissing + " of " + (end.sequence() + 1) + " is missing");
            return new Broken(all);
        }
        if (checksums.size() > end.sequence() + 1) {
            all.add("found " + checksums.size() + " frames, expected " + (end.sequence() + 1)
                    + ", as the last one is numbered");
        }
        Map<String, ByteArrayOutputStream> contents = new LinkedHashMap<>();
        for (Frame frame : parts.values()) {
            if (frame.kind() == Kind.PART) {
                contents.computeIfAbsent(frame.name(), name -> new ByteArrayOutputStream())
                        .writeBytes(frame.payload());
            }
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        contents.forEach((name, content) -> files.put(name, content.toByteArray()));
        checkDigests(end, files, all);
        return all.isEmpty() ? new Whole(files) : new Broken(all);
    }

    private static void checkDigests(Frame end, Map<String, byte[]> files, List<String> reasons) {
        try {
            End sent = CanonicalJson.read(end.payload(), End.class);
            if (!sent.files().keySet().equals(files.keySet())) {
                reasons.add("the files " + files.keySet() + " came, and "
                        + sent.files().keySet() + " were sent");
                return;
            }
            files.forEach((name, content) -> {
                if (!FrameWriter.digest(content).equals(sent.files().get(name))) {
                    reasons.add(name + " does not have the digest that it was sent with");
                }
            });
        } catch (CanonicalJson.MalformedJsonException e) {
            reasons.add("the last frame cannot be read: " + e.getMessage());
        }
    }
}
