package io.quietcore.runtime.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Frame;
import io.quietcore.contract.LoadOrder;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.PodOrders;
import io.quietcore.contract.PodOrders.Order;
import io.quietcore.contract.PodOrders.OrderedRole;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.Settings;
import io.quietcore.topology.NodeTopology;
import io.quietcore.topology.NodeTopology.Core;
import io.quietcore.topology.NodeTopology.NumaNode;
import io.quietcore.topology.NodeTopology.Socket;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pod on a machine of two NUMA nodes of which it got one CPU of the first. No order here needs a launcher. */
@Tag("once")
@Timeout(30)
class PodWorkTest {
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final long LONG_IDLE_SECONDS = 900;

    @TempDir
    private Path scratch;

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final ExecutorService pod = Executors.newSingleThreadExecutor();

    @AfterEach
    void endThreads() {
        pod.shutdownNow();
    }

    private static NodeTopology topology() {
        CpuSet all = CpuSet.of(0, 1);
        return new NodeTopology(
                List.of(new Socket(0, CpuSet.of(0)), new Socket(1, CpuSet.of(1))),
                List.of(new NumaNode(0, CpuSet.of(0), 1024, Map.of()), new NumaNode(1, CpuSet.of(1), 1024, Map.of())),
                List.of(new Core(0, 0, 0, CpuSet.of(0)), new Core(0, 1, 1, CpuSet.of(1))),
                List.of(),
                all,
                CpuSet.of(0),
                CpuSet.EMPTY,
                CpuSet.EMPTY,
                List.of());
    }

    private static ProbeSpec template() {
        return new ProbeSpec(
                "run",
                "tuned",
                "jitter",
                "role",
                1,
                1,
                Probe.JITTER,
                request(0),
                null,
                Settings.NONE,
                new Schedule(2, 2, 50_000_000, 0, 0, 1_000),
                Parameters.NONE,
                LoadOrder.NONE,
                List.of());
    }

    private static PlacementRequest request(int numaNode) {
        return new PlacementRequest("node1", numaNode, 1, 0, true);
    }

    /** Of a role on the NUMA node that was not reached, for which nothing has to be started. */
    private static Order unreached(int repetition, Instant startAt) {
        return new Order(
                "jitter", repetition, 1, List.of(new OrderedRole("node1-numa1", request(1), null)), null, startAt);
    }

    private static PodOrders orders(@Nullable Order order, @Nullable String acknowledged) {
        return new PodOrders(order, acknowledged, false, false);
    }

    private PodWork work(Duration sayAgainAfter) {
        PrintStream out = new PrintStream(
                new OutputStream() {
                    private final StringBuilder line = new StringBuilder();

                    @Override
                    public synchronized void write(int one) {
                        if (one == '\n') {
                            said.add(line.toString());
                            line.setLength(0);
                        } else {
                            line.append((char) one);
                        }
                    }
                },
                true,
                StandardCharsets.US_ASCII);
        return new PodWork(out, topology(), new PodSpecs(List.of(template())), scratch, sayAgainAfter);
    }

    private Future<?> carryingOut(PodWork work, long idleSeconds) {
        return pod.submit(() -> {
            work.carryOut(idleSeconds);
            return null;
        });
    }

    private Frame nextSaid() throws Exception {
        return Frame.parse(said.take()).orElseThrow();
    }

    private static Frame.Failure failure(Frame frame) {
        assertThat(frame.kind()).isEqualTo(Frame.Kind.FAILED);
        return CanonicalJson.read(frame.payload(), Frame.Failure.class);
    }

    private static void end(PodWork work, Future<?> carryingOut) throws Exception {
        work.told(new PodOrders(null, null, false, true));
        carryingOut.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aRoleOnANumaNodeThatWasNotReachedIsToldAsThatAndAsNothingElse() throws Exception {
        PodWork work = work(NEVER);
        Future<?> carryingOut = carryingOut(work, LONG_IDLE_SECONDS);

        work.told(orders(unreached(1, Instant.now()), null));

        Frame frame = nextSaid();
        assertThat(frame.role()).isEqualTo("node1-numa1");
        assertThat(failure(frame).unreached()).isTrue();
        assertThat(failure(frame).reasons()).singleElement().asString().contains("CPUs 0", "none of NUMA node 1");
        end(work, carryingOut);
        assertThat(said).isEmpty();
    }

    @Test
    void whatWasSaidIsSaidAgainUntilItIsAcknowledgedAndThenForgotten() throws Exception {
        PodWork work = work(SOON);
        Future<?> carryingOut = carryingOut(work, LONG_IDLE_SECONDS);
        work.told(orders(unreached(1, Instant.now()), null));
        String first = said.take();

        assertThat(said.take()).isEqualTo(first);
        assertThat(said.take()).isEqualTo(first);
        assertThat(scratch).isNotEmptyDirectory();
        work.told(orders(null, "jitter/1/1"));
        end(work, carryingOut);

        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void whatNobodyHearsIsNotSaidForEver() throws Exception {
        PodWork work = work(Duration.ofMillis(1));
        Future<?> carryingOut = carryingOut(work, 1);
        work.told(orders(unreached(1, Instant.now()), null));

        carryingOut.get(20, TimeUnit.SECONDS);

        assertThat(said).hasSize(1 + PodWork.MOST_REPEATS);
    }

    @Test
    void anotherControllerThatAsksForTheSameOrderIsToldAgainAtOnce() throws Exception {
        PodWork work = work(NEVER);
        Future<?> carryingOut = carryingOut(work, LONG_IDLE_SECONDS);
        work.told(orders(unreached(1, Instant.now()), null));
        String first = said.take();

        work.told(orders(unreached(1, Instant.now().plusSeconds(1)), null));

        assertThat(said.take()).isEqualTo(first);
        end(work, carryingOut);
    }

    @Test
    void theNextOrderTakesThePlaceOfTheLast() throws Exception {
        PodWork work = work(NEVER);
        Future<?> carryingOut = carryingOut(work, LONG_IDLE_SECONDS);
        work.told(orders(unreached(1, Instant.now()), null));
        assertThat(nextSaid().repetition()).isEqualTo(1);

        work.told(orders(unreached(2, Instant.now()), "jitter/1/1"));

        assertThat(nextSaid().repetition()).isEqualTo(2);
        end(work, carryingOut);
    }

    @Test
    void anOrderThatWasAcknowledgedIsNotCarriedOutAgain() throws Exception {
        PodWork work = work(NEVER);
        Future<?> carryingOut = carryingOut(work, LONG_IDLE_SECONDS);

        work.told(orders(unreached(1, Instant.now()), "jitter/1/1"));
        end(work, carryingOut);

        assertThat(said).isEmpty();
    }

    @Test
    void rolesThatCannotBePlacedTogetherFailInWordsAndAreNotUnreached() throws Exception {
        PodWork work = work(NEVER);
        Future<?> carryingOut = carryingOut(work, LONG_IDLE_SECONDS);
        Order two = new Order(
                "jitter",
                1,
                1,
                List.of(new OrderedRole("a", request(0), null), new OrderedRole("b", request(0), null)),
                null,
                Instant.now());

        work.told(orders(two, null));

        for (int role = 0; role < 2; role++) {
            Frame.Failure failure = failure(nextSaid());
            assertThat(failure.unreached()).isFalse();
            assertThat(failure.reasons()).isNotEmpty();
        }
        end(work, carryingOut);
    }

    @Test
    void aPodThatHearsNothingEndsByItself() throws Exception {
        carryingOut(work(NEVER), 1).get(20, TimeUnit.SECONDS);
    }
}
