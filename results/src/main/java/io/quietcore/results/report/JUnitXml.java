package io.quietcore.results.report;

import io.quietcore.results.compare.Comparison;
import io.quietcore.results.compare.ComparisonText;
import io.quietcore.results.compare.GateResult;
import io.quietcore.results.compare.GateResultText;
import io.quietcore.results.compare.MetricComparison;
import io.quietcore.results.compare.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts as JUnit's XML, which every CI system shows: a test case for each gate and for each primary metric. A gate that
 * did not pass is a failure, an undecided one too. A regressed metric is a failure where that was asked for, and else
 * skipped, as is one that is inconclusive. The exit code follows from the cases, so that the two cannot differ. Pure.
 */
public final class JUnitXml {
    private static final String NOT_ASKED = "; no failure, as --fail-on-regression does not ask for it";

    private JUnitXml() {}

    /** What became of a case. */
    public enum Outcome {
        PASSED,
        FAILED,
        SKIPPED,
        /** What was to be judged is not there, or not as it was to be measured. */
        ERROR
    }

    /**
     * A test case.
     *
     * @param group what it belongs to, such as a side; JUnit's {@code classname}
     * @param name its own
     * @param message why, in one line
     * @param evidence all that stands behind it
     */
    public record Case(String group, String name, Outcome outcome, String message, String evidence) {
        /** The same of a larger whole, such as one cluster of several. */
        public Case of(String whole) {
            return new Case(whole + "/" + group, name, outcome, message, evidence);
        }
    }

    /**
     * The cases of comparisons and gates: gates first, then primary metrics.
     *
     * @param failing sides that fail where a primary metric of theirs regressed
     */
    public static List<Case> cases(List<Comparison> comparisons, List<GateResult> gates, Set<String> failing) {
        List<Case> cases = new ArrayList<>();
        for (GateResult gate : gates) {
            @Nullable String place = gate.place();
            cases.add(new Case(
                    gate.side(),
                    "gate " + gate.gate() + (place == null ? "" : " [" + place + "]"),
                    gate.passed() ? Outcome.PASSED : Outcome.FAILED,
                    gate.outcome().name().toLowerCase(Locale.ROOT) + ": " + gate.reason(),
                    GateResultText.of(List.of(gate)).strip()));
        }
        for (Comparison comparison : comparisons) {
            for (MetricComparison metric : comparison.metrics()) {
                @Nullable Verdict verdict = metric.verdict();
                if (verdict != null) {
                    String side = comparison.side().name();
                    boolean passedOver = verdict == Verdict.REGRESSED && !failing.contains(side);
                    cases.add(new Case(
                            side,
                            "metric " + metric.metric().name(),
                            passedOver ? Outcome.SKIPPED : outcome(verdict),
                            verdict + ": " + metric.reason() + (passedOver ? NOT_ASKED : ""),
                            ComparisonText.line(metric)));
                }
            }
        }
        return cases;
    }

    private static Outcome outcome(Verdict verdict) {
        return switch (verdict) {
            case REGRESSED -> Outcome.FAILED;
            case INCONCLUSIVE -> Outcome.SKIPPED;
            case IMPROVED, EQUIVALENT -> Outcome.PASSED;
        };
    }

    /** The document. */
    public static String of(String suite, List<Case> cases) {
        Html xml = new Html().raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        String[] counts = {
            "tests",
            Integer.toString(cases.size()),
            "failures",
            count(cases, Outcome.FAILED),
            "errors",
            count(cases, Outcome.ERROR),
            "skipped",
            count(cases, Outcome.SKIPPED),
            "name",
            suite.isEmpty() ? "quietcore" : suite
        };
        xml.open("testsuites", counts).open("testsuite", counts);
        for (Case each : cases) {
            xml.open("testcase", "classname", each.group, "name", each.name);
            switch (each.outcome) {
                case FAILED -> xml.element("failure", each.evidence, "message", each.message);
                case SKIPPED -> xml.element("skipped", "", "message", each.message);
                case ERROR -> xml.element("error", each.evidence, "message", each.message);
                case PASSED -> xml.element("system-out", each.evidence);
            }
            xml.close();
        }
        return xml.close().close().toString();
    }

    private static String count(List<Case> cases, Outcome outcome) {
        return Long.toString(
                cases.stream().filter(each -> each.outcome == outcome).count());
    }
}
