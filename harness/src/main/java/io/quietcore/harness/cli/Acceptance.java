package io.quietcore.harness.cli;

import io.quietcore.results.facts.Alert;
import io.quietcore.results.report.JUnitXml.Case;
import io.quietcore.results.report.JUnitXml.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/**
 * What a comparison must keep beyond its gates, and the exit code that follows: {@link ExitCode#GATE} exactly where JUnit's
 * XML of the same has a failure.
 */
final class Acceptance {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptance.class);

    @Option(
            names = "--fail-on-regression",
            description =
                    "exit code 4, and a failure in JUnit XML, also where a primary metric is REGRESSED; without it"
                            + " only gates fail, and a REGRESSED metric is a skipped case")
    boolean failOnRegression;

    /** What stands in the way of verdicts, whatever they are: an error for each reason of a worse exit code. */
    static List<Case> troubles(Map<String, List<String>> shortOf, Map<String, List<Alert>> alerts) {
        List<Case> cases = new ArrayList<>();
        shortOf.forEach((side, reasons) ->
                cases.add(new Case(side, "measurement", Outcome.ERROR, "INVALID: " + String.join("; ", reasons), "")));
        alerts.forEach((side, all) ->
                all.forEach(alert -> cases.add(new Case(side, "alert", Outcome.ERROR, alert.description(), ""))));
        return cases;
    }

    /** The code of these cases; each that failed is an error of the log. */
    static int exitCode(List<Case> cases) {
        List<Case> failed =
                cases.stream().filter(each -> each.outcome() == Outcome.FAILED).toList();
        failed.forEach(each -> LOG.error("side {}: {}: {}", each.group(), each.name(), each.message()));
        return failed.isEmpty() ? ExitCode.OK : ExitCode.GATE;
    }
}
