package io.quietcore.results.interference;

import io.quietcore.contract.Neighbour;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.WindowCount;
import io.quietcore.results.interference.Interference.Counted;
import io.quietcore.results.interference.Interference.OfProbe;
import io.quietcore.results.interference.Interference.Row;
import io.quietcore.results.statistics.Median;
import io.quietcore.results.store.StoredRepetition;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What two sides' windows counted, side by side, and whether anything could be measured between it. Pure. */
public final class Interferences {
    /** A comparison whose sides both lost more than this share of the time, in the median repetition, says nothing of either. */
    static final double MOST_LOST = 0.10;

    /** What took less of the time than this is not named among what took it. */
    private static final double LEAST_NAMED = 0.01;

    private static final int MOST_PROGRAMS = 5;

    private Interferences() {}

    /** Of every probe that both sides have. */
    public static Interference of(StoredRun reference, StoredRun side) {
        Map<Probe, List<StoredRepetition>> a = byProbe(reference);
        Map<Probe, List<StoredRepetition>> b = byProbe(side);
        List<String> tooBusy = new ArrayList<>();
        List<OfProbe> probes = new ArrayList<>();
        for (Probe probe : new TreeSet<>(a.keySet())) {
            if (b.containsKey(probe)) {
                Side before = Side.of(reference.side(), a.getOrDefault(probe, List.of()));
                Side after = Side.of(side.side(), b.getOrDefault(probe, List.of()));
                probes.add(ofProbe(probe, before, after));
                if (before.isLost() && after.isLost()) {
                    tooBusy.addAll(words(probe, before, after));
                }
            }
        }
        return new Interference(tooBusy, probes);
    }

    private static Map<Probe, List<StoredRepetition>> byProbe(StoredRun run) {
        return run.repetitions().stream()
                .collect(
                        Collectors.groupingBy(each -> each.result().spec().probe(), TreeMap::new, Collectors.toList()));
    }

    /** A probe on one side. */
    private record Side(String name, List<StoredRepetition> repetitions, Totals totals, OptionalDouble lost) {
        static Side of(String name, List<StoredRepetition> repetitions) {
            double[] lost = repetitions.stream()
                    .map(LostTime::share)
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble)
                    .toArray();
            return new Side(
                    name,
                    repetitions,
                    new Totals(repetitions.stream()
                            .flatMap(each -> each.result().windows().stream())
                            .toList()),
                    lost.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Median.of(lost)));
        }

        boolean isLost() {
            return lost.orElse(0) > MOST_LOST;
        }

        @Nullable
        Double lostPercent() {
            return lost.isPresent() ? (Double) (100 * lost.getAsDouble()) : null;
        }

        ProbeResult first() {
            return repetitions.get(0).result();
        }
    }

    private static OfProbe ofProbe(Probe probe, Side before, Side after) {
        List<Row> rows = new ArrayList<>();
        List<String> unavailable = new ArrayList<>();
        for (WindowCount each : WindowCount.values()) {
            @Nullable Counted there = before.totals.counted(each);
            @Nullable Counted here = after.totals.counted(each);
            if (there == null && here == null) {
                unavailable.add(each.spelling());
            } else if (each != WindowCount.COUNTED) {
                rows.add(new Row(each.spelling(), there, here));
            }
        }
        return new OfProbe(probe.spelling(), before.lostPercent(), after.lostPercent(), rows, unavailable);
    }

    private static List<String> words(Probe probe, Side before, Side after) {
        String lost = String.format(
                Locale.ROOT,
                "%s: the machine was too busy for this comparison to say anything: in the median repetition at least %.0f %% of"
                        + " the time was lost on %s and %.0f %% on %s, expected less than %.0f %%",
                probe.spelling(),
                100 * before.lost.orElse(0),
                before.name,
                100 * after.lost.orElse(0),
                after.name,
                100 * MOST_LOST);
        List<String> took = new ArrayList<>();
        took(took, "threads that ran while the measuring one waited", before, after, share(WindowCount.WAITED));
        took(took, "other threads on its CPU", before, after, side -> LostTime.others(side.first(), side.totals));
        took(
                took,
                "the hypervisor (steal)",
                before,
                after,
                side -> LostTime.stolen(side.first().grant(), side.totals));
        took(took, "the CPU quota (throttling), in the waiting too", before, after, share(WindowCount.THROTTLED));
        took(took, "interrupts", before, after, share(WindowCount.INTERRUPTED));
        took(took, "softirqs", before, after, share(WindowCount.IN_SOFTIRQS));
        String by = took.isEmpty()
                ? "cannot be told, for the kernel counts no such time here"
                : String.join(", ", took) + " of the time";
        String programs = programs(before, after);
        return List.of(
                lost,
                probe.spelling() + ": what took it, on " + before.name + " and " + after.name + ": " + by + programs);
    }

    private static Function<Side, OptionalDouble> share(WindowCount time) {
        return side -> side.totals.share(time);
    }

    private static void took(
            List<String> took, String what, Side before, Side after, Function<Side, OptionalDouble> share) {
        OptionalDouble there = share.apply(before);
        OptionalDouble here = share.apply(after);
        if (Math.max(there.orElse(0), here.orElse(0)) >= LEAST_NAMED) {
            took.add(what + " " + percent(there) + " and " + percent(here));
        }
    }

    private static String percent(OptionalDouble share) {
        return share.isEmpty() ? "unavailable" : String.format(Locale.ROOT, "%.0f %%", 100 * share.getAsDouble());
    }

    /** Who was seen on the CPU, the busiest first. */
    private static String programs(Side before, Side after) {
        Map<String, Long> ranMs = new TreeMap<>();
        for (Side side : List.of(before, after)) {
            for (StoredRepetition each : side.repetitions) {
                for (Neighbour met : Neighbour.in(each.result().evidence())) {
                    long ran = met.ranMs() == null ? 0 : met.ranMs();
                    ranMs.merge(met.program(), ran, Long::sum);
                }
            }
        }
        String busiest = ranMs.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_PROGRAMS)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return busiest.isEmpty() ? "" : "; seen on its CPU: " + busiest;
    }
}
