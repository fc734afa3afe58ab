package io.quietcore.harness.cli;

import io.quietcore.results.store.SealCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What commands that tell of stored evidence do first: hold it against what its journal sealed. */
final class SealedEvidence {
    private SealedEvidence() {}

    /**
     * Checks a campaign's folder; what cannot be checked is a warning.
     *
     * @throws CommandFailure with a line for each thing that is not what the journal says
     */
    static void require(Path campaign, PrintWriter err) throws IOException, CommandFailure {
        SealCheck check = SealCheck.of(campaign);
        check.unchecked().forEach(each -> err.println("quietcore: warning: " + each));
        err.flush();
        List<String> problems = problems(check);
        if (!problems.isEmpty()) {
            throw new CommandFailure(ExitCode.ERROR, problems);
        }
    }

    /** As {@link #require}, of the campaigns that these runs lie in. */
    static void requireOf(Collection<Path> runs, PrintWriter err) throws IOException, CommandFailure {
        List<String> problems = new ArrayList<>();
        for (Path campaign : campaigns(runs)) {
            try {
                require(campaign, err);
            } catch (CommandFailure e) {
                problems.addAll(e.lines());
            }
        }
        if (!problems.isEmpty()) {
            throw new CommandFailure(ExitCode.ERROR, problems);
        }
    }

    /** What differs, a line each. */
    static List<String> problems(SealCheck check) {
        return check.findings().stream().map(SealCheck.Finding::message).toList();
    }

    private static Set<Path> campaigns(Collection<Path> runs) {
        Set<Path> campaigns = new LinkedHashSet<>();
        for (Path run : runs) {
            campaigns.add(campaign(run));
        }
        return campaigns;
    }

    /** The folder that a run's lies in, spelled as the person spelled the run's where that is possible. */
    static Path campaign(Path run) {
        Path parent = run.getParent();
        if (run.normalize().equals(run)
                && run.getNameCount() > 0
                && !run.toString().isEmpty()) {
            return parent == null ? Path.of(".") : parent;
        }
        Path absolute = run.toAbsolutePath().normalize().getParent();
        return absolute == null ? Path.of("/") : absolute;
    }
}
