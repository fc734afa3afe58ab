package io.quietcore.results.compare;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Evidence.Outcome;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.ProbeSpec;
import io.quietcore.contract.SeriesKey;
import io.quietcore.results.compare.Comparer.SideInput;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.store.StoredRepetition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a reader must know before believing a verdict, in words. Pure. */
final class Warnings {
    private Warnings() {}

    static List<String> of(SideInput reference, SideInput side, Method method) {
        List<String> warnings = new ArrayList<>();
        SideSummary a = Summaries.of(reference);
        SideSummary b = Summaries.of(side);
        repetitions(a, b, warnings);
        Rejections.of(reference, side, warnings);
        if (!a.repetitions().isEmpty() && !b.repetitions().isEmpty()) {
            fingerprints(a, b, side.changes(), warnings);
            changedWithin(reference, warnings);
            changedWithin(side, warnings);
            MachineWarnings.of(reference, side, method.controlNodes(), warnings);
            places(reference, side, warnings);
            orders(reference, side, warnings);
        }
        for (SideInput each : List.of(reference, side)) {
            refused(each, warnings);
            befell(each, warnings);
            lost(each, warnings);
            programs(each, warnings);
            NeighbourWarnings.of(each, warnings);
        }
        return warnings;
    }

    private static void repetitions(SideSummary a, SideSummary b, List<String> warnings) {
        if (!a.repetitions().equals(b.repetitions())) {
            warnings.add("the sides have different numbers of repetitions: " + a.name() + " " + a.repetitions() + ", "
                    + b.name() + " " + b.repetitions());
        }
    }

    private static void fingerprints(SideSummary a, SideSummary b, List<String> changes, List<String> warnings) {
        Set<String> keys = new TreeSet<>(a.fingerprint().keySet());
        keys.addAll(b.fingerprint().keySet());
        List<String> unchanged = new ArrayList<>();
        for (String key : keys) {
            String before = a.fingerprint().getOrDefault(key, "nothing");
            String after = b.fingerprint().getOrDefault(key, "nothing");
            if (before.equals(after) && changes.contains(key)) {
                unchanged.add(key);
            }
            if (!before.equals(after) && !changes.contains(key)) {
                warnings.add("the sides differ in " + key + ", which the campaign did not mean to change: " + a.name()
                        + " has '" + before + "', " + b.name() + " has '" + after + "'");
            }
        }
        if (!unchanged.isEmpty()) {
            warnings.add("side " + b.name() + " means to change " + String.join(", ", unchanged)
                    + ", and there both sides have the same"
                    + (a.bootIds().equals(b.bootIds()) ? ", under the same boot" : "")
                    + ": what differs between them is not due to that");
        }
    }

    /** Two machines of one side may well differ; one that changed while it was measured is two. */
    private static void changedWithin(SideInput side, List<String> warnings) {
        Map<String, Set<String>> values = new TreeMap<>();
        for (StoredRepetition repetition : side.run().repetitions()) {
            String node = repetition.result().spec().request().node();
            repetition.result().host().fingerprint().forEach((key, value) -> values.computeIfAbsent(
                            key + " of " + node, none -> new TreeSet<>())
                    .add(value));
        }
        values.forEach((what, seen) -> {
            if (seen.size() > 1) {
                warnings.add("side " + side.run().side() + ": " + what + " changed while it was measured: '"
                        + String.join("', '", seen) + "'");
            }
        });
    }

    private static void places(SideInput reference, SideInput side, List<String> warnings) {
        Set<String> a = places(reference);
        Set<String> b = places(side);
        onlyIn(a, b, reference, warnings);
        onlyIn(b, a, side, warnings);
    }

    /** Values that were measured under other orders are other values: a threshold, a period, a length. */
    private static void orders(SideInput reference, SideInput side, List<String> warnings) {
        Map<String, Set<String>> before = orders(reference);
        orders(side).forEach((probe, orders) -> {
            Set<String> others = before.getOrDefault(probe, orders);
            if (!others.equals(orders)) {
                warnings.add("the sides measured " + probe + " with different orders: "
                        + reference.run().side() + " " + String.join(" and ", others) + ", "
                        + side.run().side() + " " + String.join(" and ", orders));
            }
        });
    }

