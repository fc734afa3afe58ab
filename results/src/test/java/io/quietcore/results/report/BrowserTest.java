package io.quietcore.results.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quietcore.contract.Probe;
import io.quietcore.results.compare.Runs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser: its program runs under its own policy, and draws. */
class BrowserTest {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    @TempDir
    private Path folder;

    @Test
    void everyChartIsDrawnAndNothingIsComplainedOf() throws Exception {
        Path page = Files.writeString(
                folder.resolve("report.html"),
                Report.html(
                        List.of(),
                        Map.of(
                                "baseline",
                                Runs.of("baseline")
                                        .measured(Probe.JITTER, 0, 3, i -> Runs.gaps(i))
                                        .measured(Probe.WAKEUP, 0, 3, i -> Runs.latencies(10_000.0 * i))
                                        .run()),
                        Map.of(),
                        List.of()));
        Path dom = folder.resolve("dom.html");
        Path complaints = folder.resolve("complaints.txt");
        assumeTrue(ran(page, dom, complaints), "SKIPPED: there is no Chromium here");

        String drawn = Files.readString(dom, StandardCharsets.UTF_8);
        assertThat(drawn.split("<figure", -1)).hasSize(3);
        assertThat(drawn.split("<canvas", -1)).hasSize(3);
        assertThat(Files.readString(complaints, StandardCharsets.UTF_8)).doesNotContain("CONSOLE", "Refused to");
    }

    private boolean ran(Path page, Path dom, Path complaints) throws InterruptedException {
        for (String browser : BROWSERS) {
            try {
                Process process = new ProcessBuilder(
                                browser,
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--enable-logging=stderr",
                                "--virtual-time-budget=5000",
                                "--user-data-dir=" + folder.resolve("profile"),
                                "--dump-dom",
                                page.toUri().toString())
                        .redirectOutput(dom.toFile())
                        .redirectError(complaints.toFile())
                        .start();
                boolean ended = process.waitFor(60, TimeUnit.SECONDS);
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                return ended;
            } catch (IOException e) {
                System.err.println("no " + browser + " here: " + e.getMessage());
            }
        }
        return false;
    }
}
