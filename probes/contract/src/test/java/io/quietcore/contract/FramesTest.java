package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.FrameCollector.Broken;
import io.quietcore.contract.FrameCollector.Collected;
import io.quietcore.contract.FrameCollector.Whole;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class FramesTest {
    private final ProbeSpec spec = Samples.spec();
    private final byte[] histogram = new byte[100_000];
    private final List<Progress> progress = new ArrayList<>();
    private final FrameCollector collector = new FrameCollector(spec, progress::add);
    private List<String> lines = List.of();

    @BeforeEach
    void say() throws IOException {
        new Random(7).nextBytes(histogram);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(out, spec);
        writer.progress(new Progress("window", 1, 2));
        writer.file("jitter.hlog", histogram);
        writer.file("empty.log", new byte[0]);
        writer.end();
        lines = out.toString(StandardCharsets.US_ASCII).lines().toList();
    }

    private Collected feed(List<String> some) {
        some.forEach(collector::accept);
        return collector.collected();
    }

    @Test
    void everythingArrivesAmongLinesThatAreNoFrames() {
        List<String> mixed = new ArrayList<>();
        for (String line : lines) {
            mixed.add("WARNING: somebody else's line");
            mixed.add(line);
        }

        assertThat(feed(mixed)).isInstanceOfSatisfying(Whole.class, whole -> {
            assertThat(whole.files().get("jitter.hlog")).isEqualTo(histogram);
            assertThat(whole.files().get("empty.log")).isEmpty();
        });
        assertThat(progress).containsExactly(new Progress("window", 1, 2));
        assertThat(collector.accept("no frame")).isFalse();
    }

    @Test
    void noLineIsLongerThanWhatAContainerRuntimeLeavesWhole() {
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThan(16 << 10));
    }

    @Test
    void aLogThatIsReadAgainFromItsStartGivesTheSameResultOnce() {
        feed(lines.subList(0, 5));

        assertThat(feed(lines)).isInstanceOf(Whole.class);
        assertThat(progress).hasSize(1);
    }

    @Test
    void eachMissingFrameBreaksTheResult() {
        for (int missing = 0; missing < lines.size(); missing++) {
            List<String> rest = new ArrayList<>(lines);
            rest.remove(missing);
            FrameCollector one = new FrameCollector(spec, p -> {});
            rest.forEach(one::accept);

            assertThat(one.collected()).as("without line " + missing).isInstanceOf(Broken.class);
        }
    }

    @Test
    void anyFlippedCharacterOfAFrameBreaksTheResult() {
        Random random = new Random(11);
        for (int i = 0; i < 500; i++) {
            List<String> damaged = new ArrayList<>(lines);
            int at = random.nextInt(lines.size());
            StringBuilder line = new StringBuilder(lines.get(at));
            int column = random.nextInt(line.length());
            line.setCharAt(column, line.charAt(column) == 'x' ? 'y' : 'x');
            damaged.set(at, line.toString());
            FrameCollector one = new FrameCollector(spec, p -> {});
            damaged.forEach(one::accept);

            assertThat(one.collected()).as(line.toString()).isInstanceOf(Broken.class);
        }
    }

    @Test
    void aLineThatWasCutSaysWhatItWas() {
        List<String> cut = new ArrayList<>(lines);
        cut.set(2, lines.get(2).substring(0, 200));

        assertThat(feed(cut)).isInstanceOfSatisfying(Broken.class, broken -> assertThat(broken.reasons())
                .anySatisfy(reason -> assertThat(reason).contains("frame 2").containsAnyOf("missing", "checksum")));
    }

    @Test
    void aLineThatWasCutTheFirstTimeAndIsWholeTheSecondDoesNoHarm() {
        List<String> cut = new ArrayList<>(lines);
        cut.set(2, lines.get(2).substring(0, 200));
        feed(cut);

        assertThat(feed(lines)).isInstanceOf(Whole.class);
    }

    @Test
    void theFramesOfAnotherAttemptAreNotThisOnes() {
        FrameCollector second = new FrameCollector(
                new ProbeSpec(
                        spec.uuid(),
                        spec.side(),
                        spec.group(),
                        spec.role(),
                        spec.repetition(),
                        2,
                        spec.probe(),
                        spec.request(),
                        spec.grant(),
                        spec.settings(),
                        spec.schedule(),
                        spec.parameters(),
                        spec.load(),
                        spec.jvmFlags()),
                p -> {});
        lines.forEach(second::accept);

        assertThat(second.collected()).isInstanceOf(Broken.class);
    }

    @Test
    void whatWasSaidOfAFailureStandsInPlaceOfAResult() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Frame.Failure failure = new Frame.Failure(true, List.of("not measured: no CPU of NUMA node 1"));
        new FrameWriter(out, spec).failed(failure);

        assertThat(feed(out.toString(StandardCharsets.US_ASCII).lines().toList()))
                .isEqualTo(new FrameCollector.None(failure));
        assertThat(collector.ended()).isTrue();
    }

    @Test
    void aRoleHasEndedOnlyWhenNoFrameIsMissing() {
        List<String> withoutOne = new ArrayList<>(lines);
        withoutOne.remove(1);
        feed(withoutOne);
        assertThat(collector.ended()).isFalse();

        feed(lines.subList(1, 2));
        assertThat(collector.ended()).isTrue();
        assertThat(collector.collected()).isInstanceOf(Whole.class);
    }

    @Test
    void evidenceOfCpusIsAListAndOfAFactTrueOrFalse() {
        java.util.Map<String, Evidence> evidence = new java.util.TreeMap<>(java.util.Map.of(
                "allowedCpus", Evidence.cpus(CpuSet.of(1, 3)),
                "exclusive", Evidence.holds(false),
                "pinning", Evidence.used("CPU 1")));

        assertThat(CanonicalJson.write(evidence))
                .isEqualTo("{\"allowedCpus\":[1,3],\"exclusive\":false,"
                        + "\"pinning\":{\"detail\":\"CPU 1\",\"outcome\":\"used\"}}");
        evidence.forEach((name, each) -> assertThat(CanonicalJson.read(CanonicalJson.bytes(each), Evidence.class))
                .isEqualTo(each));
    }

    private String frame(int sequence, Frame.Kind kind, String name, String payload) {
        return new Frame(
                        spec.group(),
                        spec.role(),
                        spec.repetition(),
                        spec.attempt(),
                        sequence,
                        kind,
                        name,
                        payload.getBytes(StandardCharsets.UTF_8))
                .toLine();
    }

    @Test
    void aLastFrameThatComesFirstWaitsForAllOthers() {
        List<String> reversed = new ArrayList<>(lines);
        Collections.reverse(reversed);
        for (String line : reversed.subList(0, reversed.size() - 1)) {
            collector.accept(line);
            assertThat(collector.ended()).isFalse();
        }
        collector.accept(lines.get(0));

        assertThat(collector.ended()).isTrue();
        assertThat(collector.collected()).isInstanceOf(Whole.class);
    }

    @Test
    void aLastFrameFarAheadCostsNoSearchForEachFrameThatFollows() {
        collector.accept(frame(200_000, Frame.Kind.END, "-", "{\"files\":{}}"));
        for (int sequence = 0; sequence < 200_000; sequence++) {
            assertThat(collector.ended()).isFalse();
            collector.accept(frame(sequence, Frame.Kind.PROGRESS, "-", "{\"done\":1,\"of\":2,\"phase\":\"window\"}"));
        }

        assertThat(collector.ended()).isTrue();
    }

    @Test
    void framesBehindTheLastOneAndASecondLastOneBreakTheResult() {
        List<String> more = new ArrayList<>(lines);
        more.add(frame(lines.size(), Frame.Kind.PART, "jitter.hlog", "more"));
        assertThat(feed(more)).isInstanceOfSatisfying(Broken.class, broken -> assertThat(broken.reasons())
                .anyMatch(reason -> reason.contains("expected " + lines.size())));

        more.add(frame(lines.size() + 1, Frame.Kind.END, "-", "{\"files\":{}}"));
        assertThat(feed(more)).isInstanceOfSatisfying(Broken.class, broken -> assertThat(broken.reasons())
                .anyMatch(reason -> reason.contains("says that it is the last")));
    }

    @Test
    void framesWithoutAPayloadCountToo() {
        for (int sequence = 0; sequence < 600_000; sequence++) {
            collector.take(new Frame(
                    spec.group(),
                    spec.role(),
                    spec.repetition(),
                    spec.attempt(),
                    sequence,
                    Frame.Kind.PART,
                    "empty",
                    new byte[0]));
        }

        assertThat(collector.collected()).isInstanceOfSatisfying(Broken.class, broken -> assertThat(broken.reasons())
                .anyMatch(reason -> reason.contains("is larger than")));
    }

    @Test
    void aFrameThatHoldsNullIsAReasonAndNoException() {
        assertThat(feed(List.of(
                        frame(0, Frame.Kind.PROGRESS, "-", "null"),
                        frame(1, Frame.Kind.PROGRESS, "-", "{\"done\":1,\"of\":2,\"phase\":null}"),
                        frame(2, Frame.Kind.END, "-", "{\"files\":{\"result.json\":null}}"))))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> assertThat(broken.reasons()).hasSize(3).allMatch(reason -> reason.contains("null")));
        assertThat(feed(List.of(frame(3, Frame.Kind.FAILED, "-", "null"))))
                .isInstanceOfSatisfying(FrameCollector.None.class, none -> assertThat(
                                none.failure().reasons())
                        .singleElement()
                        .asString()
                        .contains("cannot be read"));
    }
}
