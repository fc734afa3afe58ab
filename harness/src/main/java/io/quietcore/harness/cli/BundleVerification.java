package io.quietcore.harness.cli;

import io.quietcore.contract.Gate;
import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.results.archive.EvidenceBundle;
import io.quietcore.results.compare.JudgedGates;
import io.quietcore.results.report.ReportFiles;
import io.quietcore.results.store.DamagedRepetition;
import io.quietcore.results.store.Journal;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.RunSearch;
import io.quietcore.results.store.SealCheck;
import io.quietcore.workloads.Campaign;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What was found in a bundle that was unpacked: its repetitions held against their seals, and everything that is computed from
 * them computed anew, in its place.
 *
 * @param problems what differs, in words; empty where nothing does
 * @param unchecked what nothing could be held against, in words
 * @param sealed whether every repetition could be held against a seal
 * @param campaigns how many it holds
 * @param computed of how many something was computed anew
 */
record BundleVerification(List<String> problems, List<String> unchecked, boolean sealed, int campaigns, int computed) {
    /** What is computed of a whole campaign. */
    private static final Set<String> COMPUTED =
            Set.of(CampaignFolder.COMPARISON_FILE, CampaignFolder.GATES_FILE, ReportFiles.HTML, ReportFiles.MARKDOWN);

    /** What the seal tells of, and what tells of nothing. */
    private static final Set<String> KNOWN =
            Set.of(Journal.FILE, CampaignFolder.CAMPAIGN_FILE, CampaignFolder.LOG_FILE, EvidenceBundle.VERSION);

    /** What a repetition's own sums and its seal tell of. */
    private static final Pattern IN_REPETITION = Pattern.compile(
            "(^|/)" + Pattern.quote(RunFolder.PREFIX) + "[^/]+/" + Pattern.quote(RunFolder.REPETITIONS) + "/");

    /** Older than whatever is written now. */
    private static final FileTime PACKED = FileTime.fromMillis(0);

    private static final int SHOWN = 10;

    BundleVerification {
        problems = List.copyOf(problems);
        unchecked = List.copyOf(unchecked);
    }

