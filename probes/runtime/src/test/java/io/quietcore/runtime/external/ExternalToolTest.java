package io.quietcore.runtime.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExternalToolTest {
    @TempDir
    private Path folder;

    private Process shell(String script) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", script)
                .directory(folder.toFile())
                .start();
    }

    /** It lies in memory: what is looked at at its end only may take all of that. */
    @Test
    void aProgramThatWritesTooMuchIsEndedWhileItRuns() throws Exception {
        Process process = shell("truncate -s 2M out; exec sleep 600");

        assertThatThrownBy(() -> ExternalTool.await(process, "oslat", 600, folder.resolve("out"), 1 << 20))
                .isInstanceOf(IOException.class)
                .hasMessage("oslat wrote more than 1048576 bytes; measure a shorter time");
        assertThat(process.waitFor()).isNotZero();
    }

    @Test
    void oneThatDoesNotEndIsEnded() throws Exception {
        Process process = shell("exec sleep 600");

        assertThatThrownBy(() -> ExternalTool.await(process, "fio", 0, folder.resolve("out"), 1 << 20))
                .hasMessage("fio did not end");
        assertThat(process.waitFor()).isNotZero();
    }

    @Test
    void oneThatEndsIsWaitedFor() throws Exception {
        Process process = shell("truncate -s 1M out");

        ExternalTool.await(process, "fio", 60, folder.resolve("out"), 1 << 20);

        assertThat(process.exitValue()).isZero();
    }
}
