package io.quietcore.results.history;

import static io.quietcore.results.history.HistoryRuns.LOST;
import static io.quietcore.results.history.HistoryRuns.P999;
import static io.quietcore.results.history.HistoryRuns.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.Metric;
import io.quietcore.results.compare.Resolution;
import io.quietcore.results.document.RunDescription;
import io.quietcore.results.document.RunDocuments;
import io.quietcore.results.facts.RunFacts;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.RunSearch;
import io.quietcore.results.store.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryStoreTest {
    private static final HistorySelection ALL = new HistorySelection("host-smoke", List.of(), null, null, null);

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("below").resolve("history.db");
    }

    private void fill(HistoryRun... runs) throws IOException {
        try (HistoryStore store = HistoryStore.open(file())) {
            store.add(List.of(runs));
        }
    }

    private List<HistorySeries> read(HistorySelection selection) throws IOException {
        try (HistoryStore store = HistoryStore.read(file())) {
            return store.series(selection);
        }
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @Test
    void seriesAreReadByTimeWhateverTheOrderTheyCameIn() throws IOException {
        fill(run(1, "b", 20, Map.of("kernel", "2")), run(0, "a", 10, Map.of("kernel", "1")));
        fill(run(2, "c", 30, Map.of("kernel", "2")));

        List<HistorySeries> series = read(ALL);

        assertThat(series).hasSize(1);
        assertThat(series.get(0).metric()).isEqualTo(P999);
        assertThat(series.get(0).points().stream().map(HistorySeries.Point::uuid))
                .containsExactly("a", "b", "c");
        assertThat(series.get(0).values()).containsExactly(10, 20, 30);
        assertThat(series.get(0).points().get(0).facts()).isEqualTo(Map.of("kernel", "1"));
        assertThat(series.get(0).newest().startedAt()).isEqualTo(HistoryRuns.FIRST.plus(Duration.ofDays(2)));
        assertThat(read(new HistorySelection("host-smoke", List.of(LOST, P999), "tuned", "node1-numa0", null)))
                .hasSize(2);
        assertThat(read(new HistorySelection(
                                "host-smoke", List.of(), null, null, HistoryRuns.FIRST.plus(Duration.ofDays(1))))
                        .get(0)
                        .values())
                .containsExactly(20, 30);
        assertThat(read(new HistorySelection("host-smoke", List.of(), "baseline", null, null)))
                .isEmpty();
        assertThat(read(new HistorySelection("'; DROP TABLE run; --", List.of(), null, null, null)))
                .isEmpty();
    }

    @Test
    void aRunThatIsAddedAgainIsThereOnceAndARebuildForgetsTheOthers() throws IOException {
        fill(run(0, "a", 10, Map.of()), run(1, "b", 20, Map.of()));
        fill(run(0, "a", 11, Map.of()));
        assertThat(read(ALL).get(0).values()).containsExactly(11, 20);

        try (HistoryStore store = HistoryStore.open(file())) {
            store.replaceAll(List.of(run(2, "c", 30, Map.of())));
            assertThat(store.workloads())
                    .containsExactly(new HistoryStore.Workload(
                            "host-smoke",
                            1,
                            HistoryRuns.FIRST.plus(Duration.ofDays(2)),
                            HistoryRuns.FIRST.plus(Duration.ofDays(2))));
        }
        assertThat(read(ALL).get(0).values()).containsExactly(30);
    }

    @Test
    void aRunIsKeptWithTheValuesOfItsMetricDocuments() throws IOException {
        Path samples = Path.of(System.getProperty("quietcore.root"), "results", "samples");
        StoredRun run = RunFolder.read(
                        RunSearch.find(samples.resolve("baseline").toString())
                                .runs()
                                .get(0))
                .run();

        HistoryRun kept = HistoryRun.of(run, "samples", List.of(LOST));

        Map<String, List<Map<String, Object>>> documents =
                RunDocuments.of(run, new RunDescription("samples", "", "", 6, List.of(), true, RunFacts.NONE));
        assertThat(kept.values()).hasSizeGreaterThan(10);
        for (HistoryRun.Value value : kept.values()) {
            Map<String, Object> document = Objects.requireNonNull(documents.get(value.metric() + ".json"))
                    .get(0);
            assertThat(document.get("value")).as(value.metric().name()).isEqualTo(value.value());
            assertThat(value.primary()).isEqualTo(value.metric().equals(LOST));
            assertThat(value.facts())
                    .containsKeys("kernel", "commandLine", HistoryRun.ORDERS, HistoryRun.TUNING, HistoryRun.REFUSED);
        }
        assertThat(kept.values()).allSatisfy(value -> assertThat(value.resolution())
                .isEqualTo(Resolution.of(value.metric().probe(), run)));
        fill(kept);
        assertThat(read(new HistorySelection("samples", List.of(), null, null, null))
                        .get(0)
                        .metric())
                .isEqualTo(LOST);
    }

    @Test
    void aFileThatIsNoHistoryIsToldInALine() throws Exception {
        assertThatThrownBy(() -> HistoryStore.read(file())).hasMessageContaining("there is none yet");
        Files.createDirectories(Objects.requireNonNull(file().getParent()));
        Files.writeString(file(), "this is a text of more than a hundred bytes, ".repeat(40));
        assertFails("it is no database");
        Files.delete(file());
        sql("CREATE TABLE somebody (id INTEGER)");
        assertFails("another program's database");
        Files.delete(file());
        fill(run(0, "a", 10, Map.of()));
        sql("PRAGMA user_version = 7");
        assertFails("a newer quietcore wrote it (schema 7, this one knows 2)");
        Files.delete(file());
        Files.createFile(file());
        assertThatThrownBy(() -> HistoryStore.read(file())).hasMessageContaining("it is empty");
        Path below = file().resolve("below.db");
        assertThatThrownBy(() -> HistoryStore.open(below))
                .isInstanceOf(HistoryFailure.class)
                .hasMessageContaining("cannot be made");
    }

    /** The first schema kept no resolution. What it knew lies in the folders. */
    @Test
    void anOlderFileIsFilledAgainAndNeverMigrated() throws Exception {
        fill(run(0, "a", 10, Map.of()));
        sql(
                "ALTER TABLE value DROP COLUMN floor_ns",
                "ALTER TABLE value DROP COLUMN step_ns",
                "PRAGMA user_version = 1");

        assertFails("an older quietcore wrote it (schema 1, this one knows 2); fill it again from the run folders with"
                + " 'quietcore history --rebuild DIR'");

        try (HistoryStore store = HistoryStore.openToRefill(file())) {
            store.replaceAll(List.of(run(1, "b", 20, Map.of())));
        }
        assertThat(read(ALL).get(0).values()).containsExactly(20);
        assertThat(read(ALL).get(0).newest().resolution()).isEqualTo(HistoryRuns.RESOLUTION);
    }

    private void assertFails(String words) {
        assertThatThrownBy(() -> HistoryStore.open(file()))
                .isInstanceOf(HistoryFailure.class)
                .hasMessageContaining(words)
                .hasMessageStartingWith("history " + file());
        assertThatThrownBy(() -> HistoryStore.read(file()))
                .isInstanceOf(HistoryFailure.class)
                .hasMessageContaining(words);
    }

    @Test
    void aDamagedHistoryIsToldInALine() throws Exception {
        fill(run(0, "a", 10, Map.of("kernel", "x".repeat(20_000))));
        byte[] content = Files.readAllBytes(file());
        for (int i = 4_096; i < content.length; i++) {
            content[i] = (byte) i;
        }
        Files.write(file(), content);

        assertThatThrownBy(() -> read(ALL)).isInstanceOf(HistoryFailure.class).hasMessageContaining("damaged");
    }

    @Test
    void anotherWriterIsWaitedForAndThenTold() throws Exception {
        fill(run(0, "a", 10, Map.of()));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");

            assertThatThrownBy(() -> HistoryStore.open(file(), Duration.ofMillis(50)))
                    .isInstanceOf(HistoryFailure.class)
                    .hasMessageContaining("another process is writing to it");
            statement.execute("ROLLBACK");
        }
        fill(run(1, "b", 20, Map.of()));
    }

    /** SQLite's own limit stands for that of a disk: it ends a transaction with the same code. */
    @Test
    void aFullDiskLeavesTheFileAsItWas() throws Exception {
        fill(run(0, "a", 10, Map.of()));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA max_page_count = 1");
            assertThatThrownBy(() ->
                            statement.execute("INSERT INTO fingerprint (facts) VALUES ('" + "x".repeat(100_000) + "')"))
                    .isInstanceOfSatisfying(SQLException.class, full -> assertThat(HistoryFailure.of(file(), full))
                            .hasMessageContaining("no space left on the device"));
        }
        assertThat(read(ALL).get(0).values()).containsExactly(10);
    }

    /** Root may write to any file; a connection that was opened to read may not, and fails with the same code. */
    @Test
    void aFileThatMayOnlyBeReadIsReadAndNotWritten() throws Exception {
        fill(run(0, "a", 10, Map.of()));
        try (HistoryStore store = HistoryStore.read(file())) {
            assertThatThrownBy(() -> store.add(List.of(run(1, "b", 20, Map.of()))))
                    .hasMessageContaining("read-only");
            assertThat(store.series(ALL).get(0).values()).containsExactly(10);
        }
    }

    @Test
    void metricsThatThisVersionDoesNotKnowAreLeftOut() throws Exception {
        fill(run(0, "a", 10, Map.of()));
        sql("UPDATE value SET metric = 'jitter-later' WHERE metric = 'wakeup-P999'");

        assertThat(read(ALL)).isEmpty();
        assertThat(Metric.named("jitter-later")).isEmpty();
    }
}
