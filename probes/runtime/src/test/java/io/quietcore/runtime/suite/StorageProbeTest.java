package io.quietcore.runtime.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.LoadOrder;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the storage probe leaves of a user's files: all of it. */
class StorageProbeTest {
    private static final CpuSet CPU = CpuSet.of(0);

    @TempDir
    private Path folder;

    private static ProbeSpec spec(Path file, String... more) {
        Parameters told = Parameters.NONE.with(Parameter.FILE, file.toString()).with(Parameter.FILE_SIZE, "64K");
        for (int i = 0; i < more.length; i += 2) {
            told = told.with(Parameter.withKey(more[i]).orElseThrow(), more[i + 1]);
        }
        return new ProbeSpec(
                "0b9c",
                "tuned",
                "storage",
                "numa0",
                1,
                1,
                Probe.STORAGE,
                new PlacementRequest("host", 0, 1, 0, true),
                new PlacementGrant(0, true, CPU, CpuSet.EMPTY, CPU, "a test"),
                Settings.NONE,
                new Schedule(2, 2, 50_000_000, 5_000_000, 0, 0),
                told,
                LoadOrder.NONE,
                List.of());
    }

    private static long measured(ProbeSpec spec) throws IOException {
        StorageProbe probe = StorageProbe.of(spec);
        try {
            probe.meet();
            return probe.run(System.nanoTime(), 2_000_000);
        } finally {
            probe.close();
        }
    }

    private static byte[] content() {
        byte[] content = new byte[64 << 10];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i / 4_096);
        }
        return content;
    }

    @Test
    void aFileThatWasThereIsReadAndStaysAsItIs() throws IOException {
        Path file = Files.write(folder.resolve("mine"), content());

        assertThat(measured(spec(file, "operations", "read"))).isPositive();
        assertThat(file).hasBinaryContent(content());
        assertThatThrownBy(() -> measured(spec(file))).hasMessageContaining("would be overwritten");
        assertThat(file).hasBinaryContent(content());
        assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining(each -> !each.equals(file));
    }

    @Test
    void itIsWrittenWhereThatWasSaidAndKeepsItsSize() throws IOException {
        Path file = Files.write(folder.resolve("mine"), content());

        assertThat(measured(spec(file, "operations", "write", "overwrite", "yes")))
                .isPositive();
        assertThat(Files.readAllBytes(file)).hasSize(64 << 10).isNotEqualTo(content());
    }

    @Test
    void oneOfItsOwnHasNoNameFromTheStartSoThatAKilledProbeLeavesNothing() throws IOException {
        StorageProbe probe = StorageProbe.of(spec(folder.resolve("new")));
        try {
            assertThat(folder).isEmptyDirectory();
            probe.meet();
            assertThat(probe.run(System.nanoTime(), 2_000_000)).isPositive();
            assertThat(probe.evidence().get("file").detail()).contains("of its own", folder.toString(), "65536 bytes");
        } finally {
            probe.close();
        }
        assertThat(folder).isEmptyDirectory();
    }
}