    /**
     * Verifies it; its files are written over by what they should be.
     *
     * @param expected the sum of each file, by name
     */
    static BundleVerification of(Path unpacked, Map<String, String> expected) throws IOException, CommandFailure {
        Set<String> problems = new LinkedHashSet<>();
        Set<String> unchecked = new LinkedHashSet<>();
        List<Path> runs = RunSearch.find(unpacked.toString()).runs();
        Set<Path> campaigns = new TreeSet<>();
        runs.forEach(run -> campaigns.add(SealedEvidence.campaign(run)));
        if (Files.exists(unpacked.resolve(Journal.FILE))) {
            campaigns.add(unpacked);
        }
        for (Path campaign : campaigns) {
            try {
                SealCheck seal = SealCheck.of(campaign);
                problems.addAll(SealedEvidence.problems(seal));
                unchecked.addAll(seal.unchecked());
            } catch (IOException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        boolean sealed = unchecked.isEmpty();
        for (Path run : runs) {
            for (DamagedRepetition each : RunFolder.read(run).damaged()) {
                // What a seal is held against is told by it.
                if (problems.stream().noneMatch(told -> told.startsWith(each.file() + ": "))) {
                    problems.add(each.message());
                }
            }
        }
        campaigns.removeIf(each -> !Files.isRegularFile(each.resolve(CampaignFolder.CAMPAIGN_FILE)));
        int computed = 0;
        if (problems.isEmpty()) {
            for (String name : expected.keySet()) {
                Files.setLastModifiedTime(unpacked.resolve(name), PACKED);
            }
            for (Path campaign : campaigns) {
                computed += isComputed(campaign) ? 1 : 0;
            }
            problems.addAll(changes(unpacked, expected));
            unchecked.addAll(left(unpacked, expected, campaigns, problems));
        }
        return new BundleVerification(
                problems.stream().map(each -> packedName(each, unpacked)).toList(),
                unchecked.stream().map(each -> packedName(each, unpacked)).toList(),
                sealed,
                campaigns.size(),
                computed);
    }

    /** As the bundle calls it, not the folder that it was unpacked into. */
    private static String packedName(String problem, Path unpacked) {
        return problem.replace(unpacked + "/", "").replace(unpacked.toString(), "its folder");
    }

    /** Computes a campaign's files anew, in their places; false where there is nothing yet that they could be computed from. */
    private static boolean isComputed(Path campaign) throws IOException, CommandFailure {
        CampaignText text = CampaignText.read(campaign.resolve(CampaignFolder.CAMPAIGN_FILE));
        try (CampaignFolder folder = CampaignFolder.open(campaign, Clock.systemUTC())) {
            if (folder.sidesFinished().isEmpty()) {
                return false;
            }
            Campaign begun = folder.asBegun(text.campaign());
            new Verdicts(folder, begun, gates(folder, begun))
                    .finish(new Verdicts.Telling(OutputFormat.json, null, false), new PrintWriter(Writer.nullWriter()));
            return true;
        }
    }

    /** What came out otherwise than it was packed. */
    private static List<String> changes(Path unpacked, Map<String, String> expected) throws IOException {
        Path version = unpacked.resolve(EvidenceBundle.VERSION);
        String packer = Files.isRegularFile(version) ? Files.readString(version).strip() : "an unknown version";
        List<String> changes = new ArrayList<>();
        EvidenceBundle.changes(unpacked, expected)
                .forEach((name, found) -> changes.add(name + ": found " + found
                        + ", expected what the histograms give; packed by " + packer + ", computed anew by "
                        + Main.version()));
        return changes;
    }

    /**
     * What was neither measured nor computed anew, in words: anybody can have put it there.
     *
     * @param problems to which is added what only a computation can have made
     */
    private static List<String> left(
            Path unpacked, Map<String, String> expected, Set<Path> campaigns, Set<String> problems) throws IOException {
        List<String> left = new ArrayList<>();
        for (String name : new TreeSet<>(expected.keySet())) {
            Path file = unpacked.resolve(name);
            Path folder = file.resolveSibling(".").normalize();
            String last = String.valueOf(file.getFileName());
            boolean ofCampaign = campaigns.contains(folder);
            if (!Files.exists(file)
                    || !Files.getLastModifiedTime(file).equals(PACKED)
                    || (IN_REPETITION.matcher(name).find() && RunFolder.isOfRepetition(file))
                    || KNOWN.contains(last)
                    || (ofCampaign && SealCheck.evidenceIn(folder).containsKey(last))) {
                continue;
            }
            if (ofCampaign && COMPUTED.contains(last)) {
                problems.add(name + ": found a file, expected none: what is measured to its end does not give one");
            } else {
                left.add(name);
            }
        }
        return left.isEmpty()
                ? List.of()
                : List.of((left.size() == 1 ? "1 file is" : left.size() + " files are")
                        + " neither measured nor computed from what was, and nothing says who wrote "
                        + (left.size() == 1 ? "it: " : "them: ")
                        + String.join(", ", left.subList(0, Math.min(SHOWN, left.size())))
                        + (left.size() > SHOWN ? ", …" : ""));
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

    /** What holds of a bundle without a problem, in words. */
    String words() {
        String computing = campaigns == 0
                ? "it holds no campaign, and so no comparison of its own"
                : computed == 0
                        ? "no side of its campaign is measured to its end, and so nothing was computed anew"
                        : "comparison, report and documents"
                                + (computed == campaigns
                                        ? ""
                                        : " of " + computed + " of its " + campaigns + " campaigns")
                                + " are what its histograms give, to the byte";
        return computing
                + (sealed ? "; every repetition is the one that its journal sealed" : "; not all of it is sealed");
    }
}
