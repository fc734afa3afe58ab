package io.quietcore.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
    @TempDir
    private Path folder;

    @Test
    void theFirstThatCanBeWrittenAndExecutedFromIsTakenAndLeftAsItWas() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path good = Files.createDirectory(folder.resolve("good"));

        assertThat(TemporaryFolder.usable(Stream.of(folder.resolve("missing"), file, Path.of("/proc"), good, folder)))
                .contains(good);
        assertThat(good).isEmptyDirectory();
    }

    @Test
    void whereThereIsNoneNothingIsSaid() {
        assertThat(TemporaryFolder.usable(Stream.of(Path.of("/proc"), folder.resolve("missing"))))
                .isEmpty();
    }
}
