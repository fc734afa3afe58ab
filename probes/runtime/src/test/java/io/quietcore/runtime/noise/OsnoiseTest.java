package io.quietcore.runtime.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder stands for a tracefs, with the files that Linux 6.12 has in it. */
@Tag("once")
class OsnoiseTest {
    @TempDir
    private Path root;

    private Path instance;

    @BeforeEach
    void prepare() throws IOException {
        instance = Files.createDirectories(root.resolve("instances/ours"));
        Files.createDirectories(root.resolve("osnoise"));
        write("available_tracers", "timerlat osnoise hwlat blk function nop\n");
        write("current_tracer", "nop\n");
        write("instances/ours/current_tracer", "nop\n");
        write("osnoise/options", "OSNOISE_WORKLOAD NO_PANIC_ON_STOP\n");
        write("osnoise/cpus", "0-3\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(root.resolve(name), text);
    }

    private String read(String name) throws IOException {
        return Files.readString(root.resolve(name)).strip();
    }

    private String refusal() throws IOException {
        String optionsBefore = read("osnoise/options");
        try (Osnoise osnoise = Osnoise.start(root, instance, 1)) {
            assertThat(osnoise.problem()).isNotNull();
            assertThat(read("osnoise/options")).isEqualTo(optionsBefore);
            assertThat(read("instances/ours/current_tracer")).isEqualTo("nop");
            return String.valueOf(osnoise.problem());
        }
    }

    @Test
    void itRunsWithoutThreadsOfItsOwnAndIsLeftAsItWasFound() throws Exception {
        try (Osnoise osnoise = Osnoise.start(root, instance, 1)) {
            assertThat(osnoise.problem()).isNull();
            assertThat(read("osnoise/options")).isEqualTo("NO_OSNOISE_WORKLOAD");
            assertThat(read("instances/ours/current_tracer")).isEqualTo("osnoise");
        }

        assertThat(read("osnoise/options")).isEqualTo("OSNOISE_WORKLOAD");
        assertThat(read("instances/ours/current_tracer")).isEqualTo("nop");
    }

    @Test
    void anOptionThatWasSetAlreadyStays() throws Exception {
        write("osnoise/options", "NO_OSNOISE_WORKLOAD NO_PANIC_ON_STOP\n");

        Osnoise.start(root, instance, 1).close();

        assertThat(read("osnoise/options")).startsWith("NO_OSNOISE_WORKLOAD");
    }

    @Test
    void aKernelWithoutItOrOnlyWithItsThreadsIsLeftAlone() throws Exception {
        write("osnoise/options", "NO_PANIC_ON_STOP\n");
        assertThat(refusal()).contains("before Linux 6.2");

        write("available_tracers", "blk function nop\n");
        assertThat(refusal()).contains("does not have it");
    }

    @Test
    void whoeverUsesItIsNotDisturbed() throws Exception {
        Files.createDirectories(root.resolve("instances/rtla"));
        write("instances/rtla/current_tracer", "timerlat\n");
        assertThat(refusal()).contains("somebody else uses it", "rtla");

        write("instances/rtla/current_tracer", "nop\n");
        write("osnoise/cpus", "2-3\n");
        assertThat(refusal()).contains("2-3 only");
    }
}
