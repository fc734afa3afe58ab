package io.quietcore.results.compare;

import io.quietcore.contract.Probe;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.compare.Judgement.Sample;
import io.quietcore.results.compare.MetricTest.Stratum;
import io.quietcore.results.statistics.Median;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sides between which a machine was booted: what differs may be the boot. Repetitions of one boot share it, and prove
 * nothing of another; the unit is the boot, or with several machines the machine, each with the median of its repetitions.
 *
 * @param strata of one value for each boot, each machine in blocks of its own
 * @param sample what the effect rests on
 */
record BootUnits(List<Stratum> strata, Sample sample) {
    private static final String UNIT = ", the unit where a machine is booted between the sides,";

    /** The smallest number with an interval of 95 %: 2 of C(8, 4) arrangements, and 2 of 2^6. */
    private static final int FEWEST_BOOTS = 4;

    private static final int FEWEST_NODES = 6;

    BootUnits {
        strata = List.copyOf(strata);
    }

    /** The boots that a side's repetitions of each probe were measured under. */
    record Boots(Map<Measured, String> ids) {
        private record Measured(Probe probe, String node, int repetition) {}

        Boots {
            ids = Map.copyOf(ids);
        }

        static Boots of(StoredRun run) {
            Map<Measured, String> ids = new HashMap<>();
            for (StoredRepetition repetition : run.repetitions()) {
                Probe probe = repetition.result().spec().probe();
                for (SeriesKey key : repetition.histograms().keySet()) {
                    String node = key.get(SeriesKey.NODE).orElse("");
                    ids.put(
                            new Measured(probe, node, repetition.number()),
                            repetition.result().host().bootId());
                }
            }
            return new Boots(ids);
        }

        private String id(Probe probe, String node, RepetitionValue value) {
            return ids.getOrDefault(new Measured(probe, node, value.repetition()), "");
        }

        private Set<String> of(Probe probe, String node, List<RepetitionValue> values) {
            Set<String> found = new TreeSet<>();
            values.forEach(value -> found.add(id(probe, node, value)));
            return found;
        }

        /** One value for each boot, in the order of their first repetitions, numbered from one on. */
        private List<RepetitionValue> units(Probe probe, String node, List<RepetitionValue> values, int first) {
            Map<String, List<RepetitionValue>> byBoot = new LinkedHashMap<>();
            values.forEach(value -> byBoot.computeIfAbsent(id(probe, node, value), none -> new ArrayList<>())
                    .add(value));
            List<RepetitionValue> units = new ArrayList<>();
            byBoot.values()
                    .forEach(own -> units.add(new RepetitionValue(
                            first + units.size(),
                            Median.of(MetricTest.numbers(own)),
                            own.get(0).samples(),
                            null,
                            null)));
            return units;
        }
    }

    /**
     * The units of a metric; none where no machine was booted between the sides.
     *
     * @param nodes each whole
     * @param blockSize of the method
     */
    static Optional<BootUnits> of(Probe probe, List<Stratum> nodes, Boots reference, Boots side, int blockSize) {
        boolean booted = false;
        int most = 1;
        for (Stratum node : nodes) {
            Set<String> before = reference.of(probe, node.node(), node.reference());
            Set<String> after = side.of(probe, node.node(), node.side());
            booted |= !before.contains("") && !after.contains("") && Collections.disjoint(before, after);
            most = Math.max(most, Math.max(before.size(), after.size()));
        }
        if (!booted) {
            return Optional.empty();
        }
        List<Stratum> strata = new ArrayList<>();
        for (Stratum node : nodes) {
            // Numbered apart, so that no machine's are exchanged with another's.
            int blocks = (most + blockSize - 1) / blockSize;
            int first = strata.size() * blocks * blockSize + 1;
            strata.add(new Stratum(
                    node.node(),
                    reference.units(probe, node.node(), node.reference(), first),
                    side.units(probe, node.node(), node.side(), first)));
        }
        return Optional.of(new BootUnits(strata, sample(strata)));
    }

    private static Sample sample(List<Stratum> strata) {
        if (strata.size() > 1) {
            return new Sample(strata.size(), 1, "nodes" + UNIT, FEWEST_NODES);
        }
        int boots =
                Math.min(strata.get(0).reference().size(), strata.get(0).side().size());
        return new Sample(boots, 1, (boots == 1 ? "boot" : "boots") + " a side" + UNIT, FEWEST_BOOTS);
    }
}
