package io.quietcore.workloads.yaml;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.ContractTargets;
import io.quietcore.fuzz.Holds;
import io.quietcore.fuzz.Target;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** YAML, and the scalars in it. */
public final class YamlTargets {
    private YamlTargets() {}

    public static List<Target> all() {
        return List.of(
                Target.telling("scalar", YamlTargets::scalar), Target.telling("metadata", YamlTargets::metadata));
    }

    /** Every problem of a file: where it is, and words that a terminal can show. */
    public static void check(List<Problem> problems, byte[] input) {
        long lines = ContractTargets.text(input)
                        .chars()
                        .filter(each -> each == '\n' || each == '\r')
                        .count()
                + 1;
        for (Problem problem : problems) {
            Holds.oneLine(
                    "a problem",
                    problem.toString()
                            .substring(0, Math.min(4_000, problem.toString().length())));
            Holds.that(problem.line() >= 1 && problem.line() <= lines, "line " + problem.line() + " of " + lines);
        }
    }

    private static boolean scalar(byte[] input) {
        JsonNode value = PlainScalar.resolve(ContractTargets.text(input));
        Holds.equal(
                "a scalar and itself, written and read",
                CanonicalJson.write(value),
                CanonicalJson.write(CanonicalJson.readTree(CanonicalJson.bytes(value))));
        Object told = MetadataYaml.value(ContractTargets.text(input));
        Holds.that(!CanonicalJson.write(told).isEmpty(), "metadata that nobody can write");
        return true;
    }

    private static boolean metadata(byte[] input) {
        ProblemList problems = new ProblemList("metadata.yml");
        Map<String, Object> metadata = MetadataYaml.read(input, problems);
        check(problems.byLine(), input);
        Holds.that(!CanonicalJson.write(metadata).isEmpty(), "metadata that nobody can write");
        return problems.isEmpty();
    }
}
