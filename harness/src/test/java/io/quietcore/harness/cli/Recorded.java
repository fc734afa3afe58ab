package io.quietcore.harness.cli;

import io.quietcore.contract.HostFacts;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.backend.AnsweringBackend;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.RoleOutcome;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.RunSearch;
import io.quietcore.results.store.StoredRepetition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Recorded repetitions, as answers to what a campaign of the sides fast and slow asks for. */
final class Recorded {
    private static final Path SAMPLES = Path.of(System.getProperty("quietcore.root"), "results", "samples");

    private Recorded() {}

    /** The recorded repetitions of wakeup of one side of the samples. */
    static List<StoredRepetition> wakeups(String sample) throws IOException {
        return RunFolder.read(RunSearch.find(SAMPLES.resolve(sample).toString())
                        .runs()
                        .get(0))
                .run()
                .repetitions()
                .stream()
                .filter(each -> each.result().spec().probe() == Probe.WAKEUP)
                .toList();
    }

    /**
     * Answers each repetition with one that was recorded; what was not recorded never gives a result.
     *
     * @param boot of the machine, now
     * @param killedAt the repetition at which the controller is killed; 0 for none
     */
    static Backend backend(List<StoredRepetition> fast, List<StoredRepetition> slow, String boot, int killedAt) {
        ProbeSpec spec = fast.get(0).result().spec();
        Backend.Place place = new Backend.Place(
                spec.request().node(), Objects.requireNonNull(spec.grant()).numaNode(), spec.role());
        return new AnsweringBackend(
                List.of(place),
                false,
                roles -> roles.stream()
                        .map(each -> {
                            if (each.repetition() == killedAt) {
                                throw new IllegalStateException("killed");
                            }
                            return answer(each, each.side().equals("fast") ? fast : slow, boot);
                        })
                        .toList(),
                boot);
    }

    private static RoleOutcome answer(ProbeSpec spec, List<StoredRepetition> side, String boot) {
        if (spec.repetition() > side.size()) {
            return new RoleOutcome.Failed(spec, List.of("no such repetition was recorded"));
        }
        StoredRepetition recorded = side.get(spec.repetition() - 1);
        ProbeResult result = recorded.result();
        Map<String, byte[]> files = new TreeMap<>();
        try {
            for (ProbeResult.HistogramFile file : result.histograms()) {
                files.put(file.file(), Files.readAllBytes(recorded.folder().resolve(file.file())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ProbeSpec granted = spec.granted(result.grant());
        return new RoleOutcome.Measured(
                granted,
                new ProbeResult(
                        granted,
                        result.grant(),
                        result.startedAt(),
                        result.endedAt(),
                        new HostFacts(boot, result.host().fingerprint()),
                        result.floor(),
                        result.histograms(),
                        result.windows(),
                        result.spikes(),
                        result.spikesLost(),
                        List.of(),
                        result.evidence(),
                        false,
                        List.of()),
                files);
    }
}
