package io.quietcore.harness.cli;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.Probe;
import io.quietcore.harness.backend.Backend.Place;
import io.quietcore.harness.plan.Group;
import io.quietcore.harness.plan.Plan;
import io.quietcore.results.validation.Design;
import io.quietcore.results.validation.Validation;
import io.quietcore.results.validation.ValidationText;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quietcore validate-statistics}. */
@Command(
        name = "validate-statistics",
        description = {
            "Tries the verdicts on simulated campaigns whose truth is known: false alarms of A/A campaigns, coverage",
            "of the intervals, power. Plan and comparison are those of real campaigns, 10 repetitions a side. Then what",
            "regress says of simulated nights. The method and these tables: results/STATISTICS.md."
        },
        mixinStandardHelpOptions = true)
final class ValidateStatisticsCommand implements Callable<Integer> {
    private static final int MOST_CAMPAIGNS = 100_000;
    private static final int REPETITIONS = 10;
    private static final int BLOCK_SIZE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(
            names = "--campaigns",
            paramLabel = "N",
            defaultValue = "1000",
            description = "of each shape, noise and change, 1 to 100000; default ${DEFAULT-VALUE}")
    private int campaigns = 1_000;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
    private long seed = 1;

    @Option(
            names = "--order",
            defaultValue = "interleaved",
            description = "${COMPLETION-CANDIDATES}: sides in blocks of 2, as campaigns measure them, or one after the"
                    + " other, as a reboot between them forces; default ${DEFAULT-VALUE}")
    private Order order = Order.interleaved;

    @Mixin
    private OutputOption output = new OutputOption();

    /** In which order the sides are measured; spelled as on the command line. */
    @SuppressWarnings("checkstyle:ConstantName")
    enum Order {
        interleaved,
        blocked
    }

    @Override
    public Integer call() {
        if (campaigns < 1 || campaigns > MOST_CAMPAIGNS) {
            throw new ParameterException(
                    spec.commandLine(), "--campaigns " + campaigns + ": expected 1 to " + MOST_CAMPAIGNS);
        }
        Validation validation =
                Validation.of(campaigns, seed, order == Order.interleaved ? INTERLEAVED : ONE_AFTER_THE_OTHER);
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                output.format == OutputFormat.json
                        ? CanonicalJson.writeIndented(validation)
                        : ValidationText.of(validation, campaigns, seed));
        return ExitCode.OK;
    }

    private static final String SIDE = "side";

    /** The order of a real plan. */
    private static final Design INTERLEAVED = new Design(
            seed -> Plan.interleaved(
                            List.of("reference", SIDE),
                            List.of(new Group(Probe.JITTER, List.of(new Place("node", 0, "numa0")), false)),
                            REPETITIONS,
                            BLOCK_SIZE,
                            seed)
                    .steps()
                    .stream()
                    .map(step -> step.side().equals(SIDE))
                    .toList(),
            BLOCK_SIZE);

    private static final Design ONE_AFTER_THE_OTHER = new Design(
            seed -> IntStream.range(0, 2 * REPETITIONS)
                    .mapToObj(i -> i >= REPETITIONS)
                    .toList(),
            REPETITIONS);
}
