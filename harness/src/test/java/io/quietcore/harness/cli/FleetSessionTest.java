package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.results.store.Disk;
import io.quietcore.results.store.Journal;
import io.quietcore.results.store.JournalEntry.CampaignStarted;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a fleet goes on from: {@code fleet.json} is held against what each cluster's journal sealed. */
class FleetSessionTest {
    @TempDir
    private Path out;

    private void begun(String context, long seed) throws IOException {
        Path folder = Files.createDirectories(out.resolve(context));
        Journal.open(folder, Disk.real())
                .append(new CampaignStarted("c-" + context, "lab", "ab", seed, 7, null, true, Instant.EPOCH));
    }

    private void check(String json, String... contexts) throws IOException, CommandFailure {
        Files.writeString(out.resolve(FleetSession.FILE), json);
        FleetSession.Begun.read(out).checkAgainst(Fleet.folders(out, List.of(contexts)), out);
    }

    @Test
    void whatTheJournalsSayIsGoneOnWithAlsoWhereAClusterWasNeverReached() throws Exception {
        begun("a", 5);

        assertThatCode(() -> check(
                        "{\"contexts\": [\"a\", \"b\"], \"priority\": 7, \"againstItself\": true, \"seed\": 5}",
                        "a",
                        "b"))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(
                        "{\"contexts\": [\"a\", \"b\"], \"priority\": 7, \"againstItself\": true, \"seed\": null}",
                        "a",
                        "b"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"8, true, 5", "null, true, 5", "7, false, 5", "7, true, 6"})
    void whatWasChangedSinceIsRefusedWithWhatTheJournalSays(String priority, String againstItself, String seed)
            throws Exception {
        begun("a", 5);

        assertThatThrownBy(() -> check(
                        "{\"contexts\": [\"a\"], \"priority\": " + priority + ", \"againstItself\": " + againstItself
                                + ", \"seed\": " + seed + "}",
                        "a"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("fleet.json: found priority " + priority + ", againstItself " + againstItself
                        + " and seed " + seed + ", expected 7, true and 5, as ")
                .hasMessageContaining("a/journal.jsonl says");
    }

    @Test
    void aClusterThatWasTakenOutIsMissed() throws Exception {
        begun("a", 5);
        begun("b", 5);

        assertThatThrownBy(() ->
                        check("{\"contexts\": [\"a\"], \"priority\": 7, \"againstItself\": true, \"seed\": 5}", "a"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("found the clusters [a], expected one more: ");
    }

    /** A cluster that nobody reached at first has the same order as the others when it is gone on with. */
    @Test
    void theSeedIsKeptForWhoGoesOn() throws Exception {
        StringWriter told = new StringWriter();
        Path fleet = out.resolve("fleet");
        PrintWriter both = new PrintWriter(told, true);

        int code = CommandLineRun.execute(
                new String[] {
                    "campaign",
                    "kubernetes-smoke",
                    "--image",
                    "none:1",
                    "--context",
                    "nobody-1,nobody-2",
                    "--seed",
                    "5",
                    "--out",
                    fleet.toString()
                },
                both,
                both);
        int other = CommandLineRun.execute(
                new String[] {"campaign", "--resume", fleet.toString(), "--image", "none:1", "--seed", "6"},
                both,
                both);

        assertThat(code).as(told.toString()).isEqualTo(ExitCode.ERROR);
        assertThat(FleetSession.Begun.read(fleet).seed()).isEqualTo(5);
        assertThat(other).isEqualTo(ExitCode.ERROR);
        assertThat(told.toString()).contains("--seed 6: " + fleet + " was begun with 5; one order holds");
    }
}
