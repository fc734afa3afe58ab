package io.quietcore.topology;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.PlacementGrant;
import io.quietcore.contract.PlacementRequest;
import io.quietcore.topology.NodeTopology.NumaNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where roles measure: a pure function of the machine and of what is asked for.
 *
 * <p>A measuring CPU is allowed and online, on the NUMA node that was asked for, and no SMT sibling of another measuring
 * CPU. Among those: isolated before nohz_full before others; a core whose siblings are all allowed, so that nobody else
 * can be on them; not the core of CPU 0, which takes what interrupts and timers nobody moved; the lowest number. The
 * housekeeping CPU is never a sibling of a measuring one; among the rest: not isolated, the same NUMA node, the lowest
 * number. Several roles may share it.
 */
public sealed interface Placement permits Placement.Placed, Placement.Refused {
    /**
     * Every role has its place.
     *
     * @param grants in the order of the requests
     */
    record Placed(List<PlacementGrant> grants) implements Placement {
        public Placed {
            grants = List.copyOf(grants);
        }
    }

    /**
     * The roles cannot be placed together.
     *
     * @param reasons what was asked for, what there is, and what to do
     */
    record Refused(List<String> reasons) implements Placement {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }

    /** Places roles that measure at the same time. */
    static Placement place(NodeTopology topology, List<PlacementRequest> requests) {
        return place(topology, requests, topology.allowed());
    }

    /**
     * Places roles that measure at the same time, pinned ones on these CPUs only.
     *
     * @param candidates each must be online and allowed
     */
    static Placement place(NodeTopology topology, List<PlacementRequest> requests, CpuSet candidates) {
        List<String> reasons = new ArrayList<>(refusals(topology, candidates));
        List<CpuSet> measuring = new ArrayList<>();
        List<CpuSet> partners = new ArrayList<>();
        List<NumaNode> nodes = new ArrayList<>();
        CpuSet taken = CpuSet.EMPTY;
        Map<Integer, CpuSet> siblings = topology.siblingsOfEach();
        CpuSet mayMeasure = candidates.intersect(topology.allowed());
        for (PlacementRequest request : requests) {
            Optional<NumaNode> node = node(topology, request, reasons);
            if (node.isEmpty()) {
                continue;
            }
            CpuSet own = request.pinned()
                    ? pick(topology, siblings, mayMeasure.intersect(node.get().cpus()), request.cpus(), taken)
                    : topology.allowed().intersect(node.get().cpus());
            if (own.size() < request.cpus()) {
                reasons.add("NUMA node " + node.get().id() + " has " + own.size()
                        + (own.size() == 1 ? " free core" : " free cores") + " of the "
                        + request.cpus() + " that are asked for, among the CPUs "
                        + candidates.intersect(node.get().cpus())
                        + "; ask for fewer, or allow this process more CPUs");
            }
            CpuSet partner = CpuSet.EMPTY;
            if (request.pinned()) {
                taken = taken.union(own);
                partner = partner(topology, node.get(), request, candidates, taken);
                taken = taken.union(partner);
                if (partner.size() < request.partners()) {
                    reasons.add("a second CPU is needed for the thread that the measuring one meets, and this process"
                            + " may use only " + topology.allowed() + "; allow it another");
                }
            }
            measuring.add(own);
            partners.add(partner);
            nodes.add(node.get());
        }
        if (!reasons.isEmpty()) {
            return new Refused(reasons);
        }
        List<PlacementGrant> grants = new ArrayList<>();
        CpuSet free = topology.allowed().minus(cores(siblings, taken));
        for (int i = 0; i < requests.size(); i++) {
            grants.add(
                    requests.get(i).pinned()
                            ? pinned(topology, nodes.get(i), measuring.get(i), partners.get(i), free)
                            : new PlacementGrant(
                                    nodes.get(i).id(),
                                    false,
                                    measuring.get(i),
                                    CpuSet.EMPTY,
                                    measuring.get(i),
                                    "left to the scheduler on the allowed CPUs of NUMA node "
                                            + nodes.get(i).id()));
        }
        return new Placed(grants);
    }

    /** Why nothing can measure on these CPUs, in words; empty when each is online and allowed. */
    static List<String> refusals(NodeTopology topology, CpuSet candidates) {
        List<String> reasons = new ArrayList<>();
        CpuSet offline = candidates.minus(topology.online());
        if (!offline.isEmpty()) {
            reasons.add("CPU " + offline + " does not exist or is offline; online are " + topology.online());
        }
        CpuSet forbidden = candidates.intersect(topology.online()).minus(topology.allowed());
        if (!forbidden.isEmpty()) {
            reasons.add("CPU " + forbidden + " is not allowed for this process; allowed are " + topology.allowed()
                    + " (its cpuset and Cpus_allowed_list)");
        }
        return reasons;
    }

