package io.quietcore.workloads;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Gate;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Schedule;
import io.quietcore.contract.Settings;
import io.quietcore.workloads.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CampaignYamlTest {
    static List<Path> bad() {
        return Texts.bad();
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aBadFileGivesAllItsProblemsWithTheirLines(Path file) throws IOException {
        String name = file.getFileName().toString();
        CampaignYaml.Outcome outcome = CampaignYaml.parse(name, Files.readAllBytes(file));

        assertThat(outcome).isInstanceOf(CampaignYaml.Rejected.class);
        String problems = ((CampaignYaml.Rejected) outcome)
                .problems().stream().map(problem -> problem + "\n").collect(Collectors.joining());
        Path golden = file.resolveSibling(name.replace(".yml", ".problems"));
        assertThat(problems).isEqualTo(Files.readString(golden));
    }

    @Test
    void theShortestCampaignTakesItsDefaults() {
        Campaign campaign = Texts.campaign(Texts.SHORTEST);

        assertThat(campaign)
                .isEqualTo(new Campaign(
                        "x",
                        "",
                        List.of(new Side("a", false, Settings.NONE, PodShape.DEFAULT, List.of())),
                        List.of(new ProbeLoad(
                                Probe.JITTER,
                                new Schedule(2, 10, 1_000_000_000, 100_000_000, 0, 1_000),
                                Parameters.NONE)),
                        10,
                        2,
                        1,
                        false,
                        List.of(Metric.named("jitter-lost").orElseThrow()),
                        false,
                        new Margin(5, null),
                        Switching.INTERLEAVED,
                        Target.LOCAL,
                        List.of(),
                        Load.NONE,
                        1,
                        List.of(),
                        List.of(),
                        campaign.sourceSha256()));
    }

    @Test
    void everythingThatCanBeSaidIsRead() {
        Campaign campaign = Texts.campaign("""
                campaign: all-of-it
                description: "7 things: and more"
                repetitions: 8
                seed: 9007199254740991
                switching: blocked
                primary: [wakeup-P95, jitter-max]
                margin: {percent: 2.5, absolute: 1.5ms}
                numaNodes: [3, 0]
                load: none
                controls: [worker-8, worker-9]
                gates:
                - jitter: spikes(>20us) == 0 within 0.01/s on each numaNode
                - wakeup: ratio(p95) <= 1.05
                probes:
                  wakeup: {windows: 3, window: 0.25s, warmupWindows: 4, discard: 0s, period: 250us}
                  jitter: {windows: 6.0, window: 1m, threshold: 2us}
                sides:
                  before: {}
                  again: {control: true}
                  after.1: {pinned: TRUE, scheduling: fifo, priority: 0xa, lockMemory: true, holdIdleStates: true,
                            changes: [kernel, nohzFull]}
                """);

        assertThat(campaign.blockSize()).isEqualTo(8);
        assertThat(campaign.blocks()).isEqualTo(1);
        assertThat(campaign.seed()).isEqualTo(9_007_199_254_740_991L);
        assertThat(campaign.seedDeclared()).isTrue();
        assertThat(campaign.numaNodes()).containsExactly(0, 3);
        assertThat(campaign.margin()).isEqualTo(new Margin(2.5, 1_500_000L));
        assertThat(campaign.primary()).map(Metric::name).containsExactly("wakeup-P95", "jitter-max");
        assertThat(campaign.probes())
                .containsExactly(
                        new ProbeLoad(Probe.WAKEUP, new Schedule(4, 3, 250_000_000, 0, 250_000, 0), Parameters.NONE),
                        new ProbeLoad(
                                Probe.JITTER,
                                new Schedule(2, 6, 60_000_000_000L, 100_000_000, 0, 2_000),
                                Parameters.NONE));
        assertThat(campaign.controls()).containsExactly("worker-8", "worker-9");
        assertThat(campaign.gates())
                .map(Gate::toString)
                .containsExactly(
                        "jitter: spikes(>20us) == 0 within 0.01/s on each numaNode", "wakeup: ratio(p95) <= 1.05");
        assertThat(campaign.side("again").orElseThrow().control()).isTrue();
        assertThat(campaign.compared()).map(Side::name).containsExactly("after.1");
        assertThat(campaign.reference().name()).isEqualTo("before");
        Side after = campaign.side("after.1").orElseThrow();
        assertThat(after.settings()).isEqualTo(new Settings(true, 10, true, true));
        assertThat(after.declared()).contains("SCHED_FIFO 10 instead of SCHED_OTHER");
        assertThat(after.changes()).contains("nohzFull");
    }

    @Test
    void aCampaignSurvivesTheJsonOfAJournal() {
        Campaign campaign = Texts.campaign(BundledWorkloads.load("host-smoke"));
        assertThat(CanonicalJson.read(CanonicalJson.bytes(campaign), Campaign.class))
                .isEqualTo(campaign);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 1s, 1ms, wakeup-P99",
        "2, 3.688s, 200us, wakeup-P999",
        "2, 3.6878s, 200us, wakeup-P99",
        "1, 3.68s, 1ms, wakeup-P99",
        "1, 3.679s, 1ms, wakeup-P95"
    })
    void whereNothingIsSaidTheHighestQuantileWithItsSamplesJudges(
            int windows, String window, String period, String metric) {
        String yaml = "campaign: x\nsides: {a: {}}\nprobes:\n  wakeup: {windows: %d, window: %s, period: %s}\n"
                .formatted(windows, window, period);
        assertThat(Texts.campaign(yaml).primary()).map(Metric::name).containsExactly(metric);
    }

    @Test
    void theSha256IsThatOfTheFile() {
        assertThat(Texts.campaign(Texts.SHORTEST).sourceSha256())
                .isEqualTo("93bda737624ed9c88e5a02bb28e9dcf6ca3888c0cdd668efd0427ac6576cbe6b");
    }

    @Test
    void aByteOrderMarkIsSkippedAndCarriageReturnsEndLines() {
        byte[] windows = ("\uFEFF" + Texts.SHORTEST.replace("\n", "\r\n")).getBytes(UTF_8);
        assertThat(CampaignYaml.parse("c.yml", windows)).isInstanceOf(CampaignYaml.Parsed.class);

        byte[] wrong = ("\uFEFF" + Texts.SHORTEST.replace("a: {}", "a: 1").replace("\n", "\r\n")).getBytes(UTF_8);
        assertThat(Texts.problems(wrong)).containsExactly("c.yml:3: sides.a: found 1; expected a mapping");
    }

    @Test
    void textThatIsNotUtf8IsToldWithItsLine() {
        assertThat(Texts.problems("campaign: x\ndescription: gr\u00fcn\n".getBytes(ISO_8859_1)))
                .containsExactly("c.yml:2: byte 27 (0xfc) is not UTF-8; expected UTF-8 text; save the file as UTF-8");
        assertThat(Texts.problems(Texts.SHORTEST.getBytes(UTF_16)))
                .containsExactly("c.yml:1: byte 0 (0xfe) is not UTF-8; expected UTF-8 text; save the file as UTF-8");
        assertThat(Texts.problems(new byte[] {'a', (byte) 0xe2, (byte) 0x82}))
                .containsExactly("c.yml:1: byte 1 (0xe2) is not UTF-8; expected UTF-8 text; save the file as UTF-8");
    }

    @Test
    void aControlCharacterIsToldWithItsLine() {
        assertThat(Texts.problems("campaign: x\n\ndescription: \u0000\n".getBytes(UTF_8)))
                .containsExactly(
                        "c.yml:3: the character U+0000; expected printable text; remove it: YAML does not allow it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "---\n", "# only this", "\uFEFF"})
    void anEmptyFileIsToldAsOne(String empty) {
        assertThat(Texts.problems(empty.getBytes(UTF_8)))
                .singleElement()
                .asString()
                .matches("c.yml:1: (the file is empty; expected a campaign|found nothing; expected a mapping.*)");
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() {
        byte[] large = new byte[CampaignYaml.MAX_BYTES + 1];
        Arrays.fill(large, (byte) ' ');
        assertThat(Texts.problems(large))
                .containsExactly("c.yml:1: the file is larger than 1048576 bytes; expected a campaign");
    }

    @Test
    void moreValuesThanAnyCampaignHoldsEndTheReading() {
        String many = "a:\n" + "- 1\n".repeat(20_000);
        assertThat(Texts.problems(many.getBytes(UTF_8)))
                .containsExactly("c.yml:10000: more than 10000 values; expected a campaign");
    }

    @Test
    void whatAFileHoldsCannotBreakALineOrDriveATerminal() {
        String yaml = Texts.SHORTEST + "\"\\e]0;x\\a\\u2028\\u202e\": 1\n";
        List<String> problems = Texts.problems(yaml.getBytes(UTF_8));
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("c.yml:4: \"\\u001b]0;x\\u0007\\u2028\\u202e\": unknown key");
    }

    @Test
    void problemsDoNotFollowTheLocale() {
        byte[] latin = "campaign: gr\u00fcn\n".getBytes(ISO_8859_1);
        byte[] wrong =
                Texts.SHORTEST.replace("jitter: {}", "jitter: {windows: 1001}").getBytes(UTF_8);
        List<String> here =
                List.of(Texts.problems(latin).get(0), Texts.problems(wrong).get(0));
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(List.of(
                            Texts.problems(latin).get(0), Texts.problems(wrong).get(0)))
                    .isEqualTo(here);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void oneSideMayBeMeasuredAlone() {
        assertThat(Texts.campaign(Texts.SHORTEST).sides()).hasSize(1);
    }

    @Test
    void aProblemSaysAllItKnowsInOneLine() {
        Problem problem = new Problem("a\nb.yml", 12, "sides.x", "unknown key", "one of y, z", "did you mean \"y\"?");
        assertThat(problem)
                .hasToString("a\\u000ab.yml:12: sides.x: unknown key; expected one of y, z; did you mean \"y\"?");
        assertThat(new Problem("f", 1, "", "found x", "", "")).hasToString("f:1: found x");
    }
}
