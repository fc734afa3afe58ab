package io.quietcore.harness.cli;

import io.quietcore.contract.Probe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code quietcore probe external}: says which names the external programs have. */
@Command(
        name = "external",
        description =
                "Programs that are not ours, under our placement: oslat, cyclictest, fio, sockperf, by their names.",
        mixinStandardHelpOptions = true)
final class ExternalProbeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Unmatched
    private List<String> arguments = List.of();

    /** The first that is installed, with the same arguments. */
    @Override
    public Integer call() throws CommandFailure {
        for (Probe probe : Probe.values()) {
            if (probe.external() && installed(probe.spelling())) {
                String[] all = new String[arguments.size() + 2];
                all[0] = "probe";
                all[1] = probe.spelling();
                for (int i = 0; i < arguments.size(); i++) {
                    all[i + 2] = arguments.get(i);
                }
                return spec.root().commandLine().execute(all);
            }
        }
        throw CommandFailure.error("none of "
                + Arrays.stream(Probe.values())
                        .filter(Probe::external)
                        .map(Probe::spelling)
                        .toList() + " is installed (rt-tests, fio, sockperf)");
    }

    static boolean installed(String program) {
        String path = String.valueOf(System.getenv("PATH"));
        return Arrays.stream(path.split(":", -1)).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
