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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser: its program runs under its own policy, and draws. */
@Tag("once")
class BrowserTest {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    @TempDir
    private Path folder;

    /** Types at the first chart, and writes what is said then into the page's title. */
    private static final String TYPING = """
            <script>
            (async function () {
              const chart = document.querySelector("figure .chart");
              const said = [];
              const type = async (key, at) => {
                (at || chart).dispatchEvent(new KeyboardEvent("keydown", { key: key, bubbles: true }));
                await new Promise((done) => setTimeout(done, 50));
                said.push(key + "=" + chart.querySelector(".said").textContent.replace(/, .*/, ""));
              };
              await new Promise((done) => setTimeout(done, 50));
              chart.focus();
              said.push("focus=" + (document.activeElement === chart));
              for (const key of ["+", "-", "Escape", "Home", "ArrowRight", "+", "End", "Escape", "ArrowLeft"]) await type(key);
              const off = () => chart.querySelectorAll(".u-series.u-off").length;
              const name = chart.querySelectorAll(".u-series:not(.thin) .u-label")[1];
              said.push("off=" + off() + "," + name.getAttribute("aria-pressed"));
              await type("Enter", name);
              said.push("off=" + off() + "," + name.getAttribute("aria-pressed"));
              document.title = said.join("; ");
            })();
            </script>
            </body>""";

    @Test
    void whatTheMouseDoesTheKeysDoToo() throws Exception {
        Path page = page("keys.html", TYPING);
        String drawn = drawn(page);

        // The axis has 1 in 1 to 1 in 1,000,000, and its first point is 1 in 10^(2/16).
        assertThat(drawn)
                .contains("<title>focus=true; +=97 % to 99.999 %; -=0 % to 99.9999 %; Escape=0 % to 99.9999 %;"
                        + " Home=percentile 25 %; ArrowRight=percentile 35 %; +=0 % to 99.9 %;"
                        + " End=percentile 99.9999 %; Escape=0 % to 99.9999 %; ArrowLeft=percentile 99.9999 %;"
                        + " off=0,true; Enter=percentile 99.9999 %; off=4,false</title>");
    }

    /** Hides the only side of the histogram, shows it again, and looks closely at its last edge, behind which nothing is. */
    private static final String NOTHING_IN_SIGHT = """
            <script>
            (async function () {
              const chart = document.querySelector("figure.histogram .chart");
              const later = () => new Promise((done) => setTimeout(done, 50));
              const type = async (key) => {
                chart.dispatchEvent(new KeyboardEvent("keydown", { key: key, bubbles: true }));
                await later();
              };
              const off = () => chart.querySelectorAll(".u-series.u-off").length;
              const said = [];
              const name = chart.querySelector(".u-series + .u-series th");
              for (const ctrl of [false, true]) {
                name.dispatchEvent(new MouseEvent("click", { bubbles: true, ctrlKey: ctrl }));
                await later();
                said.push(off() + " off, pressed " + name.querySelector(".u-label").getAttribute("aria-pressed"));
              }
              await type("End");
              for (let i = 0; i < 12; i++) await type("+");
              await type("Escape");
              document.title = said.join("; ");
            })();
            </script>
            </body>""";

    @Test
    void aHistogramWithNothingInSightIsNoEndlessLoop() throws Exception {
        Path page = page("nothing.html", NOTHING_IN_SIGHT);
        String drawn = drawn(page);

        assertThat(drawn).contains("<title>1 off, pressed false; 0 off, pressed true</title>");
    }

    @Test
    void everyChartIsDrawnAndNothingIsComplainedOf() throws Exception {
        Path page = page("report.html", "</body>");
        String drawn = drawn(page);

        assertThat(drawn.split("<figure", -1)).hasSize(5);
        assertThat(drawn.split("<canvas", -1)).hasSize(5);
    }

    /** The page after its program ran, of which the browser had nothing to complain. */
    private String drawn(Path page) throws IOException, InterruptedException {
        Path dom = folder.resolve("dom.html");
        Path complaints = folder.resolve("complaints.txt");
        assumeTrue(ran(page, dom, complaints), "SKIPPED: there is no Chromium here");
        assertThat(Files.readString(complaints, StandardCharsets.UTF_8)).doesNotContain("CONSOLE", "Refused to");
        return Files.readString(dom, StandardCharsets.UTF_8);
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
