package io.quietcore.workloads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeded mutants of a valid campaign: always a campaign or problems with a line inside the file, never an exception. */
class CampaignYamlFuzzTest {
    private static final int MUTANTS = 1_000;
    private static final List<String> TOKENS = List.of(
            "\t",
            "{",
            "}",
            "[",
            "]",
            ": ",
            "- ",
            "? ",
            "&a ",
            "*a",
            "!x ",
            "!!int ",
            "|",
            ">",
            "\"",
            "'",
            "\n",
            "\r",
            "\n---\n",
            "...",
            "%YAML 3.0\n",
            "#",
            ",",
            "null",
            "~",
            "1e300",
            "-1",
            "0.5",
            ".nan",
            "1e-9",
            "true",
            "\\U",
            "\"\\UFFFFFFFF\"",
            "\"\\uD800\"",
            "\uFEFF",
            "\u0085",
            "\u2028",
            "99999999999999999999",
            "0x",
            "999999h",
            "<<: ",
            "jitter",
            "wakeup-P99999",
            "priority: 99",
            "fifo",
            "changes: [kernel]",
            "blocked",
            "windows: 1");

    @Test
    void aMutantIsACampaignOrHasProblemsInsideTheFile() {
        Random random = new Random(20260101);
        String valid = BundledWorkloads.load("host-smoke");
        int parsed = 0;
        int rejected = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = valid.getBytes(UTF_8);
            for (int cuts = 1 + random.nextInt(3); cuts > 0; cuts--) {
                mutant = mutate(mutant, random);
            }
            CampaignYaml.Outcome outcome = CampaignYaml.parse("m.yml", mutant);
            if (outcome instanceof CampaignYaml.Rejected bad) {
                rejected++;
                int lines = lines(mutant);
                assertThat(bad.problems()).isNotEmpty().allSatisfy(problem -> {
                    assertThat(problem.line()).isBetween(1, lines);
                    assertThat(problem.toString()).startsWith("m.yml:").hasLineCount(1);
                    assertThat(problem.found()).isNotBlank();
                });
            } else {
                parsed++;
            }
        }
        // Mutation must reach both ends, or it tests one.
        assertThat(parsed).isGreaterThan(MUTANTS / 20);
        assertThat(rejected).isGreaterThan(MUTANTS / 2);
    }

    private static int lines(byte[] text) {
        return Math.max(1, Math.toIntExact(new String(text, UTF_8).lines().count()));
    }

    private static byte[] mutate(byte[] text, Random random) {
        int at = random.nextInt(text.length + 1);
        int end = Math.min(text.length, at + 1 + random.nextInt(12));
        return switch (random.nextInt(7)) {
            case 0 -> splice(text, at, end, new byte[0]);
            case 1 -> splice(text, at, Math.min(text.length, at + 1), new byte[] {(byte) random.nextInt(256)});
            case 2 ->
                splice(text, at, at, TOKENS.get(random.nextInt(TOKENS.size())).getBytes(UTF_8));
            case 3 ->
                splice(text, at, end, TOKENS.get(random.nextInt(TOKENS.size())).getBytes(UTF_8));
            case 4 -> splice(text, at, text.length, new byte[0]);
            default -> byLine(new String(text, UTF_8), random);
        };
    }

    private static byte[] byLine(String text, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (lines.isEmpty()) {
            return new byte[0];
        }
        int line = random.nextInt(lines.size());
        switch (random.nextInt(4)) {
            case 0 -> lines.remove(line);
            case 1 -> lines.add(random.nextInt(lines.size()), lines.get(line));
            case 2 -> Collections.swap(lines, line, random.nextInt(lines.size()));
            default -> lines.set(line, "  " + lines.get(line));
        }
        return String.join("\n", lines).getBytes(UTF_8);
    }

    private static byte[] splice(byte[] text, int from, int to, byte[] with) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            out.write(text, 0, from);
            out.write(with);
            out.write(text, to, text.length - to);
        } catch (IOException e) {
            throw new AssertionError("writing into memory", e);
        }
        return out.toByteArray();
    }
}
