package io.quietcore.harness.plan;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.LoadOrder;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.harness.backend.Backend.Place;
import io.quietcore.workloads.Campaign;
import io.quietcore.workloads.ProbeLoad;
import io.quietcore.workloads.Side;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** A campaign's plan and orders: pure functions of the campaign and the places that can measure. */
public final class CampaignPlan {
    private CampaignPlan() {}

    /** The groups of a campaign: for each probe its places. */
    public static List<Group> groups(Campaign campaign, List<Place> places) {
        List<Place> wanted = campaign.numaNodes().isEmpty()
                ? places
                : places.stream()
                        .filter(place -> campaign.numaNodes().contains(place.numaNode()))
                        .toList();
        return campaign.probes().stream()
                .map(load -> new Group(load.probe(), placesOf(load.probe(), wanted), false))
                .toList();
    }

    /** The groups that measure once more, to find the causes of their spikes. */
    public static List<Group> explained(Campaign campaign, List<Group> groups) {
        return campaign.explain() == 0
                ? List.of()
                : groups.stream()
                        .filter(group -> group.probe().parameters().contains(Parameter.EXPLAIN))
                        .map(group -> new Group(group.probe(), group.places(), true))
                        .toList();
    }

    /**
     * A matrix is over all CPUs of a machine, so that one role measures it; two would meet each other. A network probe
     * measures from every other node, to the one after it, which answers; on one node it has a peer of its own.
     */
    private static List<Place> placesOf(Probe probe, List<Place> wanted) {
        return switch (probe) {
            case HANDOFF_MATRIX -> wanted.subList(0, Math.min(1, wanted.size()));
            case NETWORK ->
                wanted.stream()
                        .filter(place -> nodes(wanted).size() == 1
                                || partner(place.node(), nodes(wanted)).isPresent())
                        .toList();
            default -> wanted;
        };
    }

    private static List<String> nodes(List<Place> places) {
        return places.stream().map(Place::node).distinct().sorted().toList();
    }

    /** The node that answers another one's network probe: of each two in the order of their names, the second. */
    public static Optional<String> partner(String node, List<String> nodes) {
        int index = nodes.indexOf(node);
        return index % 2 == 0 && index + 1 < nodes.size() ? Optional.of(nodes.get(index + 1)) : Optional.empty();
    }

    private static PlacementRequest request(Probe probe, Place place, Side side) {
        return new PlacementRequest(place.node(), place.numaNode(), 1, probe.threads() - 1, side.pinned());
    }

    /**
     * The plan of these sides: interleaved where there are several, else one after another; and at the end, when nothing
     * can be disturbed by it any more, the repetitions that are explained.
     *
     * @param turns how often each side was measured to its end before
     */
    public static Plan of(Campaign campaign, List<Group> groups, List<String> sides, ToIntFunction<String> turns) {
        Plan compared = Plan.interleaved(sides, groups, campaign.repetitions(), campaign.blockSize(), campaign.seed())
                .numberedOn(side -> turns.applyAsInt(side) * campaign.repetitions());
        Plan explained = Plan.interleaved(sides, explained(campaign, groups), campaign.explain(), 1, campaign.seed())
                .numberedOn(side -> turns.applyAsInt(side) * campaign.explain());
        return compared.then(explained);
    }

    /** Where the roles of a group ask to measure, under a side. */
    public static List<PlacementRequest> requests(Group group, Side side) {
        return group.places().stream()
                .map(place -> request(group.probe(), place, side))
                .toList();
    }

    /** One spec for each role that is to measure, without a grant. */
    public static List<ProbeSpec> specs(Campaign campaign, NextStep.Run run, String uuid) {
        Measure measure = run.measure();
        Side side = campaign.side(measure.side()).orElseThrow();
        Probe probe = measure.group().probe();
        return measure.group().places().stream()
                .filter(place -> !run.kept().contains(place.role()))
                .map(place -> spec(campaign, side, measure.group(), request(probe, place, side), uuid)
                        .at(request(probe, place, side), place.role(), measure.repetition(), run.attempt()))
                .toList();
    }

    /**
     * What a side can be told to measure, one spec for each group, for places that are named later: a pod is given them once,
     * and then told which.
     */
    public static List<ProbeSpec> templates(Campaign campaign, List<Group> groups, String sideName, String uuid) {
        Side side = campaign.side(sideName).orElseThrow();
        return Stream.concat(groups.stream(), explained(campaign, groups).stream())
                .map(group -> spec(
                        campaign,
                        side,
                        group,
                        request(group.probe(), group.places().get(0), side),
                        uuid))
                .toList();
    }

    private static ProbeSpec spec(Campaign campaign, Side side, Group group, PlacementRequest request, String uuid) {
        ProbeLoad load = campaign.probes().stream()
                .filter(each -> each.probe() == group.probe())
                .findFirst()
                .orElseThrow();
        return new ProbeSpec(
                uuid,
                side.name(),
                group.name(),
                "role",
                1,
                1,
                load.probe(),
                request,
                null,
                side.settings(),
                load.schedule(),
                group.explained() ? load.parameters().with(Parameter.EXPLAIN, "yes") : load.parameters(),
                new LoadOrder(campaign.load().spelling(), CpuSet.EMPTY),
                List.of());
    }
}
