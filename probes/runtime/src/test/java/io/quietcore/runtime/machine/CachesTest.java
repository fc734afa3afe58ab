package io.quietcore.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachesTest {
    private static final long MIB = 1 << 20;

    @TempDir
    private Path root;

    private void cache(int index, String type, int level, String size) throws IOException {
        Path folder = Files.createDirectories(root.resolve("sys/devices/system/cpu/cpu3/cache/index" + index));
        Files.writeString(folder.resolve("type"), type + "\n");
        Files.writeString(folder.resolve("level"), level + "\n");
        Files.writeString(folder.resolve("size"), size + "\n");
    }

    private void cachesWithALastOf(String size) throws IOException {
        cache(0, "Data", 1, "32K");
        cache(1, "Instruction", 1, "64K");
        cache(2, "Unified", 2, "1024K");
        cache(3, "Unified", 3, size);
    }

    @Test
    void aSetIsHalfOfEachDataCacheAndSeveralTimesTheLast() throws IOException {
        cachesWithALastOf("32768K");

        assertThat(Caches.workingSets(new KernelText(root), 3))
                .containsExactly(
                        entry("l1", 16L << 10),
                        entry("l2", 512L << 10),
                        entry("l3", 16 * MIB),
                        entry("dram", 128 * MIB));
    }

    /** A last cache of 504 MiB, as servers have: most of a set of 512 MiB would lie within it, and be told as DRAM. */
    @Test
    void whatTheLastCacheMostlyHoldsIsNoDram() throws IOException {
        cachesWithALastOf("262144K");
        assertThat(Caches.workingSets(new KernelText(root), 3)).containsEntry("dram", 512 * MIB);

        cachesWithALastOf("516096K");
        assertThatThrownBy(() -> Caches.workingSets(new KernelText(root), 3))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the last cache of CPU 3 holds 504 MiB")
                .hasMessageContaining("expected workingSets");
    }
}
