package io.quietcore.results.compare;

import io.quietcore.contract.CpuSet;
import io.quietcore.contract.Neighbour;
import io.quietcore.results.compare.Comparer.SideInput;
import io.quietcore.results.store.StoredRepetition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which programs of others had a CPU of the probe while a side measured, in words. Pure. */
final class NeighbourWarnings {
    /** A busy machine has many; the busiest tell enough. */
    private static final int MOST = 5;

    private NeighbourWarnings() {}

    /** One process in one repetition. */
    private record Met(StoredRepetition repetition, Neighbour neighbour) {
        long ranMs() {
            return neighbour.ranMs() == null ? 0 : neighbour.ranMs();
        }
    }

    static void of(SideInput side, List<String> warnings) {
        Map<String, List<Met>> byProgram = new TreeMap<>();
        for (StoredRepetition repetition : side.run().repetitions()) {
            for (Neighbour each : Neighbour.in(repetition.result().evidence())) {
                String program = (each.kernelThread() ? "the kernel's " : "") + each.program();
                byProgram.computeIfAbsent(program, none -> new ArrayList<>()).add(new Met(repetition, each));
            }
        }
        byProgram.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, List<Met>> each) ->
                                longest(each.getValue()).ranMs())
                        .reversed())
                .limit(MOST)
                .forEach(each -> warnings.add(words(side.run().side(), each.getKey(), each.getValue())));
        if (byProgram.size() > MOST) {
            warnings.add("side " + side.run().side() + ": " + (byProgram.size() - MOST)
                    + " more programs had a CPU of the probe while it measured; the evidence names them");
        }
    }

    private static Met longest(List<Met> met) {
        return met.stream().max(Comparator.comparingLong(Met::ranMs)).orElseThrow();
    }

    private static String words(String side, String program, List<Met> met) {
        Met longest = longest(met);
        CpuSet cpus = met.stream().map(each -> each.neighbour().cpus()).reduce(CpuSet.EMPTY, CpuSet::union);
        long repetitions =
                met.stream().map(each -> each.repetition().folder()).distinct().count();
        return "side " + side + ": the probe was not alone on CPU " + cpus + " while it measured: " + program
                + (met.stream().anyMatch(each -> each.neighbour().pinned()) ? " was pinned there" : " was found there")
                + " in " + repetitions + " of its repetitions; at most, on "
                + longest.repetition().result().spec().request().node() + ": "
                + longest.neighbour();
    }
}
