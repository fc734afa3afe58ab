package io.quietcore.results.compare;

import io.quietcore.contract.Probe;
import io.quietcore.results.compare.MetricTest.Stratum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sides between which a machine was booted: what differs may be the boot. Repetitions of one boot share it, and prove
 * nothing of another; the unit is the boot, or of several machines with one boot a side the machine, each with the median
 * of its repetitions.
 *
 * @param strata of one value for each boot, each machine in a block of its own
 * @param most the largest number of boots of a side on a machine: what its block holds
 */
record BootUnits(List<Stratum> strata, int most) {
    /**
     * Of the repetitions, less than this share under boots that both sides had: then a boot lies between them. Sides that take
     * turns share all but part of the block in which a machine was booted.
     */
    private static final double LEAST_SHARED = 0.75;

    BootUnits {
        strata = List.copyOf(strata);
    }

    /**
     * The units of a metric; none where no machine was booted between the sides.
     *
     * @param nodes each whole
     */
    static Optional<BootUnits> of(Probe probe, List<Stratum> nodes, Boots reference, Boots side) {
        boolean booted = false;
        int most = 1;
        for (Stratum node : nodes) {
            Set<String> before = reference.of(probe, node.node(), node.reference());
            Set<String> after = side.of(probe, node.node(), node.side());
            booted |= Boots.shared(
                            reference.counts(probe, node.node(), node.reference()),
                            side.counts(probe, node.node(), node.side()))
                    < LEAST_SHARED;
            most = Math.max(most, Math.max(before.size(), after.size()));
        }
        if (!booted) {
            return Optional.empty();
        }
        List<Stratum> strata = new ArrayList<>();
        for (Stratum node : nodes) {
            // Numbered apart, so that no machine's are exchanged with another's.
            int first = strata.size() * most + 1;
            strata.add(new Stratum(
                    node.node(),
                    reference.units(probe, node.node(), node.reference(), first),
                    side.units(probe, node.node(), node.side(), first)));
        }
        return Optional.of(new BootUnits(strata, most));
    }

    /** The method of these units: the boots of a machine are one block. */
    Method method(Method ofRepetitions) {
        return ofRepetitions.inBlocksOf(most);
    }

    /**
     * What the effect rests on.
     *
     * @param tests over which Holm goes
     */
    Sample sample(int tests) {
        if (most == 1 && strata.size() > 1) {
            return new Sample(strata.size(), 1, Sample.Unit.BOOTED_NODES, PlanPower.nodesForAVerdict(tests));
        }
        int boots = strata.stream()
                .mapToInt(node -> Math.min(node.reference().size(), node.side().size()))
                .min()
                .orElse(0);
        return new Sample(boots, 1, Sample.Unit.BOOTS, PlanPower.bootsForAVerdict(strata.size(), tests));
    }
}
