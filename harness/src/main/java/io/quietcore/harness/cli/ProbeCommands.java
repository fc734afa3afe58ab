package io.quietcore.harness.cli;

import io.quietcore.contract.Parameter;
import io.quietcore.contract.Probe;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quietcore probe}: a subcommand for each probe, with the options that the contract declares for it. */
@Command(
        name = ProbeCommands.NAME,
        description = "Measures with one probe, here and now, as oslat and cyclictest do.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "NAME")
final class ProbeCommands implements Callable<Integer> {
    static final String NAME = "probe";
    static final String PERIOD = "--period";
    static final String THRESHOLD = "--threshold";

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(names = "--list", description = "the probes, what each measures, and what it can be told")
    private boolean list;

    /** The command with a subcommand for each probe. */
    static CommandLine tree() {
        CommandLine probes = new CommandLine(new ProbeCommands());
        for (Probe probe : Probe.values()) {
            probes.addSubcommand(probe.spelling(), one(probe));
        }
        probes.addSubcommand("external", new ExternalProbeCommand());
        return probes;
    }

    private static CommandSpec one(Probe probe) {
        ProbeRunCommand command = new ProbeRunCommand(probe);
        CommandSpec one = CommandSpec.forAnnotatedObject(command);
        one.name(probe.spelling()).usageMessage().description("Measures " + probe.summary() + ".");
        if (probe.periodic()) {
            option(one, PERIOD, "TIME", "from one deadline to the next, 50us to 1s; default 1ms");
        }
        if (probe.countsGaps()) {
            option(one, THRESHOLD, "TIME", "a gap over this is time lost, 100ns to 100ms; default 1us");
        }
        if (probe == Probe.NETWORK) {
            option(one, "--listen", "HOST:PORT", "be the peer that answers, until Ctrl-C, and measure nothing");
        }
        for (Parameter parameter : probe.parameters()) {
            if (parameter == Parameter.EXPLAIN) {
                one.addOption(OptionSpec.builder("--explain")
                        .type(boolean.class)
                        .description(
                                "find the cause of each spike, by a sampler beside the windows, which disturbs them")
                        .build());
                one.addOption(OptionSpec.builder("--self-test")
                        .type(boolean.class)
                        .description(
                                "measure twice, with and without the sampler, and print what the loop says of itself")
                        .build());
                continue;
            }
            if (parameter.isSwitch()) {
                one.addOption(OptionSpec.builder("--" + parameter.option())
                        .type(boolean.class)
                        .description(parameter.description().replaceFirst("^yes: ", ""))
                        .build());
                continue;
            }
            option(
                    one,
                    "--" + parameter.option(),
                    parameter.kind().name(),
                    parameter.description()
                            + (parameter.defaultText().isEmpty() ? "" : "; default " + parameter.defaultText()));
        }
        return one;
    }

    private static void option(CommandSpec command, String name, String label, String description) {
        command.addOption(OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label.toUpperCase(Locale.ROOT))
                .description(description)
                .build());
    }

    @Override
    public Integer call() {
        if (!list) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the name of a probe is missing; expected one of "
                            + Arrays.stream(Probe.values()).map(Probe::spelling).toList());
        }
        PrintWriter out = spec.commandLine().getOut();
        for (Probe probe : Probe.values()) {
            out.printf(Locale.ROOT, "%-15s %s%n", probe.spelling(), probe.summary());
            List<String> options = probe.parameters().stream()
                    .map(each -> "--" + each.option())
                    .toList();
            if (!options.isEmpty()) {
                out.printf(Locale.ROOT, "%-15s   %s%n", "", String.join(" ", options));
            }
        }
        return ExitCode.OK;
    }
}
