package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quietcore.contract.CanonicalJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code quietcore probe}, as a user calls it. */
@Tag("once")
@Timeout(120)
class ProbeCommandIT {
    @TempDir
    private Path folder;

    private JsonNode json(String... arguments) throws IOException, InterruptedException {
        String[] all = Stream.concat(Stream.of("probe"), Stream.concat(Stream.of(arguments), Stream.of("-o", "json")))
                .toArray(String[]::new);
        Quietcore.Outcome outcome = Quietcore.run(folder, all);
        assertThat(outcome.exitCode()).as(outcome.err()).isIn(ExitCode.OK, ExitCode.INVALID);
        return CanonicalJson.readTree(outcome.out().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void jitterSaysWhatTheDocumentationPromises() throws Exception {
        JsonNode json = json("jitter", "--cpu", "0", "--duration", "1s");

        assertThat(json.propertyNames())
                .contains(
                        "probe",
                        "cpu",
                        "numaNode",
                        "durationNs",
                        "floorNs",
                        "count",
                        "unit",
                        "quantiles",
                        "spikesPerSecond",
                        "lostPercent",
                        "causes",
                        "valid",
                        "reasons",
                        "evidence");
        assertThat(json.get("cpu").asInt()).isZero();
        assertThat(json.get("unit").asString()).isEqualTo("ns");
        assertThat(json.get("durationNs").asLong()).isBetween(900_000_000L, 3_000_000_000L);
        assertThat(json.get("count").asLong()).isGreaterThan(1_000_000);
        assertThat(json.get("floorNs").asLong()).isBetween(5L, 2_000L);
        assertThat(json.get("spikesPerSecond").propertyNames())
                .containsExactlyInAnyOrder("5000", "10000", "20000", "50000", "100000", "1000000");
        assertThat(json.at("/evidence/selfNoise/detail").asString()).contains("0 safepoints", "0 collections");
        assertThat(json.at("/evidence/jvmLogClock/outcome").asString()).isEqualTo("used");
    }

    @Test
    void aMatrixCountsOverAllItsPairs() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "SKIPPED: one CPU is no pair");
        JsonNode json = json("handoff-matrix", "--duration", "1s");

        long pairs = json.get("series")
                .valueStream()
                .mapToLong(each -> each.get("count").asLong())
                .sum();
        assertThat(json.get("count").asLong()).isEqualTo(pairs).isPositive();
    }

    @Test
    void storageRemovesItsTemporaryFile() throws Exception {
        JsonNode json = json("storage", "--duration", "1s", "--file-size", "1M", "--queue-depth", "2");

        String file = json.at("/evidence/file/detail").asString();
        assertThat(json.get("count").asLong()).isPositive();
        assertThat(file).contains("removed at the end");
        try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(left.map(each -> each.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("quietcore-storage-") && file.contains(name));
        }
    }

    @Test
    void aPeerOfItsOwnAnswersUntilItIsEnded() throws Exception {
        Process peer = Quietcore.command(folder, "probe", "network", "--listen", "127.0.0.1:0")
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8))) {
            String[] listening = out.readLine().split(" ", 3);
            for (String protocol : new String[] {"udp", "tcp"}) {
                JsonNode json = json(
                        "network",
                        "--connect",
                        listening[1] + ":" + listening[2],
                        "--protocol",
                        protocol,
                        "--duration",
                        "1s");
                assertThat(json.get("count").asLong()).isEqualTo(1_000);
                assertThat(json.at("/evidence/peer/detail").asString()).contains(protocol, listening[2]);
            }
        } finally {
            peer.destroy();
            assertThat(peer.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void requestsLeaveFromTheInterfaceThatIsNamed() throws Exception {
        JsonNode json = json("network", "--local-address", "lo", "--duration", "1s");

        assertThat(json.get("count").asLong()).isEqualTo(1_000);
        assertThat(json.at("/evidence/peer/detail").asString()).contains("from 127.0.0.1");
    }

    @Test
    void theSelfTestTellsFloorPeriodAndNoise() throws Exception {
        Quietcore.Outcome outcome =
                Quietcore.run(folder, "probe", "jitter", "--self-test", "--cpu", "0", "--duration", "1s");

        assertThat(outcome.out()).contains("floor", "period", "noise", "sampler", "with it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "network --local-address quietcore9 --duration 1s | no address and no interface of this machine",
                "network --connect nowhere --duration 1s | is not HOST:PORT",
                "network --connect 127.0.0.1:1 --protocol tcp --duration 1s | Connection refused",
                "memory --memory-node 4000 --duration 1s | expected local, remote or one of",
            })
    void whatOnlyTheProbeCanTellIsAClearLineAndExitCode1(String call) throws Exception {
        String[] parts = call.split(" \\| ", 2);
        Quietcore.Outcome outcome = Quietcore.run(folder, ("probe " + parts[0]).split(" ", -1));

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.ERROR);
        assertThat(outcome.err()).startsWith("quietcore: ").contains(parts[1]).doesNotContain("\tat ");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void aPortInUseIsAClearLineAndExitCode1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Quietcore.Outcome outcome =
                    Quietcore.run(folder, "probe", "network", "--listen", "127.0.0.1:" + taken.getLocalPort());

            assertThat(outcome.exitCode()).isEqualTo(ExitCode.ERROR);
            assertThat(outcome.err()).startsWith("quietcore: cannot listen on 127.0.0.1 port " + taken.getLocalPort());
        }
    }
}
