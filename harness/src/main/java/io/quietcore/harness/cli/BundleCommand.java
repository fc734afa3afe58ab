package io.quietcore.harness.cli;

import io.quietcore.contract.Gate;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.archive.BundleSignature;
import io.quietcore.results.archive.EvidenceBundle;
import io.quietcore.results.compare.JudgedGates;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.RunSearch;
import io.quietcore.results.store.SealCheck;
import io.quietcore.workloads.Campaign;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
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
            "--verify checks every sum and histogram of such a file and what its journal sealed, computes comparison, report"
                    + " and documents anew, and compares them with the packed ones to the byte; exit code 1 where anything"
                    + " differs.",
            "--sign writes FILE.sig beside the bundle: the base64 of an Ed25519 or ECDSA signature over its"
                    + " BUNDLE.SHA256SUMS, which openssl and cosign check too."
        },
        mixinStandardHelpOptions = true)
final class BundleCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN", description = "the folder of a campaign, or of runs")
    private @Nullable Path folder;

    @Option(names = "--out", paramLabel = "FILE", description = "where to, such as evidence.tar.gz")
    private @Nullable Path out;

    @Option(names = "--verify", paramLabel = "FILE", description = "a bundle to check")
    private @Nullable Path bundle;

    @Option(
            names = "--sign",
            paramLabel = "KEY",
            description = "sign the bundle with this private key: PEM (PKCS#8) or OpenSSH, unencrypted")
    private @Nullable Path signingKey;

    @Option(
            names = "--key",
            paramLabel = "PUB",
            description = "with --verify: FILE.sig must be the signature of this public key: PEM or OpenSSH")
    private @Nullable Path publicKey;

    @Override
    public Integer call() throws IOException, InterruptedException, CommandFailure {
        Logging.toStandardError("error");
        if (bundle != null && folder == null && out == null && signingKey == null) {
            return verify(bundle);
        }
        if (folder == null || out == null || bundle != null || publicKey != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected CAMPAIGN and --out FILE, or --verify FILE alone; --sign belongs to the first, --key to the"
                            + " second");
        }
        if (!Files.isDirectory(folder)) {
            throw CommandFailure.error(folder + " is not there; expected the folder of a campaign or of runs");
        }
        if (FleetSession.isIn(folder)) {
            throw CommandFailure.error(
                    folder + " holds several clusters, each a campaign of its own; bundle their folders");
        }
        RunSearch.find(folder.toString());
        @Nullable PrivateKey key = signingKey == null ? null : BundleSignature.key(signingKey);
        EvidenceBundle.Packed packed = EvidenceBundle.pack(folder, Main.version(), out);
        if (key != null) {
            BundleSignature.sign(key, packed.sums(), out);
        }
        spec.commandLine()
                .getOut()
                .println(out + "  " + packed.files() + " files"
                        + (key == null ? "" : "; signed in " + BundleSignature.of(out)));
        return ExitCode.OK;
    }

    private int verify(Path file) throws IOException, InterruptedException, CommandFailure {
        try (UnpackFolder place = UnpackFolder.make()) {
            Path unpacked = place.path();
            EvidenceBundle.Contents contents = EvidenceBundle.read(file);
            if (publicKey != null) {
                BundleSignature.verify(publicKey, contents.sums(), file);
            }
            refuse(file, contents.problems());
            EvidenceBundle.unpack(file, contents, unpacked);
            List<String> problems = new ArrayList<>();
            Set<String> unchecked = new LinkedHashSet<>();
            for (Path run : RunSearch.find(unpacked.toString()).runs()) {
                RunFolder.read(run).damaged().forEach(each -> problems.add(each.message()));
                SealCheck seal = SealCheck.of(SealedEvidence.campaign(run));
                SealedEvidence.problems(seal).forEach(each -> addOnce(problems, each));
                unchecked.addAll(seal.unchecked());
            }
            boolean campaign = Files.isRegularFile(unpacked.resolve(CampaignFolder.CAMPAIGN_FILE));
            if (problems.isEmpty() && campaign) {
                problems.addAll(recomputed(unpacked, contents.expected()));
            }
            refuse(
                    file,
                    problems.stream().map(each -> packedName(each, unpacked)).toList());
            unchecked.forEach(each -> spec.commandLine()
                    .getErr()
                    .println("quietcore: warning: " + file + ": " + packedName(each, unpacked)));
            spec.commandLine().getOut().println(file + "  " + whole(file, campaign, unchecked.isEmpty()));
            return ExitCode.OK;
        } catch (InterruptedException | ClosedByInterruptException e) {
            spec.commandLine().getErr().println("quietcore: interrupted; " + file + " was not checked to its end");
            return ExitCode.INTERRUPTED;
        }
    }

    /** As the bundle calls it, not the folder that it was unpacked into. */
    private static String packedName(String problem, Path unpacked) {
        return problem.replace(unpacked + "/", "").replace(unpacked.toString(), "it");
    }

    private static void addOnce(List<String> problems, String problem) {
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    private static void refuse(Path file, List<String> problems) throws CommandFailure {
        if (!problems.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.ERROR,
                    problems.stream().map(problem -> file + ": " + problem).toList());
        }
    }

    private String whole(Path file, boolean campaign, boolean sealed) {
        String sign = publicKey != null
                ? "; its signature is that of " + publicKey
                : Files.exists(BundleSignature.of(file)) ? "; its signature was not checked: name the --key" : "";
        return "whole"
                + (campaign
                        ? "; comparison, report and documents are what its histograms give, to the byte"
                        : "; it holds no campaign, and so no comparison of its own")
                + (sealed ? "; every repetition is the one that its journal sealed" : "; not all of it is sealed")
                + sign;
    }

    /** Computes everything anew, over what was packed, and says what came out otherwise. */
    private static List<String> recomputed(Path unpacked, Map<String, String> packed)
            throws IOException, CommandFailure {
        String version =
                Files.readString(unpacked.resolve(EvidenceBundle.VERSION)).strip();
        CampaignText text = CampaignText.read(unpacked.resolve(CampaignFolder.CAMPAIGN_FILE));
        try (CampaignFolder folder = CampaignFolder.open(unpacked, Clock.systemUTC())) {
            if (folder.sidesFinished().isEmpty()) {
                return List.of();
            }
            Campaign begun = folder.asBegun(text.campaign());
            new Verdicts(folder, begun, gates(folder, begun))
                    .finish(new Verdicts.Telling(OutputFormat.json, null, false), new PrintWriter(Writer.nullWriter()));
        }
        List<String> problems = new ArrayList<>();
        EvidenceBundle.changes(unpacked, packed)
                .forEach((name, found) -> problems.add(name + ": found " + found
                        + ", expected what the histograms give; packed by " + version + ", computed anew by "
                        + Main.version()));
        return problems;
    }

    /**
     * The campaign's own, those that held when it was closed, and those that the environment of a later report meant: what was
     * judged names them.
     */
    private static List<Gate> gates(CampaignFolder folder, Campaign begun) throws IOException, CommandFailure {
        Set<Gate> gates = new LinkedHashSet<>(begun.gates());
        Set<String> others = new LinkedHashSet<>(folder.closedGates());
        for (String name : List.of(CampaignFolder.COMPARISON_FILE, CampaignFolder.GATES_FILE)) {
            Path file = folder.folder().resolve(name);
            if (Files.isRegularFile(file)) {
                others.addAll(judged(name, Files.readAllBytes(file)));
            }
        }
        gates.addAll(DeclaredGates.parse(List.copyOf(others)));
        return List.copyOf(gates);
    }

    private static Set<String> judged(String name, byte[] json) throws CommandFailure {
        try {
            return JudgedGates.in(json);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.error(name + " is damaged, though its sum is right: " + e.getMessage());
        }
    }
}
