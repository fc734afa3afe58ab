package io.quietcore.harness.cli;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command tree. */
@Command(
        name = "quietcore",
        description = "Measures what a tuning step did to latency: pinned probes, histograms for each NUMA node, a fair"
                + " comparison.",
        mixinStandardHelpOptions = true,
        versionProvider = QuietcoreCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  done",
            "  1  an error, wrong usage too; also where standard output could not be written",
            "  2  --timeout passed",
            "  3  an alert: with --fail-load, the load ended abnormally",
            "  4  a declared gate failed or is undecided (too little was measured to pass it), or a regression that was asked for",
            "  5  the measurement is invalid: a side stays short of its repetitions",
            "130  interrupted; what was measured is kept, and --resume goes on",
            "141  whoever read standard output went away before its end, as '| head' does"
        })
final class QuietcoreCommand implements Runnable {
    /** Its commands but for {@code probe}, whose own are made of what the contract declares. */
    static final List<Class<?>> COMMANDS = List.of(
            CampaignCommand.class,
            RunCommand.class,
            StopCommand.class,
            CompareCommand.class,
            ReportCommand.class,
            HistoryCommand.class,
            RegressCommand.class,
            BundleCommand.class,
            IndexCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            PeersCommand.class,
            ValidateStatisticsCommand.class,
            TopologyCommand.class,
            WorkloadsCommand.class,
            SchemaCommand.class,
            RbacCommand.class,
            CleanCommand.class,
            HelpCommand.class,
            AutoComplete.GenerateCompletion.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** The line of {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Main.versionLine()};
        }
    }
}
