package io.quietcore.harness.cli;

import io.quietcore.workloads.DurationText;
import io.quietcore.workloads.Margin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The change that matters. */
final class MarginOptions {
    @Option(
            names = "--margin",
            paramLabel = "PERCENT",
            description = "a change below this share of the level before does not matter; default: 5")
    private double percent = Margin.DEFAULT.percent();

    @Option(
            names = "--margin-absolute",
            paramLabel = "TIME",
            description = "nor one below this time, such as 500ns; default: what the measurement resolves, twice the"
                    + " probe's floor or the clock's step")
    private @Nullable String absolute;

    /** What was declared, and told as a mistake of this command where it is none. */
    Margin declared(CommandLine command) {
        try {
            if (absolute == null) {
                return new Margin(percent, null);
            }
            return new Margin(
                    percent,
                    DurationText.parse(absolute)
                            .orElseThrow(() -> new ParameterException(
                                    command,
                                    "--margin-absolute: found '" + absolute
                                            + "', expected a time with its unit, such as 500ns")));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, "--margin: found " + e.getMessage(), e);
        }
    }
}
