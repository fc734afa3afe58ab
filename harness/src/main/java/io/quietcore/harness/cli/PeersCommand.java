package io.quietcore.harness.cli;

import io.quietcore.contract.Frame.Progress;
import io.quietcore.contract.Parameters;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.Settings;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.LocalBackend;
import io.quietcore.harness.backend.RoleOutcome;
import io.quietcore.harness.plan.SingleProbe;
import io.quietcore.harness.telemetry.Logging;
import io.quietcore.harness.telemetry.RunProgress;
import io.quietcore.results.store.ReceivedResult;
import io.quietcore.results.summary.PeerTable;
import io.quietcore.results.summary.ProbeSummary;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quietcore peers}. */
@Command(
        name = "peers",
        description = {
            "Measures our probes and the C programs by turns, on the same CPU, with the same policy, idle states and",
            "duration, and prints both with the ratio's 95 %% interval."
        },
        mixinStandardHelpOptions = true)
final class PeersCommand implements Callable<Integer> {
    private static final int MOST_PAIRS = 1_000;
    private static final long PERIOD_NS = 1_000_000;
    private static final long THRESHOLD_NS = 1_000;
    private static final Duration GRACE = Duration.ofSeconds(60);

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Mixin
    private ProbeOptions where = new ProbeOptions();

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "10",
            description = "6 to 1000; default ${DEFAULT-VALUE}")
    private int pairs = 10;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "5s",
            description = "of each measurement, in whole seconds; default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ofSeconds(5);

    @Option(
            names = "--probe",
            paramLabel = "NAME",
            split = ",",
            description = "jitter, wakeup, network, storage; default: all whose peer is installed")
    private List<String> names = new ArrayList<>();

    /** A probe of ours and the program that measures the same. */
    private record Pair(Probe ours, Probe theirs) {}

    @Override
    public Integer call() throws IOException, CommandFailure {
        if (pairs < 6 || pairs > MOST_PAIRS) {
            throw new ParameterException(spec.commandLine(), "--pairs " + pairs + ": expected 6 to " + MOST_PAIRS);
        }
        Logging.toStandardError("warn");
        List<Pair> chosen = chosen();
        try (LocalBackend backend = where.backend();
                StopSignals signals =
                        new StopSignals(duration.plus(GRACE).multipliedBy(2L * pairs * chosen.size()), backend::close);
                RunProgress progress = RunProgress.of(2 * pairs * chosen.size(), duration, false)) {
            for (Pair pair : chosen) {
                List<ProbeSummary> ours = new ArrayList<>();
                List<ProbeSummary> theirs = new ArrayList<>();
                for (int i = 0; i < pairs; i++) {
                    // ABBA: neither is always first.
                    for (int turn = 0; turn < 2; turn++) {
                        boolean own = (i + turn) % 2 == 0;
                        progress.stepStarted((own ? pair.ours : pair.theirs).spelling() + " " + (i + 1));
                        (own ? ours : theirs).add(measure(backend, own ? pair.ours : pair.theirs));
                        progress.stepEnded();
                    }
                }
                spec.commandLine().getOut().print(PeerTable.of(ours, theirs));
                // A pair takes minutes: its table is not kept back for the next one, which nobody wants who went away.
                if (spec.commandLine().getOut().checkError()) {
                    break;
                }
            }
            return signals.signalled() ? ExitCode.INTERRUPTED : ExitCode.OK;
        } catch (InterruptedException e) {
            spec.commandLine().getErr().println("quietcore: interrupted");
            return ExitCode.INTERRUPTED;
        }
    }

    private List<Pair> chosen() throws CommandFailure {
        Map<Probe, Probe> peers = Map.of(
                Probe.JITTER, Probe.OSLAT,
                Probe.WAKEUP, Probe.CYCLICTEST,
                Probe.NETWORK, Probe.SOCKPERF,
                Probe.STORAGE, Probe.FIO);
        List<Pair> chosen = new ArrayList<>();
        for (Probe ours : List.of(Probe.JITTER, Probe.WAKEUP, Probe.NETWORK, Probe.STORAGE)) {
            Probe theirs = Optional.ofNullable(peers.get(ours)).orElseThrow();
            boolean wanted = names.isEmpty() || names.contains(ours.spelling());
            if (wanted && ExternalProbeCommand.installed(theirs.spelling())) {
                chosen.add(new Pair(ours, theirs));
            } else if (wanted) {
                spec.commandLine()
                        .getErr()
                        .println("quietcore: SKIPPED " + ours.spelling() + ": " + theirs.spelling()
                                + " is not installed");
            }
        }
        if (chosen.isEmpty()) {
            throw CommandFailure.error(
                    "there is nothing to compare: expected --probe jitter, wakeup, network or storage,"
                            + " and oslat, cyclictest, sockperf or fio on the PATH");
        }
        return chosen;
    }

    private ProbeSummary measure(LocalBackend backend, Probe probe)
            throws IOException, InterruptedException, CommandFailure {
        Settings settings = new Settings(true, null, true, true);
        SingleProbe orders = new SingleProbe(
                probe,
                settings,
                SingleProbe.schedule(probe, duration.toNanos(), PERIOD_NS, THRESHOLD_NS),
                Parameters.NONE,
                "none",
                List.of());
        List<ProbeSpec> roles = orders.roles(LocalMachine.nodeName(), where.chosen(), backend::numaNodeOf);
        CampaignBackend.claim(
                backend, List.of(roles.stream().map(ProbeSpec::request).toList()), false);
        backend.stepAside(roles.stream().map(ProbeSpec::request).toList());
        RoleOutcome outcome = backend.measure(roles.subList(0, 1), new Silent()).get(0);
        if (outcome instanceof RoleOutcome.Measured measured
                && !measured.result().windows().isEmpty()) {
            return ProbeSummary.of(measured.result(), ReceivedResult.histograms(measured.result(), measured.files()));
        }
        throw new CommandFailure(
                ExitCode.ERROR,
                outcome instanceof RoleOutcome.Failed failed
                        ? failed.reasons()
                        : ((RoleOutcome.Measured) outcome).result().reasons());
    }

    /** Steps are told by the table's progress. */
    private static final class Silent implements Backend.Listener {
        @Override
        public void progressed(ProbeSpec role, Progress said) {
            // A step is a few seconds.
        }

        @Override
        public void said(ProbeSpec role, String line) {
            // What fails is told by its reasons.
        }
    }
}
