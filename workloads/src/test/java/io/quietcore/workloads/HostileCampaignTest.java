package io.quietcore.workloads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.workloads.CampaignYaml.Parsed;
import io.quietcore.workloads.CampaignYaml.Rejected;
import io.quietcore.workloads.yaml.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Campaigns that somebody wrote to break the reader: each is refused in lines, and none is taken for another number. */
@Tag("once")
class HostileCampaignTest {
    private static final String REST = """
            description: short.
            primary: [jitter-lost]
            sides:
              baseline: {pinned: false}
              tuned: {pinned: true}
            """;

    private static CampaignYaml.Outcome parse(String yaml) {
        return CampaignYaml.parse("hostile.yml", yaml.getBytes(UTF_8));
    }

    private static List<Problem> problems(String yaml) {
        CampaignYaml.Outcome outcome = parse(yaml);
        assertThat(outcome).as(yaml).isInstanceOf(Rejected.class);
        return ((Rejected) outcome).problems();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9223372036854775808.5", "-9223372036854775808.5", "18446744073709551616.25", "1.5", "12e-1"})
    void aSeedWithAFractionIsOneLineWithItsPlace(String seed) {
        List<Problem> problems = problems("campaign: short\nseed: " + seed
                + "\nprobes:\n  jitter: {windows: 1, window: 100ms, threshold: 1us}\n" + REST);

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).toString())
                .startsWith("hostile.yml:2: seed: found ")
                .contains("expected a whole number from 0 to 9007199254740991");
    }

    private static Stream<String> numbers() {
        return Stream.of(
                        "1e999999999",
                        "1e-999999999",
                        "1e400",
                        "1e-400",
                        "1e399",
                        "1e-399",
                        "1e308",
                        "1e309",
                        "1.5e400",
                        "9223372036854775807",
                        "9223372036854775808",
                        "-9223372036854775809",
                        "9223372036854775807.5",
                        "9223372036854775808.5",
                        "1e19",
                        "1.0000000000000000000000000000000000000000000000000000001e9",
                        "0.1e-390",
                        "-0.0",
                        "0x7fffffffffffffff",
                        "0xffffffffffffffffffff",
                        "0o7777777777777777777777777",
                        ".inf",
                        "-.inf",
                        ".nan",
                        "1_000",
                        "0b1",
                        "+.5",
                        "5.",
                        "1.e1",
                        "-",
                        "+",
                        ".",
                        "1e",
                        "0x",
                        "0o",
                        "~")
                .flatMap(number -> Stream.of(
                        "repetitions: " + number,
                        "blockSize: " + number,
                        "seed: " + number,
                        "explain: " + number,
                        "margin: {percent: " + number + "}",
                        "margin: {absolute: " + number + "}",
                        "numaNodes: [" + number + ", " + number + "]",
                        "probes: {jitter: {windows: " + number + ", warmupWindows: " + number + "}}",
                        "probes: {storage: {queueDepth: " + number + ", fileSize: " + number + "}}",
                        "sides: {a: {priority: " + number + ", scheduling: fifo}, b: {pinned: " + number + "}}"));
    }

    /** A million digits would take minutes and gigabytes: the numbers stay as they are written. */
    @ParameterizedTest
    @MethodSource("numbers")
    void anyNumberAnywhereIsTakenOrRefusedInLines(String line) {
        String probes = line.startsWith("probes") ? "" : "probes: {jitter: {windows: 1, window: 100ms}}\n";
        String rest = line.startsWith("sides") ? REST.substring(0, REST.indexOf("sides")) : REST;
        CampaignYaml.Outcome outcome = parse("campaign: short\n" + line + "\n" + probes + rest);

        if (outcome instanceof Rejected rejected) {
            assertThat(rejected.problems())
                    .allSatisfy(
                            problem -> assertThat(problem.toString().length()).isLessThan(2_500));
            assertThat(rejected.problems()).extracting(Problem::line).allSatisfy(at -> assertThat(at)
                    .isBetween(1, 12));
        } else {
            Campaign campaign = ((Parsed) outcome).campaign();
            assertThat(campaign.margin().percent()).isBetween(0.0, 1_000.0);
            assertThat(campaign.repetitions()).isBetween(1, 1_000);
        }
    }

    @Test
    void aliasesAnchorsTagsDuplicatesAndDepthAreRefusedInLines() {
        assertThat(problems("a: &a [x]\nb: *a\n").toString()).contains("the anchor &a", "the alias *a");
        assertThat(problems("campaign: !!java.lang.Runtime x\n").toString()).contains("the tag");
        assertThat(problems("campaign: a\ncampaign: b\n").toString())
                .contains("the key \\\"campaign\\\" a second time, first in line 1".replace("\\", ""));
        for (String bracket : List.of("[", "{a: ", "- ", "? ", "[{a: ")) {
            assertThat(problems(bracket.repeat(20_000)).toString()).contains("hostile.yml:1");
        }
        String lol = Stream.iterate(0, i -> i + 1)
                .limit(30)
                .map(i -> "a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n")
                .reduce("", String::concat);
        assertThat(problems(lol)).isNotEmpty();
        assertThat(problems("<<: {a: b}\n").toString()).contains("unknown key");
        assertThat(problems("campaign: [" + "x,".repeat(20_000) + "]").toString())
                .contains("more than 10000 values");
    }

    @Test
    void longTextsAreCut() {
        String text = "x".repeat(500_000);
        for (String line : List.of(
                "campaign: " + text,
                text + ": 1",
                "primary: [" + text + "]",
                "gates: [{jitter: " + text + "}]",
                "gates: [{jitter: \"p99" + " ".repeat(84_000) + "\"}]",
                "seed: " + "9".repeat(500_000))) {
            List<Problem> problems = problems(line + "\nprobes: {jitter: {windows: 1}}\nsides: {a: {}, b: {}}\n");

            assertThat(problems)
                    .allSatisfy(
                            problem -> assertThat(problem.toString().length()).isLessThan(5_000));
        }
    }
}