    private static Optional<NumaNode> node(NodeTopology topology, PlacementRequest request, List<String> reasons) {
        Integer wanted = request.numaNode();
        List<NumaNode> usable = topology.numaNodes().stream()
                .filter(node -> node.cpus().intersects(topology.allowed()))
                .toList();
        Optional<NumaNode> found = usable.stream()
                .filter(node -> wanted == null || node.id() == wanted)
                .findFirst();
        if (found.isEmpty()) {
            reasons.add((topology.numaNode(wanted == null ? -1 : wanted).isPresent()
                            ? "NUMA node " + wanted + " has no CPU that this process may use"
                            : "there is no NUMA node " + wanted)
                    + "; nodes with allowed CPUs are "
                    + usable.stream().map(NumaNode::id).toList());
        }
        return found;
    }

    private static CpuSet pick(
            NodeTopology topology, Map<Integer, CpuSet> siblings, CpuSet candidates, int wanted, CpuSet taken) {
        CpuSet picked = CpuSet.EMPTY;
        List<Integer> best = candidates.cpus().stream()
                .sorted(Comparator.comparing(
                                (Integer cpu) -> !topology.isolated().contains(cpu))
                        .thenComparing(cpu -> !topology.nohzFull().contains(cpu))
                        .thenComparing(cpu -> !topology.allowed().containsAll(siblingsOf(siblings, cpu)))
                        .thenComparing(cpu -> siblingsOf(siblings, cpu).contains(0))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        for (int cpu : best) {
            if (picked.size() == wanted) {
                break;
            }
            if (!siblingsOf(siblings, cpu).intersects(taken.union(picked))) {
                picked = picked.union(CpuSet.of(cpu));
            }
        }
        return picked;
    }

    /** The cores of these CPUs, whole. */
    private static CpuSet cores(Map<Integer, CpuSet> siblings, CpuSet cpus) {
        return CpuSet.of(cpus.cpus().stream()
                .flatMap(cpu -> siblingsOf(siblings, cpu).cpus().stream())
                .toList());
    }

    private static CpuSet siblingsOf(Map<Integer, CpuSet> siblings, int cpu) {
        return siblings.getOrDefault(cpu, CpuSet.of(cpu));
    }

    /**
     * The CPU of a partner: any that is free, for a probe of two threads says something on every pair. In this order: one
     * that was named, on the same NUMA node, on another core, isolated, the lowest number.
     */
    private static CpuSet partner(
            NodeTopology topology, NumaNode node, PlacementRequest request, CpuSet candidates, CpuSet taken) {
        if (request.partners() == 0) {
            return CpuSet.EMPTY;
        }
        CpuSet busy = taken.cpus().stream().map(topology::siblings).reduce(CpuSet.EMPTY, CpuSet::union);
        return topology.allowed().minus(taken).cpus().stream()
                .sorted(Comparator.comparing((Integer cpu) -> !candidates.contains(cpu))
                        .thenComparing(cpu -> !node.cpus().contains(cpu))
                        .thenComparing(busy::contains)
                        .thenComparing(cpu -> !topology.isolated().contains(cpu))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(request.partners())
                .map(CpuSet::of)
                .reduce(CpuSet.EMPTY, CpuSet::union);
    }

    private static PlacementGrant pinned(
            NodeTopology topology, NumaNode node, CpuSet own, CpuSet partner, CpuSet free) {
        Optional<Integer> housekeeping = free.cpus().stream()
                .min(Comparator.comparing((Integer cpu) -> topology.isolated().contains(cpu))
                        .thenComparing(cpu -> !node.cpus().contains(cpu))
                        .thenComparing(cpu -> topology.nohzFull().contains(cpu))
                        .thenComparing(Comparator.naturalOrder()));
        String where = own.cpus().stream()
                .map(cpu -> "CPU " + cpu + ": " + why(topology, cpu))
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
        return new PlacementGrant(
                node.id(),
                true,
                own,
                partner,
                housekeeping.map(CpuSet::of).orElse(partner.isEmpty() ? own : partner),
                where
                        + (partner.isEmpty() ? "" : "; its partner on CPU " + partner)
                        + housekeeping
                                .map(cpu -> "; housekeeping on CPU " + cpu
                                        + (node.cpus().contains(cpu) ? "" : " of another NUMA node"))
                                .orElse("; no other core is allowed, so housekeeping shares the "
                                        + (partner.isEmpty() ? "measuring" : "partner's") + " CPU"));
    }

    private static String why(NodeTopology topology, int cpu) {
        List<String> words = new ArrayList<>();
        if (topology.isolated().contains(cpu)) {
            words.add("isolated");
        }
        if (topology.nohzFull().contains(cpu)) {
            words.add("nohz_full");
        }
        if (words.isEmpty()) {
            words.add("not isolated, as no allowed CPU here is");
            if (topology.isolated().intersects(topology.allowed())) {
                words.set(0, "not isolated");
            }
        }
        CpuSet siblings = topology.siblings(cpu).minus(CpuSet.of(cpu));
        if (siblings.isEmpty()) {
            words.add("a core of its own");
        } else if (topology.allowed().containsAll(siblings)) {
            words.add("its SMT sibling " + siblings + " left idle");
        } else {
            words.add("its SMT sibling " + siblings + " is not ours to keep idle");
        }
        return String.join(", ", words);
    }
}
