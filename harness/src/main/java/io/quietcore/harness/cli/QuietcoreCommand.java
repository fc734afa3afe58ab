package io.quietcore.harness.cli;

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
        subcommands = {
            CampaignCommand.class,
            RunCommand.class,
            CompareCommand.class,
            ReportCommand.class,
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
            AutoComplete.GenerateCompletion.class
        },
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  done",
            "  1  an error, wrong usage too",
            "  2  --timeout passed",
            "  3  kept for alerts, as in kube-burner; no command has any yet",
            "  4  a declared gate failed, or is undecided: what was measured is too little to pass it",
            "  5  the measurement is invalid: a side stays short of its repetitions",
            "130  interrupted; what was measured is kept, and --resume goes on"
        })
final class QuietcoreCommand implements Runnable {
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
