package io.quietcore.harness.cli;

import io.quietcore.harness.run.CampaignFolder;
import io.quietcore.results.store.SideCourse;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.Side;
import io.quietcore.workloads.Switching;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a campaign is begun in its folder, or gone on with: what was settled then stays.
 *
 * @param folder held by this controller
 * @param asked of the campaign, now
 * @param resumed whether the folder was named as what is gone on with
 * @param bootId of the machine, or of all machines, now
 */
record Continuation(CampaignFolder folder, CampaignChanges asked, boolean resumed, String bootId) {
    /** Begins the campaign in an empty folder, or makes sure that the folder is this campaign's. */
    void begin(CampaignText text) throws CommandFailure, IOException {
        var started = folder.started();
        @Nullable String side = asked.side();
        @Nullable Integer priority = asked.priority();
        if (started.isEmpty()) {
            folder.begin(
                    asked.seeded(text.campaign()), text.yaml(), priority, asked.durationNs(), asked.againstItself());
            return;
        }
        if (priority != null && !priority.equals(started.get().priority())) {
            throw CommandFailure.error("--priority " + priority + ": this campaign was begun with "
                    + (started.get().priority() == null
                            ? "its own"
                            : started.get().priority())
                    + "; one priority holds for all of its repetitions");
        }
        @Nullable Long seed = asked.seed();
        if (seed != null && seed != started.get().seed()) {
            throw CommandFailure.error("--seed " + seed + ": this campaign was begun with "
                    + started.get().seed() + "; one order holds for all of it");
        }
        if (asked.againstItself() && !started.get().againstItself()) {
            throw CommandFailure.error(
                    "--aa: this campaign was begun with its own sides; choose another --out to measure it against itself");
        }
        if (!started.get().campaignSha256().equals(text.campaign().sourceSha256())) {
            throw CommandFailure.error(folder.folder() + " holds the campaign "
                    + started.get().campaign() + " with another text than this one; choose another --out");
        }
        if (!resumed && side == null) {
            throw CommandFailure.error(folder.folder() + " holds this campaign already; go on with '--resume "
                    + folder.folder() + "', or choose another --out");
        }
        if (side != null) {
            refuseAgainUnderOneBoot(side);
        }
    }

    /** More repetitions of the same boot say nothing more of what differs from boot to boot. */
    private void refuseAgainUnderOneBoot(String side) throws CommandFailure {
        SideCourse course = folder.course(side);
        if (course.isFinished() && course.boots().contains(bootId)) {
            throw CommandFailure.error("side " + side + " is measured already in " + folder.folder()
                    + " under this boot; boot again to measure it once more, or choose another --out");
        }
    }

    /** Gives the one side that is measured the uuid that was asked for. */
    void name(List<String> sides, String uuid) throws CommandFailure, IOException {
        for (String side : sides) {
            String has = folder.openSide(side, bootId, uuid).uuid();
            if (!has.equals(uuid)) {
                throw CommandFailure.error("--uuid " + uuid + ": side " + side + " was begun as " + has
                        + "; leave --uuid out, or choose another --out");
            }
        }
    }

    /** The sides that are measured now. */
    List<String> sides(Campaign measured) throws CommandFailure {
        @Nullable String side = asked.side();
        if (side != null) {
            return List.of(side);
        }
        List<String> sides = resumed && folder.hasAttempts()
                ? folder.sidesStarted().stream()
                        .filter(each -> !folder.sidesFinished().contains(each))
                        .toList()
                : measured.sides().stream().map(Side::name).toList();
        if (measured.switching() == Switching.BLOCKED && sides.size() > 1) {
            throw CommandFailure.error("the sides of " + measured.name()
                    + " have a reboot between them (switching: blocked); measure one at a time with --side "
                    + String.join(" or --side ", sides));
        }
        return sides;
    }
}
