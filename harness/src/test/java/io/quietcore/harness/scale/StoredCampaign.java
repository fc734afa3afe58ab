package io.quietcore.harness.scale;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CpuSet;
import io.quietcore.contract.HostFacts;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeResult.HistogramFile;
import io.quietcore.contract.ProbeResult.Spike;
import io.quietcore.contract.ProbeResult.Window;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.SeriesKey;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.results.store.Disk;
import io.quietcore.results.store.JournalEntry.SideFinished;
import io.quietcore.results.store.RunFolder;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.CampaignYaml;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * A campaign of any number of nodes as a controller would have left it, from the evidence of recorded runs and drawn
 * histograms: 2 NUMA nodes, 3 probes, 2 sides of 5 repetitions, so 60 histograms a node. The same for the same number.
 */
public final class StoredCampaign {
    static final int HISTOGRAMS_PER_NODE = 60;

    private static final int NUMA_NODES = 2;
    private static final int REPETITIONS = 5;
    private static final int WINDOWS = 2;
    private static final long HIGHEST_NS = 3_600_000_000_000L;
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final List<Probe> PROBES = List.of(Probe.JITTER, Probe.WAKEUP, Probe.SYSCALL);
    private static final String YAML = """
            campaign: scale
            description: made, not measured
            repetitions: 5
            blockSize: 5
            seed: 1
            explain: 0
            primary: [jitter-lost, wakeup-P99, syscall-P99]
            probes:
              jitter: {windows: 2, window: 500ms}
              wakeup: {windows: 2, window: 500ms, period: 200us}
              syscall: {windows: 2, window: 500ms}
            sides:
              baseline: {pinned: false}
              tuned: {pinned: true}
            """;

    private final Path recorded;
    private final Path folder;
    private final int nodes;

    private StoredCampaign(Path recorded, Path folder, int nodes) {
        this.recorded = recorded;
        this.folder = folder;
        this.nodes = nodes;
    }

    /**
     * Writes one.
     *
     * @param recorded {@code results/samples}
     * @param folder new
     */
    public static void write(Path recorded, Path folder, int nodes) throws IOException {
        new StoredCampaign(recorded, folder, nodes).write();
    }

    private void write() throws IOException {
        byte[] yaml = YAML.getBytes(StandardCharsets.UTF_8);
        Campaign campaign = ((CampaignYaml.Parsed) CampaignYaml.parse("scale", yaml)).campaign();
        try (CampaignFolder written = CampaignFolder.open(folder, Clock.fixed(START, ZoneOffset.UTC))) {
            written.begin(campaign, yaml, null, null, false);
            for (String side : List.of("baseline", "tuned")) {
                RunFolder run = written.openSide(side, "b0", uuid(side));
                Map<Probe, ProbeResult> templates = Map.of(
                        Probe.JITTER, template(side, "jitter"),
                        Probe.WAKEUP, template(side, "wakeup"),
                        Probe.SYSCALL, template(side, "wakeup"));
                IntStream.range(0, nodes).parallel().forEach(node -> writeNode(run, side, templates, node));
                sealAttempts(written, run);
                written.journal().append(new SideFinished(side, START.plusSeconds(3_600)));
            }
            written.closeJournal(campaign.gates());
        }
    }

