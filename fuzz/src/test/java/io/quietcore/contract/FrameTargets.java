package io.quietcore.contract;

import io.quietcore.contract.Frame.DamagedFrameException;
import io.quietcore.contract.FrameCollector.Broken;
import io.quietcore.contract.FrameCollector.Collected;
import io.quietcore.contract.FrameCollector.None;
import io.quietcore.contract.FrameCollector.Whole;
import io.quietcore.fuzz.Holds;
import io.quietcore.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Frames: a line, a pod's whole log, and a log that something went wrong with on its way. */
public final class FrameTargets {
    private static final ProbeSpec SPEC = spec();

    private FrameTargets() {}

    public static List<Target> all() {
        return List.of(
                Target.refusing("frame", DamagedFrameException.class, FrameTargets::line),
                Target.telling("frames", FrameTargets::lines),
                Target.telling("frames-on-their-way", FrameTargets::damaged));
    }

    private static ProbeSpec spec() {
        try {
            return CanonicalJson.read(
                            Files.readAllBytes(Path.of(System.getProperty("quietcore.root"))
                                    .resolve(
                                            "results/samples/baseline/collected-metrics-0a76b2d7-956f-4cd4-a4c2-08f668622143"
                                                    + "/repetitions/01-jitter-numa0/result.json")),
                            ProbeResult.class)
                    .spec();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void line(byte[] input) throws DamagedFrameException {
        var frame = Frame.parse(ContractTargets.text(input));
        if (frame.isPresent()) {
            Holds.equal(
                    "a frame and itself, written and read",
                    frame.get().toLine(),
                    Frame.parse(frame.get().toLine()).orElseThrow().toLine());
        }
    }

    private static boolean lines(byte[] input) {
        FrameCollector collector = new FrameCollector(SPEC, progress -> {});
        ContractTargets.text(input).lines().forEach(collector::accept);
        return check(collector);
    }

    private static boolean check(FrameCollector collector) {
        boolean ended = collector.ended();
        Collected collected = collector.collected();
        Holds.that(!(collected instanceof Whole) || ended, "a whole result had not ended");
        List<String> reasons = collected instanceof Broken broken
                ? broken.reasons()
                : collected instanceof None none ? none.failure().reasons() : List.of();
        Holds.that(!(collected instanceof Broken) || !reasons.isEmpty(), "a broken result gives no reason");
        if (collected instanceof Broken) {
            reasons.forEach(reason -> Holds.said("a reason", reason));
        }
        return collected instanceof Whole;
    }

    /** A result is said, its lines are dropped, doubled, swapped and flipped: it comes whole and the same, or broken. */
    private static boolean damaged(byte[] input) throws IOException {
        if (input.length < 2) {
            return false;
        }
        int orders = Math.min(input.length, 1 + Byte.toUnsignedInt(input[0]) % 16 * 3);
        byte[] content = Arrays.copyOfRange(input, orders, input.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(out, SPEC);
        writer.progress(new Frame.Progress("window", 1, 2));
        writer.file("jitter.hlog", content);
        writer.file("result.json", Arrays.copyOf(content, content.length / 2));
        writer.end();
        List<String> lines =
                new ArrayList<>(out.toString(StandardCharsets.US_ASCII).lines().toList());
        ByteBuffer order = ByteBuffer.wrap(input, 1, orders - 1);
        while (order.remaining() >= 3) {
            damage(lines, order.get(), Byte.toUnsignedInt(order.get()), Byte.toUnsignedInt(order.get()));
        }
        FrameCollector collector = new FrameCollector(SPEC, progress -> {});
        lines.forEach(collector::accept);
        boolean taken = check(collector);
        if (collector.collected() instanceof Whole whole) {
            Map<String, byte[]> files = whole.files();
            Holds.that(
                    files.size() == 2
                            && Arrays.equals(files.get("jitter.hlog"), content)
                            && Arrays.equals(files.get("result.json"), Arrays.copyOf(content, content.length / 2)),
                    "other contents came than were sent, and were taken for whole");
        }
        return taken;
    }

    private static void damage(List<String> lines, byte kind, int first, int second) {
        if (lines.isEmpty()) {
            return;
        }
        int a = first % lines.size();
        int b = second % lines.size();
        switch (Math.floorMod(kind, 5)) {
            case 0 -> lines.remove(a);
            case 1 -> lines.add(b, lines.get(a));
            case 2 -> lines.set(a, lines.set(b, lines.get(a)));
            case 3 -> {
                StringBuilder line = new StringBuilder(lines.get(a));
                if (!line.isEmpty()) {
                    int at = second * 37 % line.length();
                    line.setCharAt(at, (char) (line.charAt(at) ^ 1 << (first & 3)));
                    lines.set(a, line.toString());
                }
            }
            default ->
                lines.set(a, lines.get(a).substring(0, second % (lines.get(a).length() + 1)));
        }
    }
}
