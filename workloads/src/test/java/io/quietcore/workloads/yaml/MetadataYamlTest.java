package io.quietcore.workloads.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataYamlTest {
    private static List<String> problems(String yaml) {
        ProblemList problems = new ProblemList("um.yml");
        MetadataYaml.read(yaml.getBytes(StandardCharsets.UTF_8), problems);
        return problems.byLine().stream().map(Problem::toString).toList();
    }

    @Test
    void kubeBurnersOwnFileIsReadWithItsTypes() {
        // The captured runs' user-metadata.yml, and what their documents hold.
        String yaml = "platform: lab\nclusterType: self-managed\nworkerNodesCount: 2\nphase: baseline\n";

        assertThat(MetadataYaml.read(yaml.getBytes(StandardCharsets.UTF_8), new ProblemList("um.yml")))
                .isEqualTo(Map.of(
                        "platform", "lab", "clusterType", "self-managed", "workerNodesCount", 2, "phase", "baseline"));
    }

    @Test
    void whatIsNoMappingIsToldWithFileAndLine() {
        assertThat(problems("- a\n"))
                .containsExactly("um.yml:1: found a list; expected a mapping, such as \"platform: lab\"");
        assertThat(problems("")).containsExactly("um.yml:1: the file is empty; expected a mapping of metadata");
        assertThat(problems("a: 1\na: 2\n")).hasSize(1).allMatch(line -> line.startsWith("um.yml:2: "));
    }

    @ParameterizedTest
    @CsvSource({"7, Integer", "0.5, Double", "true, Boolean", "v1.36.2, String", "'', String", "007a, String"})
    void aValueHasTheTypeThatYamlGivesIt(String text, String type) {
        assertThat(MetadataYaml.value(text).getClass().getSimpleName()).isEqualTo(type);
    }
}
