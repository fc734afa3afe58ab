package io.quietcore.workloads;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.ContractTargets;
import io.quietcore.contract.Gate;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.fuzz.Holds;
import io.quietcore.fuzz.Target;
import io.quietcore.workloads.yaml.ProblemList;
import io.quietcore.workloads.yaml.YamlTargets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What people write: campaigns, gates, durations, endpoint files, the variables of cnf-tests. */
public final class WorkloadTargets {
    private static final String BUNDLED = "workloads/src/main/resources/io/quietcore/workloads/bundled/";

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "ES_SERVER", "http://ann:p@ss@under_score:9200", "ES_INDEX", "Quiet", "EMPTY", "", "LINES", "a\nb: \"c");

    private WorkloadTargets() {}

    public static List<Target> all() {
        return List.of(
                Target.telling("campaign", WorkloadTargets::campaign)
                        .from(
                                BUNDLED + "host-smoke.yml",
                                BUNDLED + "host-steps.yml",
                                BUNDLED + "kubernetes-qos-class.yml",
                                BUNDLED + "under-load.yml"),
                Target.telling("gate", WorkloadTargets::gate),
                Target.telling("duration", WorkloadTargets::duration),
                Target.telling("endpoints", WorkloadTargets::endpoints),
                Target.telling("cnf-variables", WorkloadTargets::cnfVariables));
    }

    private static boolean campaign(byte[] input) {
        CampaignYaml.Outcome outcome = CampaignYaml.parse("campaign.yml", input);
        if (outcome instanceof CampaignYaml.Rejected rejected) {
            YamlTargets.check(rejected.problems(), input);
        } else if (outcome instanceof CampaignYaml.Parsed parsed) {
            Holds.that(!CanonicalJson.write(parsed.campaign()).isEmpty(), "a campaign that nobody can write");
        }
        return outcome instanceof CampaignYaml.Parsed;
    }

    private static boolean gate(byte[] input) {
        String text = ContractTargets.text(input);
        boolean whole = told(GateText.parse(text));
        return told(GateText.parse(ProbeSeries.of(Probe.JITTER), text)) || whole;
    }

    private static boolean told(GateText.Outcome outcome) {
        if (outcome instanceof GateText.Read read) {
            Gate gate = read.gate();
            GateText.Outcome again = GateText.parse(gate.toString());
            Holds.equal("a gate and itself, written and read", outcome, again);
        } else if (outcome instanceof GateText.Wrong wrong) {
            Holds.said("what is wrong with a gate", wrong.message());
        }
        return outcome instanceof GateText.Read;
    }

    private static boolean duration(byte[] input) {
        OptionalLong ns = DurationText.parse(ContractTargets.text(input));
        if (ns.isPresent()) {
            Holds.equal(
                    "a duration and itself, written and read",
                    ns,
                    DurationText.parse(DurationText.format(ns.getAsLong())));
        }
        return ns.isPresent();
    }

    private static boolean endpoints(byte[] input) {
        ProblemList problems = new ProblemList("endpoints.yml");
        MetricsEndpoints endpoints = MetricsEndpoints.read(input, ENVIRONMENT, problems);
        YamlTargets.check(problems.byLine(), input);
        endpoints.notes().forEach(each -> Holds.oneLine("a note", each));
        endpoints.indexers().forEach(each -> each.named("5a1b4d6e-0000-4000-8000-000000000001"));
        Holds.that(problems.isEmpty() != endpoints.indexers().isEmpty(), "neither an indexer nor a problem, or both");
        return problems.isEmpty();
    }

    private static boolean cnfVariables(byte[] input) {
        CnfTestsGates gates = CnfTestsGates.of(
                Map.of("MAXIMUM_LATENCY", ContractTargets.text(input).replace("\0", "")), EnumSet.allOf(Probe.class));
        gates.problems().forEach(each -> Holds.said("a problem", each));
        gates.notes().forEach(each -> Holds.oneLine("a note", each));
        return gates.problems().isEmpty();
    }
}
