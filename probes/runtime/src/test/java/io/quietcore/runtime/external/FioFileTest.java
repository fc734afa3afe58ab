package io.quietcore.runtime.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.Parameter;
import io.quietcore.contract.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fio is let loose on. */
class FioFileTest {
    @TempDir
    private Path folder;

    private static Parameters told(Path file) {
        return Parameters.NONE.with(Parameter.FILE, file.toString());
    }

    @Test
    void aFileThatWasThereIsNotWrittenUnlessThatWasSaid() throws IOException {
        Path file = Files.write(folder.resolve("mine"), new byte[10_000]);

        assertThatThrownBy(() -> FioFile.of(told(file))).hasMessageContaining("would be overwritten");
        try (FioFile read = FioFile.of(told(file).with(Parameter.OPERATIONS, "read"))) {
            // Of a file that is smaller than it was told, fio would write the rest before it reads.
            assertThat(read.words())
                    .containsExactly("--filename=" + file, "--size=8192", "--rw=randread", "--sync=none", "--readonly");
        }
        try (FioFile written = FioFile.of(told(file).with(Parameter.OVERWRITE, "yes"))) {
            assertThat(written.words())
                    .containsExactly("--filename=" + file, "--size=8192", "--rw=randrw", "--sync=dsync");
        }
        assertThat(file).exists();
    }

    @Test
    void oneOfItsOwnLiesInAFolderThatGoesWithIt() throws IOException {
        try (FioFile own = FioFile.of(told(folder.resolve("new")))) {
            assertThat(own.path().getParent().getParent()).isEqualTo(folder);
            assertThat(own.words()).contains("--filename=" + own.path(), "--size=67108864");
            Files.write(own.path(), new byte[1]);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aColonInANameIsNoSecondFile() throws IOException {
        Path file = Files.write(folder.resolve("a:b"), new byte[10_000]);

        try (FioFile read = FioFile.of(told(file).with(Parameter.OPERATIONS, "read"))) {
            assertThat(read.words()).contains("--filename=" + folder + "/a\\:b");
        }
    }
}
