package io.quietcore.runtime.launch;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Evidence;
import io.quietcore.contract.Explanation;
import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.FrameWriter;
import io.quietcore.contract.HostFacts;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeResult.Floor;
import io.quietcore.contract.ProbeResult.HistogramFile;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.runtime.machine.HostFactsReader;
import io.quietcore.runtime.machine.IdleStates;
import io.quietcore.runtime.machine.KernelText;
import io.quietcore.runtime.machine.Requests;
import io.quietcore.runtime.measure.Exchange;
import io.quietcore.runtime.measure.MeasuredWindows;
import io.quietcore.topology.NodeTopology;
import io.quietcore.topology.PodReport;
import io.quietcore.topology.TopologyException;
import io.quietcore.topology.TopologyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One repetition from the launcher's side: everything around the measuring JVM, and the result out of both. */
final class Repetition {
    private final ProbeSpec spec;
    private final PlacementGrant grant;
    private final Exchange exchange;
    private final FrameWriter frames;
    private final Map<String, Evidence> evidence = new TreeMap<>();
    private List<Explanation> explanations = List.of();
    private @Nullable Neighbours neighbours;

    Repetition(ProbeSpec spec, PlacementGrant grant, Exchange exchange, FrameWriter frames) {
        this.spec = spec;
        this.grant = grant;
        this.exchange = exchange;
        this.frames = frames;
    }

    /**
     * Runs it and says its result.
     *
     * @return whether the result is valid
     */
    boolean run() throws IOException {
        Instant startedAt = Instant.now();
        evidence.putAll(place());
        evidence.put("housekeeping", Requests.bindAllThreads(grant.housekeepingCpus()));
        evidence.put("memoryPolicy", Requests.memoryOf(grant.numaNode()));
        evidence.put("transparentHugePages", Requests.noTransparentHugePages());
        evidence.put("stalld", Evidence.seen(HostFactsReader.stalldRuns(KernelText.LIVE) ? "running" : "not running"));
        exchange.writeSpec(spec.granted(grant));
        List<String> failure;
        try (IdleStates idleStates = IdleStates.hold(spec.settings().holdIdleStates())) {
            evidence.put("idleStates", idleStates.evidence());
            Neighbours around = new Neighbours(KernelText.LIVE, grant);
            neighbours = around;
            try (Beside beside = Beside.start(spec.load());
                    Explaining explaining = Explaining.of(spec, grant, exchange)) {
                failure = measure();
                if (failure.isEmpty() && exchange.hasReport()) {
                    explanations = explaining.explain(exchange.readReport());
                }
                evidence.putAll(explaining.evidence());
                evidence.put("load", beside.stop());
            }
            evidence.putAll(around.evidence());
        }
        String jvm = System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
        HostFacts host = HostFactsReader.read(KernelText.LIVE, jvm);
        evidence.put(
                "jvmFlags",
                Evidence.seen(String.join(" ", MeasuringJvm.flags(spec, exchange))
                        .replace(exchange.folder().toString(), "$EXCHANGE")
                        .replace(MeasuringJvm.jar().toAbsolutePath().getParent() + "/", "$PROBES/")));
        ProbeResult result = exchange.hasReport() && failure.isEmpty()
                ? whole(exchange.readReport(), host)
                : broken(failure, host, startedAt);
        say(result);
        return result.valid();
    }

    /**
     * In a pod, the CPUs that it may use and whether they are its own; read before anything is bound. Elsewhere this
     * process has the mask of a controller that stepped aside, which says nothing of the machine.
     */
    private static Map<String, Evidence> place() throws TopologyException {
        Map<String, Evidence> place = new TreeMap<>();
        if (PodReport.inPod(System.getenv())) {
            NodeTopology topology = TopologyReader.read(Path.of("/"));
            PodReport report =
                    PodReport.of("", topology, TopologyReader.cpuset(Path.of("/"), topology), System.getenv());
            place.put("allowedCpus", Evidence.cpus(topology.allowed()));
            place.put("exclusive", Evidence.holds(report.exclusive()));
            place.put("exclusiveBecause", Evidence.seen(report.why()));
        }
        return place;
    }

    private List<String> measure() {
        if (spec.probe().external()) {
            return ExternalRun.run(spec, grant, exchange);
        }
        if (spec.probe() == Probe.BENCHMARK) {
            evidence.putAll(OwnRun.evidence(spec));
            OwnRun.Ended ended = OwnRun.run(spec, exchange, this::progress);
            if (ended.hopeless()) {
                evidence.put(ProbeResult.HOPELESS, Evidence.seen(String.join("; ", ended.failure())));
            }
            return ended.failure();
        }
        // Not System.err::println, which would hold on to the stream: an end from outside silences it.
        return MeasuringJvm.run(spec, exchange, this::progress, line -> System.err.println(line));
    }

    private void progress(Progress progress) {
        if (neighbours != null && progress.done() == progress.of()) {
            neighbours.windowsAreOver();
        }
        try {
            frames.progress(progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProbeResult whole(MeasuredWindows measured, HostFacts host) {
        List<String> reasons = new ArrayList<>(measured.reasons());
        Evidence housekeeping = evidence.get("housekeeping");
        if (housekeeping != null && housekeeping.outcome() != Evidence.Outcome.USED) {
            reasons.add("the probe's JVM could not be kept on CPU " + grant.housekeepingCpus() + ": "
                    + housekeeping.detail());
        }
        evidence.putAll(measured.evidence());
        Evidence load = evidence.get("load");
        if (load != null && load.outcome() == Evidence.Outcome.UNAVAILABLE) {
            reasons.add("the load " + spec.load().kind() + " did not run: " + load.detail());
        }
        return new ProbeResult(
                spec,
                grant,
                measured.startedAt(),
                measured.endedAt(),
                host,
                measured.floor(),
                measured.histograms(),
                measured.windows(),
                measured.spikes(),
                measured.spikesLost(),
                explanations,
                evidence,
                measured.stopped(),
                reasons);
    }

    /** No report: the JVM was killed, or could not do what it was told. Whatever it measured has no evidence. */
    private ProbeResult broken(List<String> failure, HostFacts host, Instant startedAt) {
        List<String> reasons = new ArrayList<>();
        String words = failure.isEmpty() ? "it left no report" : String.join("; ", failure);
        reasons.add((evidence.containsKey(ProbeResult.HOPELESS) || spec.probe().external()
                        ? "nothing was measured: "
                        : "the measuring JVM ended before it was done: ")
                + words);
        return new ProbeResult(
                spec,
                grant,
                startedAt,
                Instant.now(),
                host,
                new Floor("unknown", 0, 0, 0),
                List.of(),
                List.of(),
                List.of(),
                0,
                List.of(),
                evidence,
                false,
                reasons);
    }

    private void say(ProbeResult result) throws IOException {
        Set<String> files = new TreeSet<>();
        result.histograms().stream().map(HistogramFile::file).forEach(files::add);
        for (String file : files) {
            frames.file(file, Files.readAllBytes(exchange.file(file)));
        }
        frames.file(ProbeResult.FILE, CanonicalJson.bytes(result));
        frames.end();
    }
}
