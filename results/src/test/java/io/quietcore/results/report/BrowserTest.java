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

    /** Types at the first chart, and writes what its legend says then into the page's title. */
    private static final String TYPING = """
            <script>
            (function () {
              const chart = document.querySelector("figure .chart");
              const said = [];
              const type = (key, at) => {
                (at || chart).dispatchEvent(new KeyboardEvent("keydown", { key: key, bubbles: true }));
                said.push(key + "=" + chart.querySelector(".u-legend .u-value").textContent);
              };
              chart.focus();
              said.push("focus=" + (document.activeElement === chart));
              ["Home", "ArrowRight", "ArrowLeft", "End", "+", "Escape"].forEach((key) => type(key));
              const off = () => chart.querySelectorAll(".u-series.u-off").length;
              said.push("off=" + off());
              type("Enter", chart.querySelectorAll(".u-series:not(.thin) > th")[1]);
              said.push("off=" + off());
              document.title = said.join(" ");
            })();
            </script>
            </body>""";

    @Test
    void whatTheMouseDoesTheKeysDoToo() throws Exception {
        Path page = page("keys.html", TYPING);
        Path dom = folder.resolve("dom.html");
        Path complaints = folder.resolve("complaints.txt");
        assumeTrue(ran(page, dom, complaints), "SKIPPED: there is no Chromium here");

        // 1 in 10^(2/16) is the first point of the axis, 1 in 10^(3/16) the next one.
        assertThat(Files.readString(dom, StandardCharsets.UTF_8))
                .containsPattern(
                        "<title>focus=true Home=25 % ArrowRight=35 % ArrowLeft=25 % End=9[0-9.]+ % .* off=0 .* off=1</title>");
        assertThat(Files.readString(complaints, StandardCharsets.UTF_8)).doesNotContain("CONSOLE", "Refused to");
    }

    @Test
    void everyChartIsDrawnAndNothingIsComplainedOf() throws Exception {
        Path page = page("report.html", "</body>");
        Path dom = folder.resolve("dom.html");
        Path complaints = folder.resolve("complaints.txt");
        assumeTrue(ran(page, dom, complaints), "SKIPPED: there is no Chromium here");

        String drawn = Files.readString(dom, StandardCharsets.UTF_8);
        assertThat(drawn.split("<figure", -1)).hasSize(5);
        assertThat(drawn.split("<canvas", -1)).hasSize(5);
        assertThat(Files.readString(complaints, StandardCharsets.UTF_8)).doesNotContain("CONSOLE", "Refused to");
    }

    private Path page(String name, String end) throws IOException {
        String page = Report.html(
                List.of(),
                Map.of(
                        "baseline",
                        Runs.of("baseline")
                                .measured(Probe.JITTER, 0, 3, i -> Runs.gaps(i))
                                .measured(Probe.WAKEUP, 0, 3, i -> Runs.latencies(10_000.0 * i))
                                .run()),
                Map.of(),
                List.of());
        return Files.writeString(folder.resolve(name), page.replace("</body>", end));
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
