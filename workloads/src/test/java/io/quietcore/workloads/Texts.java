package io.quietcore.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.workloads.yaml.Problem;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Campaigns as text, for tests: the fixtures, and what became of a text. */
final class Texts {
    /** The shortest campaign there is. */
    static final String SHORTEST = """
            campaign: x
            probes: {jitter: {}}
            sides: {a: {}}
            """;

    private Texts() {}

    static CampaignYaml.Outcome parse(String yaml) {
        return CampaignYaml.parse("c.yml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    static Campaign campaign(String yaml) {
        CampaignYaml.Outcome outcome = parse(yaml);
        assertThat(outcome).as(yaml).isInstanceOf(CampaignYaml.Parsed.class);
        return ((CampaignYaml.Parsed) outcome).campaign();
    }

    static List<String> problems(byte[] yaml) {
        return CampaignYaml.parse("c.yml", yaml) instanceof CampaignYaml.Rejected rejected
                ? rejected.problems().stream().map(Problem::toString).toList()
                : List.of();
    }

    /** The fixtures of bad campaigns; each lies beside the problems that it must give. */
    static List<Path> bad() {
        try (Stream<Path> files =
                Files.list(Path.of(Texts.class.getResource("bad").toURI()))) {
            return files.filter(file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError("the fixtures cannot be listed", e);
        }
    }
}
