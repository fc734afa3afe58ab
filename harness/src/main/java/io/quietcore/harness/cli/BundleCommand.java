package io.quietcore.harness.cli;

import io.quietcore.contract.Gate;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.archive.EvidenceBundle;
import io.quietcore.results.compare.JudgedGates;
import io.quietcore.results.report.ReportFiles;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.RunSearch;
import io.quietcore.workloads.Campaign;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quietcore bundle}. */
@Command(
        name = "bundle",
        description = {
            "Packs all that a campaign left into one file that another person can check; the same campaign gives the same"
                    + " bytes.",
            "--verify checks every sum and histogram of such a file, computes comparison and report anew, and compares"
                    + " them with the packed ones to the byte; exit code 1 where anything differs."
        },
        mixinStandardHelpOptions = true)
final class BundleCommand implements Callable<Integer> {
    /** What is computed from the histograms alone. */
    private static final List<String> RECOMPUTED =
            List.of(CampaignFolder.COMPARISON_FILE, CampaignFolder.GATES_FILE, ReportFiles.HTML, ReportFiles.MARKDOWN);

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN", description = "the folder of a campaign, or of runs")
    private @Nullable Path folder;

    @Option(names = "--out", paramLabel = "FILE", description = "where to, such as evidence.tar.gz")
    private @Nullable Path out;

    @Option(names = "--verify", paramLabel = "FILE", description = "a bundle to check")
    private @Nullable Path bundle;

    @Override
    public Integer call() throws IOException, InterruptedException, CommandFailure {
        Logging.toStandardError("error");
        if (bundle != null && folder == null && out == null) {
            return verify(bundle);
        }
        if (folder == null || out == null || bundle != null) {
            throw new ParameterException(
                    spec.commandLine(), "expected CAMPAIGN and --out FILE, or --verify FILE alone");
        }
        if (!Files.isDirectory(folder)) {
            throw CommandFailure.error(folder + " is not there; expected the folder of a campaign or of runs");
        }
        if (FleetSession.isIn(folder)) {
            throw CommandFailure.error(
                    folder + " holds several clusters, each a campaign of its own; bundle their folders");
        }
        RunSearch.find(folder.toString());
        int files = EvidenceBundle.pack(folder, Main.version(), out);
        spec.commandLine().getOut().println(out + "  " + files + " files");
        return ExitCode.OK;
    }

    private int verify(Path file) throws IOException, InterruptedException, CommandFailure {
        try (UnpackFolder place = UnpackFolder.make()) {
            Path unpacked = place.path();
            List<String> problems = new ArrayList<>(EvidenceBundle.unpack(file, unpacked));
            if (problems.isEmpty()) {
                for (Path run : RunSearch.find(unpacked.toString()).runs()) {
                    RunFolder.read(run).damaged().forEach(each -> problems.add(each.message()));
                }
            }
            boolean campaign = Files.isRegularFile(unpacked.resolve(CampaignFolder.CAMPAIGN_FILE));
            if (problems.isEmpty() && campaign) {
                problems.addAll(recomputed(unpacked));
            }
            if (!problems.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.ERROR,
                        problems.stream().map(problem -> file + ": " + problem).toList());
            }
            spec.commandLine()
                    .getOut()
                    .println(file + "  whole"
                            + (campaign
                                    ? "; comparison and report are what its histograms give, to the byte"
                                    : "; it holds no campaign, and so no comparison of its own"));
            return ExitCode.OK;
        } catch (InterruptedException | ClosedByInterruptException e) {
            spec.commandLine().getErr().println("quietcore: interrupted; " + file + " was not checked to its end");
            return ExitCode.INTERRUPTED;
        }
    }

    /** Computes everything anew, over what was packed, and says what came out otherwise. */
    private static List<String> recomputed(Path unpacked) throws IOException, CommandFailure {
        Map<String, byte[]> packed = contents(unpacked);
        String version =
                Files.readString(unpacked.resolve(EvidenceBundle.VERSION)).strip();
        CampaignText text = CampaignText.read(unpacked.resolve(CampaignFolder.CAMPAIGN_FILE));
        try (CampaignFolder folder = CampaignFolder.open(unpacked, Clock.systemUTC())) {
            if (folder.sidesFinished().isEmpty()) {
                return List.of();
            }
            Campaign begun = folder.asBegun(text.campaign());
            new Verdicts(folder, begun, gates(begun, packed))
                    .finish(new Verdicts.Telling(OutputFormat.json, null, false), new PrintWriter(Writer.nullWriter()));
        }
        Map<String, byte[]> again = contents(unpacked);
        List<String> problems = new ArrayList<>();
        for (String name : RECOMPUTED) {
            byte[] before = packed.getOrDefault(name, new byte[0]);
            if (!Arrays.equals(before, again.getOrDefault(name, new byte[0]))) {
                problems.add(name + (before.length == 0 ? ": found nothing" : ": found other bytes")
                        + ", expected what the histograms give; packed by " + version + ", computed anew by "
                        + Main.version());
            }
        }
        return problems;
    }

    /** The campaign's own, and those that the environment of its measurement meant: what was judged names them. */
    private static List<Gate> gates(Campaign begun, Map<String, byte[]> packed) throws CommandFailure {
        List<Gate> gates = new ArrayList<>(begun.gates());
        Set<String> own = gates.stream().map(Gate::toString).collect(Collectors.toSet());
        Set<String> others = new LinkedHashSet<>();
        for (String name : List.of(CampaignFolder.COMPARISON_FILE, CampaignFolder.GATES_FILE)) {
            byte[] json = packed.get(name);
            if (json != null) {
                others.addAll(judged(name, json));
            }
        }
        others.removeAll(own);
        gates.addAll(DeclaredGates.parse(List.copyOf(others)));
        return gates;
    }

    private static Set<String> judged(String name, byte[] json) throws CommandFailure {
        try {
            return JudgedGates.in(json);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.error(name + " is damaged, though its sum is right: " + e.getMessage());
        }
    }

    private static Map<String, byte[]> contents(Path folder) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (String name : RECOMPUTED) {
            if (Files.isRegularFile(folder.resolve(name))) {
                contents.put(name, Files.readAllBytes(folder.resolve(name)));
            }
        }
        return contents;
    }
}
