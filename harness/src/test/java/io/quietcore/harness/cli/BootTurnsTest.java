package io.quietcore.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.run.CampaignRun;
import io.quietcore.results.store.SealCheck;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.workloads.Campaign;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Sides that take turns with a boot between them, as {@code campaign --side} measures them, of recorded repetitions. */
@Tag("once")
class BootTurnsTest {
    private static final String YAML = """
            campaign: kernels
            switching: blocked
            repetitions: %d
            explain: 0
            primary: [wakeup-P99]
            probes:
              wakeup: {windows: 10, window: 500ms}
            sides:
              slow: {pinned: true}
              fast: {pinned: true}
            """;

    @TempDir
    private Path folder;

    private CampaignText text;

    @BeforeEach
    void oneRepetitionABoot() throws Exception {
        text = campaign(1);
    }

    private CampaignText campaign(int repetitions) throws Exception {
        Path file = folder.resolve("kernels.yml");
        Files.writeString(file, YAML.formatted(repetitions));
        return CampaignText.read(file);
    }

    private Path out() {
        return folder.resolve("out");
    }

    private static CampaignChanges asked(@Nullable String side) {
        return new CampaignChanges(side, null, null, false, null, false);
    }

    /** As the command does it, on a machine that was booted last under this id. */
    private void measure(@Nullable String side, String boot) throws Exception {
        measure(side, boot, 0);
    }

    private void measure(@Nullable String side, String boot, int killedAt) throws Exception {
        Backend machine = Recorded.backend(Recorded.wakeups("tuned"), Recorded.wakeups("baseline"), boot, killedAt);
        try (CampaignFolder opened = CampaignFolder.open(out(), Clock.systemUTC())) {
            Continuation continuation = new Continuation(opened, asked(side), side == null, boot);
            continuation.begin(text);
            Campaign begun = opened.asBegun(text.campaign());
            new CampaignRun(begun, opened, machine, false).measure(continuation.sides(begun));
            opened.closeJournal(List.of());
        }
    }

    private JsonNode report() throws Exception {
        StringWriter err = new StringWriter();
        int code = CommandLineRun.execute(
                new String[] {"report", out().toString()}, new PrintWriter(new StringWriter()), new PrintWriter(err));
        assertThat(code).as(err.toString()).isZero();
        return CanonicalJson.readTree(Files.readAllBytes(out().resolve("comparison.json")))
                .get(0);
    }

    /** B T B T B T B T: with one boot a side two recorded runs were told apart for certain. */
    @Test
    void fourBootsASideHaveAVerdictAndFewerSayHowManyWould() throws Exception {
        for (int turn = 1; turn <= 4; turn++) {
            measure("slow", "s" + turn);
            measure("fast", "f" + turn);
            JsonNode comparison = report();
            JsonNode metric = comparison.at("/metrics/0");

            assertThat(metric.at("/reference").size()).isEqualTo(turn);
            assertThat(metric.at("/verdict").asString()).isEqualTo(turn < 4 ? "inconclusive" : "improved");
            if (turn < 4) {
                assertThat(metric.at("/reason").asString())
                        .startsWith(turn == 1 ? "1 boot a side has no 95 % interval" : turn + " boots a side have no")
                        .endsWith("; 4 boots a side would do");
            }
            assertThat(comparison.at("/side/bootIds").size()).isEqualTo(turn);
        }
        assertThat(SealCheck.of(out()).findings()).isEmpty();
        assertThat(out().resolve("journal.jsonl")).content().contains("\"campaignClosed\"");
    }

    @Test
    void moreOfOneBootIsRefusedAndSidesAreNeverMeasuredAtOnce() throws Exception {
        assertThatThrownBy(() -> measure(null, "b1")).hasMessageContaining("measure one at a time with --side slow");
        measure("slow", "b1");

        assertThatThrownBy(() -> measure("slow", "b1"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("side slow is measured already in " + out() + " under this boot; boot again");
        measure("slow", "b2");
        try (CampaignFolder opened = CampaignFolder.open(out(), Clock.systemUTC())) {
            assertThat(opened.course("slow").turns()).isEqualTo(2);
            assertThat(opened.run("slow").orElseThrow().read().run().repetitions())
                    .extracting(StoredRepetition::number)
                    .containsExactly(1, 2);
        }
    }

    /** What a killed controller had of a second turn stays out of what is told, and --resume brings it to its end. */
    @Test
    void aTurnThatWasCutOffIsGoneOnWithAndNotToldBefore() throws Exception {
        text = campaign(2);
        measure("slow", "s1");
        measure("fast", "f1");

        assertThatThrownBy(() -> measure("slow", "s2", 4)).isInstanceOf(IllegalStateException.class);
        JsonNode between = report();
        assertThat(between.at("/metrics/0/reference").size()).isEqualTo(2);
        assertThat(between.at("/reference/bootIds").size()).isEqualTo(1);

        measure(null, "s2");
        JsonNode whole = report();
        assertThat(whole.at("/metrics/0/reference").size()).isEqualTo(4);
        assertThat(whole.at("/metrics/0/side").size()).isEqualTo(2);
    }
}
