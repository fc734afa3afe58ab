package io.quietcore.harness.cli;

import io.quietcore.harness.telemetry.Logging;
import io.quietcore.results.archive.BundleSignature;
import io.quietcore.results.archive.EvidenceBundle;
import io.quietcore.results.store.AtomicFile;
import io.quietcore.results.store.RunSearch;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;
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
        if (signingKey != null && !AtomicFile.isPlain(out)) {
            throw CommandFailure.error("--sign writes its signature beside the bundle, and " + out
                    + " is no file that anything lies beside; name a file with --out");
        }
        RunSearch.find(folder.toString());
        @Nullable PrivateKey key = signingKey == null ? null : BundleSignature.key(signingKey);
        OutputFile.refuseEvidence("--out", out);
        EvidenceBundle.Packed packed = EvidenceBundle.pack(folder, Main.version(), out);
        if (key != null) {
            BundleSignature.sign(key, packed.sums(), out);
        }
        // Standard output may be where the bundle went.
        spec.commandLine()
                .getErr()
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
            BundleVerification found = BundleVerification.of(unpacked, contents.expected());
            refuse(file, found.problems());
            found.unchecked()
                    .forEach(each -> spec.commandLine().getErr().println("quietcore: warning: " + file + ": " + each));
            spec.commandLine().getOut().println(file + "  " + whole(file, found));
            return ExitCode.OK;
        } catch (InterruptedException | ClosedByInterruptException e) {
            spec.commandLine().getErr().println("quietcore: interrupted; " + file + " was not checked to its end");
            return ExitCode.INTERRUPTED;
        }
    }

    private static void refuse(Path file, List<String> problems) throws CommandFailure {
        if (!problems.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.ERROR,
                    problems.stream().map(problem -> file + ": " + problem).toList());
        }
    }

    private String whole(Path file, BundleVerification found) {
        String sign = publicKey != null
                ? "; its signature is that of " + publicKey
                : Files.exists(BundleSignature.of(file)) ? "; its signature was not checked: name the --key" : "";
        return "whole; " + found.words() + sign;
    }
}
