package io.quietcore.harness.cli;

import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.results.report.ReportFiles;
import io.quietcore.results.store.Journal;
import io.quietcore.results.store.RunFolder;
import io.quietcore.results.store.SealCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/** A file that a command was told to write: an older one gives way, but never what was measured. */
final class OutputFile {
    /** What a campaign's folder has of its own, beside its runs. */
    private static final Set<String> OWN = Set.of(
            Journal.FILE,
            CampaignFolder.CAMPAIGN_FILE,
            CampaignFolder.LOG_FILE,
            CampaignFolder.COMPARISON_FILE,
            CampaignFolder.GATES_FILE,
            ReportFiles.HTML,
            ReportFiles.MARKDOWN);

    private OutputFile() {}

    /**
     * Refuses a name under which a campaign's own file lies, or one of a run.
     *
     * @param option that named it
     * @throws CommandFailure saying whose file it is
     */
    static void refuseEvidence(String option, Path file) throws IOException, CommandFailure {
        if (!Files.isRegularFile(file)) {
            return;
        }
        // What is named by a link is what it leads to.
        Path real = file.toRealPath();
        for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
            if (RunFolder.isNamedAsRun(folder)) {
                throw refused(option, file, "a run", folder);
            }
        }
        Path parent = real.getParent();
        if (parent != null && isCampaign(parent) && isOwn(String.valueOf(real.getFileName()))) {
            throw refused(option, file, "the campaign", parent);
        }
    }

    /** Whether a campaign was begun in that folder. */
    static boolean isCampaign(Path folder) {
        return Files.exists(folder.resolve(Journal.FILE), LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isOwn(String name) {
        return OWN.contains(name) || SealCheck.isEvidence(name);
    }

    private static CommandFailure refused(String option, Path file, String whose, Path folder) {
        return CommandFailure.error(option + ": " + file + " belongs to " + whose + " in " + folder
                + ", and what it holds would be lost; name another file");
    }
}
