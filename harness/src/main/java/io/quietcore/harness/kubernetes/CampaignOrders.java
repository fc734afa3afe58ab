package io.quietcore.harness.kubernetes;

import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.plan.CampaignPlan;
import io.quietcore.harness.plan.Group;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.PodShape;
import java.util.List;

/**
 * What a campaign asks of pods, side by side. Pure.
 *
 * @param campaign what is measured
 * @param campaignId shared by its runs
 * @param groups of the campaign, over all places
 */
public record CampaignOrders(Campaign campaign, String campaignId, List<Group> groups) {
    public CampaignOrders {
        groups = List.copyOf(groups);
    }

    List<ProbeSpec> templates(String side, String uuid) {
        return CampaignPlan.templates(campaign, groups, side, uuid);
    }

    PodShape shape(String side) {
        return campaign.side(side).orElseThrow().pod();
    }

    /** Whether a pod of this side that did not get CPUs of its own ends the campaign. */
    boolean requiresExclusive(String side, ClusterSettings.Exclusive exclusive) {
        boolean guaranteed = shape(side).qos() == PodShape.Qos.GUARANTEED;
        return switch (exclusive) {
            case NEVER -> false;
            case ALWAYS -> guaranteed;
            case TUNED -> guaranteed && !side.equals(campaign.reference().name());
        };
    }
}
