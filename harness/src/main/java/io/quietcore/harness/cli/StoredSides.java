package io.quietcore.harness.cli;

import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.results.store.CombinedRuns;
import io.quietcore.results.store.RunContents;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.RunSearch;
import io.quietcore.results.store.StoredRun;
import io.quietcore.workloads.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The runs that a person names, whatever they are of, by their sides.
 *
 * @param runs each with a whole repetition, the campaign's sides in its order
 */
record StoredSides(List<StoredRun> runs) {
    StoredSides {
        runs = List.copyOf(runs);
    }

    /** Reads them; what is damaged or none is told on standard error and left out. */
    static StoredSides read(String typed, CommandSpec spec) throws IOException, CommandFailure {
        Map<String, List<StoredRun>> bySide = new LinkedHashMap<>();
        Path campaign = Path.of(typed, CampaignFolder.CAMPAIGN_FILE);
        if (Files.isRegularFile(campaign)) {
            for (Side side : CampaignText.read(campaign).campaign().sides()) {
                bySide.put(side.name(), new ArrayList<>());
            }
        }
        RunSearch.Found found = RunSearch.find(typed);
        SealedEvidence.requireOf(found.runs(), spec.commandLine().getErr());
        List<String> leftOut = new ArrayList<>(found.leftOut());
        for (Path folder : found.runs()) {
            RunContents contents = RunFolder.read(folder);
            contents.damaged().forEach(each -> leftOut.add(each.message()));
            if (contents.run().repetitions().isEmpty()) {
                leftOut.add(folder + " holds no whole repetition");
            } else {
                bySide.computeIfAbsent(contents.run().side(), none -> new ArrayList<>())
                        .add(contents.run());
            }
        }
        List<StoredRun> runs = bySide.values().stream().flatMap(List::stream).toList();
        if (runs.isEmpty()) {
            leftOut.add(typed + ": there is nothing to export; expected a run with a whole repetition");
            throw new CommandFailure(ExitCode.ERROR, leftOut);
        }
        leftOut.forEach(line -> spec.commandLine().getErr().println("quietcore: left out: " + line));
        return new StoredSides(runs);
    }

    /** One run of each side: several are numbered on. */
    Map<String, StoredRun> bySide() {
        Map<String, List<StoredRun>> bySide = new LinkedHashMap<>();
        runs.forEach(run ->
                bySide.computeIfAbsent(run.side(), none -> new ArrayList<>()).add(run));
        Map<String, StoredRun> combined = new LinkedHashMap<>();
        bySide.forEach((side, all) -> combined.put(side, CombinedRuns.of(side, all)));
        return combined;
    }
}