    private static Map<String, Set<String>> orders(SideInput side) {
        Map<String, Set<String>> orders = new TreeMap<>();
        for (StoredRepetition repetition : side.run().repetitions()) {
            ProbeSpec spec = repetition.result().spec();
            orders.computeIfAbsent(spec.probe().spelling(), none -> new TreeSet<>())
                    .add(Orders.words(spec));
        }
        return orders;
    }

    private static void onlyIn(Set<String> own, Set<String> other, SideInput side, List<String> warnings) {
        Set<String> only = new TreeSet<>(own);
        only.removeAll(other);
        if (!only.isEmpty()) {
            warnings.add("only side " + side.run().side() + " measured " + String.join(", ", only)
                    + "; what is merged leaves that out, unless the sides share no place at all");
        }
    }

    private static Set<String> places(SideInput side) {
        Set<String> places = new TreeSet<>();
        for (StoredRepetition repetition : side.run().repetitions()) {
            for (SeriesKey key : repetition.histograms().keySet()) {
                places.add(repetition.result().spec().probe().spelling() + " on " + key.place());
            }
        }
        return places;
    }

    /** What was asked for and not had: a side that lacks it is not the side that was declared. */
    private static void refused(SideInput side, List<String> warnings) {
        Map<String, Integer> counts = new TreeMap<>();
        for (StoredRepetition repetition : side.run().repetitions()) {
            for (Map.Entry<String, Evidence> evidence :
                    repetition.result().evidence().entrySet()) {
                Outcome outcome = evidence.getValue().outcome();
                if (outcome == Outcome.DENIED || outcome == Outcome.UNAVAILABLE) {
                    String probe = repetition.result().spec().probe().spelling();
                    counts.merge(
                            evidence.getKey() + " was " + (outcome == Outcome.DENIED ? "denied" : "unavailable")
                                    + " for " + probe + " ("
                                    + evidence.getValue().detail() + ")",
                            1,
                            Integer::sum);
                }
            }
        }
        counts.forEach((what, count) ->
                warnings.add("side " + side.run().side() + ": " + what + ", in " + count + " of its repetitions"));
    }

    /** What the machine or the harness did to the measurement, and is in its values. */
    private static void befell(SideInput side, List<String> warnings) {
        for (String name : Evidence.BEFELL) {
            List<ProbeResult> results = side.run().repetitions().stream()
                    .map(StoredRepetition::result)
                    .filter(result -> result.evidence().containsKey(name))
                    .toList();
            if (!results.isEmpty()) {
                ProbeResult first = results.get(0);
                warnings.add("side " + side.run().side() + ": " + name + ", in " + results.size() + " of its "
                        + side.run().repetitions().size() + " repetitions; in the first of them, of "
                        + first.spec().probe().spelling() + ": "
                        + Objects.requireNonNull(first.evidence().get(name)).detail());
            }
        }
    }

    /** Programs of others that warn, or count their longest values together. */
    private static void programs(SideInput side, List<String> warnings) {
        Map<String, Integer> counts = new TreeMap<>();
        for (StoredRepetition repetition : side.run().repetitions()) {
            String program = repetition.result().spec().probe().spelling();
            @Nullable Evidence said = repetition.result().evidence().get(Evidence.PROGRAM_SAID);
            if (said != null) {
                counts.merge(program + " said: " + said.detail(), 1, Integer::sum);
            }
            repetition.histograms().values().stream()
                    .filter(CompactHistogram::isOpen)
                    .forEach(each -> counts.merge(
                            program + " does not tell values from " + each.openFromNs()
                                    + " ns on apart: quantiles there are not known"
                                    + (each.sumIsTold() ? "" : ", nor how much time was lost") + "; maxima are its own",
                            1,
                            Integer::sum));
        }
        counts.forEach((what, count) ->
                warnings.add("side " + side.run().side() + ": " + what + ", in " + count + " of its repetitions"));
    }

    private static void lost(SideInput side, List<String> warnings) {
        long lost = side.run().repetitions().stream()
                .mapToLong(each -> each.result().spikesLost())
                .sum();
        if (lost > 0) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "side %s: %,d spikes found no room to be kept with their moments; every one is in the histograms",
                    side.run().side(),
                    lost));
        }
    }
}
