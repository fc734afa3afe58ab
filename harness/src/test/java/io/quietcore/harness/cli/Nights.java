package io.quietcore.harness.cli;

import io.quietcore.contract.HostFacts;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.results.store.Disk;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.RunSearch;
import io.quietcore.results.store.StoredRepetition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Run folders of one workload, a night each, made of the recorded wake-up repetitions of {@code results/samples}. */
final class Nights {
    static final String WORKLOAD = "nightly";

    private static final Path SAMPLES = Path.of(System.getProperty("quietcore.root"), "results", "samples");
    private static final Instant FIRST = Instant.parse("2026-10-01T02:00:00Z");
    private static final int REPETITIONS = 6;

    private Nights() {}

    /** The uuid of a night's run. */
    static String uuid(int night) {
        return new UUID(0x4000, 0x8000000000000000L + night).toString();
    }

    /**
     * Writes the run of a night, with other repetitions than those of the night before.
     *
     * @param sample {@code baseline}, or {@code tuned}, which is about three times as fast
     */
    static Path write(Path parent, int night, String sample, String kernel) throws IOException {
        List<StoredRepetition> recorded =
                RunFolder.read(RunSearch.find(SAMPLES.resolve(sample).toString())
                                .runs()
                                .get(0))
                        .run()
                        .repetitions()
                        .stream()
                        .filter(each -> each.result().spec().probe() == Probe.WAKEUP)
                        .toList();
        Files.createDirectories(parent);
        RunFolder run = RunFolder.open(parent, uuid(night), "tuned", Disk.real());
        for (int i = 0; i < REPETITIONS; i++) {
            StoredRepetition each = recorded.get((night + i * (1 + night / recorded.size())) % recorded.size());
            Map<String, byte[]> files = new TreeMap<>();
            for (String file : each.result().histograms().stream()
                    .map(ProbeResult.HistogramFile::file)
                    .collect(Collectors.toSet())) {
                files.put(file, Files.readAllBytes(each.folder().resolve(file)));
            }
            run.writeRepetition(at(each.result().numbered(i + 1), night, kernel), files);
        }
        Files.writeString(run.folder().resolve("jobSummary.json"), "[{\"jobConfig\":{\"name\":\"" + WORKLOAD + "\"}}]");
        return run.folder();
    }

    private static ProbeResult at(ProbeResult result, int night, String kernel) {
        ProbeSpec spec = result.spec();
        Map<String, String> fingerprint = new TreeMap<>(result.host().fingerprint());
        fingerprint.put("kernel", kernel);
        return new ProbeResult(
                new ProbeSpec(
                        uuid(night),
                        "tuned",
                        spec.group(),
                        spec.role(),
                        spec.repetition(),
                        spec.attempt(),
                        spec.probe(),
                        spec.request(),
                        spec.grant(),
                        spec.settings(),
                        spec.schedule(),
                        spec.parameters(),
                        spec.load(),
                        spec.jvmFlags()),
                result.grant(),
                FIRST.plus(Duration.ofDays(night)),
                FIRST.plus(Duration.ofDays(night)).plusSeconds(1),
                new HostFacts(result.host().bootId(), fingerprint),
                result.floor(),
                result.histograms(),
                result.windows(),
                result.spikes(),
                result.spikesLost(),
                result.explanations(),
                result.evidence(),
                result.stopped(),
                List.of());
    }
}
