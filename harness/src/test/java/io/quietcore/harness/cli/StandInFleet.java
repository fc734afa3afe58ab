package io.quietcore.harness.cli;

import io.quietcore.harness.backend.AnsweringBackend;
import io.quietcore.harness.backend.Backend;
import io.quietcore.harness.backend.Backend.Place;
import io.quietcore.harness.backend.RoleOutcome;
import io.quietcore.harness.kubernetes.RecordedRepetition;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.harness.run.CampaignRun;
import io.quietcore.workloads.Campaign;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A controller's process that measures a campaign on two clusters which are none: {@link Fleet}, and for each cluster the folder,
 * the journal and the run of a real one, over a backend that answers each spec with what was measured once.
 */
final class StandInFleet {
    static final List<String> CONTEXTS = List.of("lab-a", "lab-b");

    private StandInFleet() {}

    /** Two nodes; the probes are a recorded repetition. */
    private static Backend answering(RecordedRepetition recorded) {
        return AnsweringBackend.each(
                List.of(new Place("node-a", 0, "node-a-numa0"), new Place("node-b", 0, "node-b-numa0")), spec -> {
                    Map<String, byte[]> files = new TreeMap<>();
                    recorded.logs()
                            .forEach((name, log) ->
                                    files.put(name, recorded.of(spec, log).getBytes(StandardCharsets.US_ASCII)));
                    return new RoleOutcome.Measured(spec, recorded.of(spec, false), files);
                });
    }

    /** Begins, or goes on: a campaign, the folder of the fleet, the folder of the recorded repetition. */
    public static void main(String[] args) throws Exception {
        CampaignText text = CampaignText.read(Path.of(args[0]));
        Backend backend = answering(RecordedRepetition.read(Path.of(args[2])));
        Fleet.Outcome outcome = Fleet.measure(
                Fleet.folders(Path.of(args[1]), CONTEXTS),
                (context, folder, terminal) -> measure(text, folder, backend),
                new PrintWriter(System.err, true));
        System.exit(outcome.exitCode());
    }

    private static Verdicts.Outcome measure(CampaignText text, Path directory, Backend backend) throws IOException {
        try (CampaignFolder folder = CampaignFolder.open(directory, Clock.systemUTC())) {
            if (folder.started().isEmpty()) {
                folder.begin(text.campaign(), text.yaml(), null, null, false);
            }
            Campaign begun = folder.asBegun(text.campaign());
            List<String> sides = begun.sides().stream()
                    .map(side -> side.name())
                    .filter(side -> !folder.sidesFinished().contains(side))
                    .toList();
            if (!sides.isEmpty()) {
                new CampaignRun(begun, folder, backend, false).measure(sides);
            }
            folder.closeJournal(List.of());
            return new Verdicts.Outcome(ExitCode.OK, List.of(), List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