    private void sealAttempts(CampaignFolder written, RunFolder run) throws IOException {
        List<String> roles = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            for (int numa = 0; numa < NUMA_NODES; numa++) {
                roles.add(role(node, numa));
            }
        }
        for (Probe probe : PROBES) {
            for (int repetition = 1; repetition <= REPETITIONS; repetition++) {
                String group = probe.spelling();
                written.journal().append(run.stored(group, repetition, 1, roles, START.plusSeconds(60L * repetition)));
            }
        }
    }

    private static String node(int node) {
        return String.format(Locale.ROOT, "worker-%04d", node);
    }

    private static String role(int node, int numa) {
        return node(node) + "-numa" + numa;
    }

    private static String uuid(String side) {
        return side.equals("tuned") ? "22222222-0000-4000-8000-000000000000" : "11111111-0000-4000-8000-000000000000";
    }

    private ProbeResult template(String side, String probe) throws IOException {
        try (Stream<Path> all = Files.walk(recorded.resolve(side))) {
            Path result = all.filter(path -> path.endsWith("01-" + probe + "-numa0/" + ProbeResult.FILE))
                    .findFirst()
                    .orElseThrow(() -> new IOException(recorded + " holds no " + probe + " of " + side));
            return CanonicalJson.read(Files.readAllBytes(result), ProbeResult.class);
        }
    }

    private void writeNode(RunFolder of, String side, Map<Probe, ProbeResult> templates, int node) {
        try {
            RunFolder run = RunFolder.open(folder, of.uuid(), side, new HastyDisk(Disk.real()));
            for (Probe probe : PROBES) {
                for (int numa = 0; numa < NUMA_NODES; numa++) {
                    for (int repetition = 1; repetition <= REPETITIONS; repetition++) {
                        writeOne(run, templates.get(probe), probe, node, numa, repetition);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeOne(RunFolder run, ProbeResult template, Probe probe, int node, int numa, int repetition)
            throws IOException {
        String name = node(node);
        SplittableRandom random = new SplittableRandom(((node * 8L + numa) * 8 + probe.ordinal()) * 64
                + repetition * 2
                + (run.side().equals("tuned") ? 1 : 0));
        ProbeSpec spec = spec(run, template, probe, name, numa, repetition);
        PlacementGrant grant = Objects.requireNonNull(spec.grant());
        SeriesKey key = SeriesKey.of(name, numa, grant.cpuLabel(), probe.spelling());
        Instant start = START.plusSeconds(60L * repetition);
        double factor = (run.side().equals("tuned") ? 0.8 : 1)
                * (1 + 0.2 * Math.sin(node))
                * Math.exp(0.05 * random.nextGaussian());
        List<Histogram> windows = new ArrayList<>();
        List<Window> facts = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            Histogram window = probe.countsGaps() ? gaps(random, factor) : latencies(random, 20_000 * factor);
            window.setTag(key.toTag());
            window.setStartTimeStamp(start.toEpochMilli() + i * 500L);
            window.setEndTimeStamp(start.toEpochMilli() + (i + 1) * 500L);
            windows.add(window);
            facts.add(template.windows().get(i).counting(window.getTotalCount()));
        }
        String file = probe.spelling() + ".hlog";
        long count = windows.stream().mapToLong(Histogram::getTotalCount).sum();
        ProbeResult result = new ProbeResult(
                spec,
                grant,
                start,
                start.plusSeconds(1),
                new HostFacts("boot-" + node, template.host().fingerprint()),
                template.floor(),
                List.of(new HistogramFile(key.toTag(), file, "ns", count, 0)),
                facts,
                spikes(probe, random),
                0,
                List.of(),
                template.evidence(),
                false,
                List.of());
        run.writeRepetition(result, Map.of(file, log(windows)));
    }

    private static ProbeSpec spec(
            RunFolder run, ProbeResult template, Probe probe, String name, int numa, int repetition) {
        PlacementGrant grant = new PlacementGrant(
                numa,
                true,
                CpuSet.of(4 * numa + 2),
                CpuSet.EMPTY,
                CpuSet.of(4 * numa),
                template.grant().reason());
        ProbeSpec told = template.spec();
        return new ProbeSpec(
                run.uuid(),
                run.side(),
                probe.spelling(),
                name + "-numa" + numa,
                repetition,
                1,
                probe,
                new PlacementRequest(name, numa, 1, 0, true),
                grant,
                told.settings(),
                told.schedule(),
                Parameters.NONE,
                told.load(),
                List.of());
    }

    private static List<Spike> spikes(Probe probe, SplittableRandom random) {
        return probe.countsGaps()
                ? IntStream.range(0, 20)
                        .mapToObj(i -> new Spike(i / 10, i * 20_000_000L, 5_000 + random.nextLong(100_000)))
                        .toList()
                : List.of();
    }

    /** Half a second of turns of about 30 ns, and some hundreds of stalls. */
    private static Histogram gaps(SplittableRandom random, double factor) {
        Histogram histogram = new Histogram(1, HIGHEST_NS, 3);
        for (int ns = 28; ns < 60; ns++) {
            histogram.recordValueWithCount(ns, Math.round(1e7 * Math.exp(28 - ns)) + 1 + random.nextInt(50));
        }
        for (int i = 0; i < 200 * factor; i++) {
            histogram.recordValue(Math.round(1_000 * Math.exp(Math.abs(random.nextGaussian()))));
        }
        for (int i = 0; i < 100 * factor; i++) {
            histogram.recordValue(20_000 + random.nextInt(30_000));
        }
        return histogram;
    }

    private static Histogram latencies(SplittableRandom random, double medianNs) {
        Histogram histogram = new Histogram(1, HIGHEST_NS, 3);
        for (int i = 0; i < 2_500; i++) {
            histogram.recordValue(Math.round(medianNs * Math.exp(0.3 * random.nextGaussian())));
        }
        return histogram;
    }

    private static byte[] log(List<Histogram> windows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        HistogramLogWriter writer = new HistogramLogWriter(new PrintStream(bytes, false, StandardCharsets.US_ASCII));
        writer.outputLogFormatVersion();
        writer.outputComment("[Units: ns]");
        writer.outputLegend();
        windows.forEach(writer::outputIntervalHistogram);
        writer.close();
        return bytes.toByteArray();
    }

    /** A disk for what can be made again: nothing waits for it. */
    private record HastyDisk(Disk disk) implements Disk {
        @Override
        public void createFolder(Path made) throws IOException {
            disk.createFolder(made);
        }

        @Override
        public void write(Path file, byte[] content) throws IOException {
            disk.write(file, content);
        }

        @Override
        public void append(Path file, byte[] content) throws IOException {
            disk.append(file, content);
        }

        @Override
        public void sync(Path fileOrFolder) {}

        @Override
        public void rename(Path from, Path to) throws IOException {
            disk.rename(from, to);
        }

        @Override
        public void cut(Path file, long sizeBytes) throws IOException {
            disk.cut(file, sizeBytes);
        }

        @Override
        public void delete(Path fileOrEmptyFolder) throws IOException {
            disk.delete(fileOrEmptyFolder);
        }
    }
}
