package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UnpackFolderTest {
    @Test
    void itIsEmptyAtFirstAndGoneWithItsContentsAfterwards() throws IOException {
        Path path;
        try (UnpackFolder folder = UnpackFolder.make()) {
            path = folder.path();
            assertThat(path).isEmptyDirectory();
            Files.writeString(path.resolve("report.html"), "page");
        }
        assertThat(path.getParent()).doesNotExist();
    }
}
