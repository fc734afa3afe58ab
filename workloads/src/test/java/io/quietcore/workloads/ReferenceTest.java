package io.quietcore.workloads;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The module's own pages say what its code does. */
class ReferenceTest {
    private static final Path MODULE = Path.of(System.getProperty("quietcore.root"), "workloads");

    @Test
    void theCheckedInReferenceIsTheGeneratedOne() throws IOException {
        Path reference = MODULE.resolve("REFERENCE.md");
        Path generated = MODULE.resolve("target").resolve("REFERENCE.md");
        Files.writeString(generated, CampaignReference.markdown());
        assertThat(Files.exists(reference) ? Files.readString(reference) : "")
                .as("copy %s over %s", generated, reference)
                .isEqualTo(CampaignReference.markdown());
    }

    @Test
    void everyExampleOfTheReadmeIsACampaign() throws IOException {
        String readme = Files.readString(MODULE.resolve("README.md"));
        List<String> examples = Pattern.compile("^```yaml\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(readme)
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring("```yaml\n".length(), block.length() - "```".length()))
                .toList();
        assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
        for (String example : examples) {
            assertThat(Texts.problems(example.getBytes(UTF_8))).as(example).isEmpty();
        }
    }

    @Test
    void theProblemsOfTheReadmeAreThoseThatAreTold() throws IOException {
        String readme = Files.readString(MODULE.resolve("README.md"));
        String wrong = "campaign: x\nprobes: {jitter: {}}\nsides:\n  tuned: {schedulin: fifo}\n";
        assertThat(readme).contains(Texts.problems(wrong.getBytes(UTF_8)).get(0).replace("c.yml", "campaign.yml"));
    }
}
