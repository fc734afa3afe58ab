package io.quietcore.results.report;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.Comparer;
import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.GateResult;
import io.quietcore.results.compare.GateResult.Outcome;
import io.quietcore.results.compare.Method;
import io.quietcore.results.compare.Runs;
import io.quietcore.results.compare.SideSummary;
import java.util.List;

/** A comparison whose names mean something to whoever does not escape them. */
final class HostileComparison {
    static final String NAME =
            "=cmd()|`x`<script>alert(\"1\")</script>\n&[a](http://b) @team *b*\u0007 https://evil.example www.evil.example #1";

    private HostileComparison() {}

    /** One of a side that is so many times as slow as its reference, with all gates. */
    static Comparison of(double factor) {
        Runs baseline = side("baseline", 1);
        Runs tuned = side("tuned", factor);
        Comparison comparison = Comparer.compare(
                new Comparer.Identity(NAME, "c-1"),
                baseline.input(),
                tuned.input(),
                new Method(List.of(new Metric(Probe.WAKEUP, Statistic.P99)), 5, 1_000L, 2, 1, List.of()));
        return new Comparison(
                comparison.campaign(),
                comparison.campaignId(),
                named(comparison.reference()),
                named(comparison.side()),
                comparison.method(),
                comparison.marginsNs(),
                comparison.metrics(),
                comparison.rankings(),
                comparison.step(),
                comparison.noise(),
                comparison.interference(),
                gates(),
                comparison.warnings());
    }

    /** No campaign has sides of such names; whoever writes them relies on that no more than need be. */
    private static SideSummary named(SideSummary side) {
        return new SideSummary(
                side.name() + NAME,
                side.uuid(),
                side.startedAt(),
                side.endedAt(),
                side.repetitions(),
                side.bootIds(),
                side.fingerprint(),
                side.machineConfigs(),
                side.declared(),
                side.setAside());
    }

    private static Runs side(String name, double factor) {
        return Runs.of(name)
                .evidence("lockMemory", Evidence.denied(NAME))
                .measured(Probe.JITTER, 0, 6, i -> Runs.gaps(factor * i))
                .measured(Probe.WAKEUP, 0, 6, i -> Runs.latencies(factor * 100_000 + i));
    }

    /** One of each outcome. */
    static List<GateResult> gates() {
        return List.of(gate(Outcome.PASSED), gate(Outcome.FAILED), gate(Outcome.UNDECIDED));
    }

    private static GateResult gate(Outcome outcome) {
        return new GateResult(
                "tuned" + NAME,
                "jitter: p99 < 1us " + outcome,
                "node-" + NAME,
                outcome,
                12.0,
                null,
                1_000,
                "ns",
                6,
                1_000,
                1.5,
                null,
                "because " + NAME);
    }
}
