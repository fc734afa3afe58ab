package io.quietcore.harness.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Log files whatever their folder is called. */
class OlderLogsTest {
    @TempDir
    private Path parent;

    @Test
    void aFolderWithAPercentSignIsLoggedInto() throws IOException {
        Path folder = Files.createDirectory(parent.resolve("50%d{yyyy} %i %p"));

        Logging.toStandardError("error");
        Logging.alsoTo(folder.resolve("quietcore.log"));
        LoggerFactory.getLogger(OlderLogsTest.class).error("written");
        Logging.toStandardError("error");

        assertThat(folder.resolve("quietcore.log")).content().contains("written");
        assertThat(parent).isDirectoryNotContaining(each -> !each.equals(folder));
    }

    @Test
    void theNewestOfTheOlderOnesIsTheFirstAndTheOldestGoes() throws IOException {
        Path file = parent.resolve("100%.log");
        OlderLogs older = new OlderLogs(file, 2);
        for (String content : new String[] {"a", "b", "c"}) {
            Files.writeString(file, content);
            older.rollover();
        }

        assertThat(file).doesNotExist();
        assertThat(parent.resolve("100%.log.1")).hasContent("c");
        assertThat(parent.resolve("100%.log.2")).hasContent("b");
        assertThat(parent.resolve("100%.log.3")).doesNotExist();
    }
}
