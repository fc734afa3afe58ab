package io.quietcore.harness.cli;

import io.quietcore.harness.run.StopRequest;
import io.quietcore.results.store.CampaignLock;
import io.quietcore.results.store.Journal;
import io.quietcore.results.store.JournalEntry.SideStarted;
import io.quietcore.results.store.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quietcore stop}. */
@Command(
        name = "stop",
        description =
                "Asks what is measured in a folder to end after the window in hand, and waits until its results are"
                        + " written.",
        mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
    /** From where a person is to the folder of a run: a campaign's folder lies between. */
    private static final int DEPTH = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "of the campaign, as --out named it")
    private @Nullable Path folder;

    @Option(names = "--uuid", paramLabel = "UUID", description = "of the run instead: it is looked for below --in")
    private @Nullable String uuid;

    @Option(names = "--in", paramLabel = "DIR", defaultValue = ".", description = "default: here")
    private Path in = Path.of(".");

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description = "how long to wait, then end with code 2; default ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ofMinutes(10);

    @Override
    public Integer call() throws IOException, CommandFailure, InterruptedException {
        if ((folder == null) == (uuid == null)) {
            throw new ParameterException(spec.commandLine(), "expected either a FOLDER or --uuid UUID");
        }
        Path campaign = folder == null ? campaignOf(String.valueOf(uuid)) : folder;
        if (!Files.isDirectory(campaign)) {
            throw CommandFailure.error(campaign + " is no folder; expected the one that --out named");
        }
        Optional<CampaignLock.HeldException> held = held(campaign);
        if (held.isEmpty()) {
            throw CommandFailure.error("nothing is measured in " + campaign + " now");
        }
        ProcessHandle controller = held.get()
                .holder()
                .orElseThrow(
                        () -> CommandFailure.error(held.get().getMessage() + "; its process cannot be seen from here"));
        StopRequest.ask(campaign);
        try {
            controller.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CommandFailure(
                    ExitCode.TIMEOUT,
                    List.of("asked, and after " + timeout.toSeconds() + " s it still measures in " + campaign));
        } catch (ExecutionException e) {
            throw new IOException("process " + controller.pid() + " cannot be waited for: " + e.getMessage(), e);
        }
        StopRequest.clear(campaign);
        spec.commandLine().getOut().println("stopped: " + campaign);
        return ExitCode.OK;
    }

    private Path campaignOf(String wanted) throws IOException, CommandFailure {
        try (Stream<Path> below = Files.find(in, DEPTH, (path, facts) -> facts.isDirectory())) {
            List<Path> found = below.filter(
                            each -> (RunFolder.PREFIX + wanted).equals(String.valueOf(each.getFileName())))
                    .map(each -> each.resolveSibling("").normalize())
                    .filter(StopCommand::isCampaign)
                    .toList();
            if (found.size() != 1) {
                throw CommandFailure.error(
                        "--uuid " + wanted + ": found " + found.size() + " campaigns with that run below "
                                + in.toAbsolutePath().normalize() + "; expected one; name its FOLDER instead");
            }
            return found.get(0);
        }
    }

    private static boolean isCampaign(Path folder) {
        try {
            return Journal.entries(folder).stream().anyMatch(SideStarted.class::isInstance);
        } catch (IOException e) {
            return false;
        }
    }

    /** The controller that holds it; a folder that was never held is not made one. */
    private static Optional<CampaignLock.HeldException> held(Path campaign) throws IOException {
        if (!isCampaign(campaign)) {
            return Optional.empty();
        }
        try {
            CampaignLock.acquire(campaign).close();
            return Optional.empty();
        } catch (CampaignLock.HeldException e) {
            return Optional.of(e);
        }
    }
}
