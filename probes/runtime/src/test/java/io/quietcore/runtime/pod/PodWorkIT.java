package io.quietcore.runtime.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.FrameCollector;
import io.quietcore.contract.LoadOrder;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.PodOrders;
import io.quietcore.contract.PodOrders.Order;
import io.quietcore.contract.PodOrders.OrderedRole;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.Settings;
import io.quietcore.topology.TopologyReader;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pod's work with a real launcher and its measuring JVM, on the CPUs that this process has. */
@Tag("once")
@Timeout(120)
class PodWorkIT {
    private static final ProbeSpec TEMPLATE = new ProbeSpec(
            "run",
            "baseline",
            "jitter",
            "role",
            1,
            1,
            Probe.JITTER,
            new PlacementRequest("node1", null, 1, 0, false),
            null,
            Settings.NONE,
            new Schedule(2, 600, 100_000_000, 0, 0, 1_000),
            Parameters.NONE,
            LoadOrder.NONE,
            List.of());

    @TempDir
    private Path scratch;

    /** The kubelet shows the last orders alone: a stop may be seen before the beginning that it was meant for. */
    @Test
    void aRoleThatIsStoppedBeforeItsStartIsBegunAndIsShorterByOrder() throws Exception {
        PipedOutputStream said = new PipedOutputStream();
        ExecutorService pod = Executors.newSingleThreadExecutor();
        try (BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new PipedInputStream(said, 1 << 20), StandardCharsets.US_ASCII));
                PodWork work = new PodWork(
                        new PrintStream(said, true, StandardCharsets.US_ASCII),
                        TopologyReader.read(Path.of("/")),
                        new PodSpecs(List.of(TEMPLATE)),
                        scratch,
                        PodWork.SAY_AGAIN_AFTER)) {
            Future<?> carryingOut = pod.submit(() -> {
                work.carryOut(900);
                return null;
            });
            Order later = new Order(
                    "jitter",
                    1,
                    1,
                    List.of(new OrderedRole("node1-numa0", TEMPLATE.request(), null)),
                    null,
                    Instant.now().plusSeconds(300));

            work.told(new PodOrders(later, null, true, false));

            ProbeResult result = result(lines, TEMPLATE.at(TEMPLATE.request(), "node1-numa0", 1, 1));
            assertThat(result.stopped()).isTrue();
            assertThat(result.windows()).hasSizeLessThan(TEMPLATE.schedule().windows());
            work.told(new PodOrders(null, null, false, true));
            carryingOut.get();
        } finally {
            pod.shutdownNow();
        }
    }

    private static ProbeResult result(BufferedReader lines, ProbeSpec spec) throws Exception {
        FrameCollector collector = new FrameCollector(spec, progress -> {});
        while (!collector.ended()) {
            assertThat(collector.accept(lines.readLine())).isTrue();
        }
        assertThat(collector.collected()).isInstanceOf(FrameCollector.Whole.class);
        return CanonicalJson.read(
                ((FrameCollector.Whole) collector.collected()).files().get(ProbeResult.FILE), ProbeResult.class);
    }
}
