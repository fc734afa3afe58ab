package io.quietcore.harness.cli;

import io.quietcore.harness.load.LoadOrders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What else goes on while a run is measured, and ends it. */
final class LoadOptions {
    @Option(
            names = "--while",
            description =
                    "measure before, during and after the command that follows --, and tell the three phases apart:"
                            + " run W --while -- kube-burner init -c job.yml")
    private boolean whileCommand;

    @Option(
            names = "--before",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "how long to measure before the command starts, counted from the end of the first window; default"
                            + " 10s")
    private @Nullable Duration before;

    @Option(
            names = "--after",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "how long after it ended; default 10s")
    private @Nullable Duration after;

    @Option(
            names = "--while-metrics",
            paramLabel = "DIR",
            description = "kube-burner's metricsDirectory: the churn of its jobs is laid over the spikes")
    private @Nullable Path metrics;

    @Option(
            names = "--while-log",
            paramLabel = "FILE",
            description = "takes the command's output; default: standard error")
    private @Nullable Path log;

    @Option(
            names = "--until-parent-ends",
            description = "for a hook: measure until 'quietcore stop' or the end of the process that started this one;"
                    + " exit code 0 whatever a gate says")
    boolean untilParentEnds;

    @Option(
            names = "--fail-load",
            description = "a load that ended abnormally is an alert with exit code 3, and a hook's gate keeps its own")
    boolean failLoad;

    private static final Duration AROUND = Duration.ofSeconds(10);

    /** Whether the run has no end of its own. */
    boolean openEnded() {
        return whileCommand || untilParentEnds;
    }

    /**
     * The load, checked; empty where there is none.
     *
     * @param command what stood after {@code --}
     */
    Optional<LoadOrders> orders(List<String> command) throws CommandFailure {
        if (!whileCommand) {
            if (!command.isEmpty()) {
                throw CommandFailure.error(
                        "found '" + command.get(0) + "' after the workload; expected --while -- COMMAND, or no more");
            }
            if (before != null || after != null || metrics != null || log != null) {
                throw CommandFailure.error("--before, --after, --while-metrics and --while-log belong to --while");
            }
            return Optional.empty();
        }
        if (command.isEmpty()) {
            throw CommandFailure.error("--while: no command was found; expected one, as in --while -- sleep 30");
        }
        if (untilParentEnds) {
            throw CommandFailure.error(
                    "--while ends with its command and --until-parent-ends with its parent; leave one of them out");
        }
        String program = command.get(0);
        boolean found = program.contains("/")
                ? Files.isExecutable(Path.of(program)) && !Files.isDirectory(Path.of(program))
                : ExternalProbeCommand.installed(program);
        if (!found) {
            throw CommandFailure.error(
                    "--while: '" + program + "' is no program that can be run; expected one on the PATH or its path");
        }
        if (log != null && !Files.isDirectory(log.toAbsolutePath().resolveSibling("."))) {
            throw CommandFailure.error("--while-log: the folder of " + log + " is not there; make it first");
        }
        return Optional.of(new LoadOrders(
                command, before == null ? AROUND : before, after == null ? AROUND : after, metrics, log));
    }
}
