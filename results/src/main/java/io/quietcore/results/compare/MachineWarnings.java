package io.quietcore.results.compare;

import io.quietcore.results.compare.Comparer.SideInput;
import io.quietcore.results.store.StoredRepetition;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a reader must know of machines that were booted or configured between two sides, in words. Pure. */
final class MachineWarnings {
    private MachineWarnings() {}

    static void of(SideInput reference, SideInput side, List<String> controls, List<String> warnings) {
        boots(reference, side, warnings);
        configuredWithin(reference, warnings);
        configuredWithin(side, warnings);
        configuredBetween(reference, side, controls, warnings);
    }

    /**
     * Two boots of one machine differ by themselves, in memory layout and in what landed where: with one a side that is part
     * of the effect. Machines that were not booted, as controls may be, say nothing against it.
     */
    private static void boots(SideInput reference, SideInput side, List<String> warnings) {
        Map<String, Set<String>> a = boots(reference);
        Map<String, Set<String>> b = boots(side);
        boolean otherMachines = Collections.disjoint(a.keySet(), b.keySet());
        int booted = 0;
        boolean oneEach = true;
        for (Map.Entry<String, Set<String>> before : a.entrySet()) {
            Set<String> after = otherMachines ? ofAll(b) : b.getOrDefault(before.getKey(), Set.of());
            if (!after.isEmpty() && Collections.disjoint(before.getValue(), after)) {
                booted++;
                oneEach &= before.getValue().size() == 1 && (otherMachines || after.size() == 1);
            }
        }
        if (booted > 0 && oneEach) {
            warnings.add("the sides were measured under different boots, one each"
                    + (booted < a.size() ? " on " + booted + " of " + a.size() + " nodes" : "")
                    + ": boot-to-boot variance not estimated, and so no verdict of one machine; 4 boots a side would do,"
                    + " or 6 machines");
        }
    }

    private static Set<String> ofAll(Map<String, Set<String>> boots) {
        Set<String> all = new TreeSet<>();
        boots.values().forEach(all::addAll);
        return all;
    }

    /** By machine. */
    private static Map<String, Set<String>> boots(SideInput side) {
        Map<String, Set<String>> boots = new TreeMap<>();
        for (StoredRepetition repetition : side.run().repetitions()) {
            boots.computeIfAbsent(repetition.result().spec().request().node(), node -> new TreeSet<>())
                    .add(repetition.result().host().bootId());
        }
        return boots;
    }

    private static void configuredWithin(SideInput side, List<String> warnings) {
        side.machineConfigs().forEach((node, configs) -> {
            if (configs.size() > 1) {
                warnings.add("side " + side.run().side() + ": the machine configuration of " + node
                        + " changed while it was measured: " + String.join(", then ", configs));
            }
        });
    }

    /** A profile may be "available" before any node has it; and a control that got it is none. */
    private static void configuredBetween(
            SideInput reference, SideInput side, List<String> controls, List<String> warnings) {
        Set<String> touched = new TreeSet<>();
        Set<String> untouched = new TreeSet<>();
        reference.machineConfigs().forEach((node, before) -> {
            List<String> after = side.machineConfigs().getOrDefault(node, before);
            boolean control = controls.contains(node);
            if (control && !after.equals(before)) {
                touched.add(node);
            } else if (!control && side.machineConfigs().containsKey(node) && after.equals(before)) {
                untouched.add(node);
            }
        });
        if (!touched.isEmpty()) {
            warnings.add("controls that nobody was to touch have another machine configuration on side "
                    + side.run().side() + ": " + String.join(", ", touched));
        }
        if (!side.changes().isEmpty() && !untouched.isEmpty()) {
            warnings.add("side " + side.run().side() + " means to change the nodes, and these have the machine"
                    + " configuration that they had on side " + reference.run().side() + ": "
                    + String.join(", ", untouched));
        }
    }
}
