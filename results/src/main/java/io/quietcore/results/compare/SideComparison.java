package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.MetricTest.Outcome;
import io.quietcore.results.compare.MetricTest.Stratum;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All of one side beside its reference, before any p is adjusted: adjusting is for all sides of a campaign together. */
final class SideComparison {
    private final SideValues reference;
    private final SideValues side;
    private final Method method;
    private final StoredRun referenceRun;
    private final StoredRun sideRun;
    private final Map<Probe, Resolution> resolutions = new ConcurrentHashMap<>();

    SideComparison(StoredRun reference, StoredRun side, Method method) {
        this.reference = new SideValues(reference);
        this.side = new SideValues(side);
        this.reference.mergeOver(this.side, method.controlNodes());
        this.side.mergeOver(this.reference, method.controlNodes());
        this.method = method;
        this.referenceRun = reference;
        this.sideRun = side;
    }

    /** What the values of a probe resolve on both sides. */
    Resolution resolution(Probe probe) {
        return resolutions.computeIfAbsent(probe, each -> Resolution.of(each, referenceRun, sideRun));
    }

    /** The absolute part of the margin of times, of each probe. */
    Map<String, Double> marginsNs() {
        Map<String, Double> margins = new TreeMap<>();
        series().forEach(each -> margins.put(each.probe().spelling(), method.absoluteNs(resolution(each.probe()))));
        return margins;
    }

    private Set<ProbeSeries> series() {
        Set<ProbeSeries> series = new TreeSet<>(reference.series());
        series.addAll(side.series());
        return series;
    }

    /** Those that are told one by one, with all that are judged. */
    private Set<ProbeSeries> toldSeries() {
        Map<Probe, Long> count =
                series().stream().collect(Collectors.groupingBy(ProbeSeries::probe, Collectors.counting()));
        Set<ProbeSeries> judged = method.primary().stream().map(Metric::series).collect(Collectors.toSet());
        Set<ProbeSeries> told = series();
        told.removeIf(each -> !each.isMerged()
                && !judged.contains(each)
                && count.getOrDefault(each.probe(), 0L) > ProbeSeries.MOST_TOLD);
        return told;
    }

    /** The primary metrics over all places, in the campaign's order, with their p. */
    List<MetricComparison> primary() {
        return method.primary().stream().map(metric -> merged(metric, true)).toList();
    }

    /** All others over all places, as far as they have values. */
    List<MetricComparison> others() {
        List<MetricComparison> others = new ArrayList<>();
        for (ProbeSeries series : toldSeries()) {
            for (Statistic statistic : series.probe().statistics()) {
                Metric metric = new Metric(series, statistic);
                if (!method.primary().contains(metric)) {
                    MetricComparison compared = merged(metric, false);
                    if (compared.effect() != null || compared.hasValues()) {
                        others.add(compared);
                    }
                }
            }
        }
        return others;
    }

    private MetricComparison merged(Metric metric, boolean primary) {
        List<RepetitionValue> a = reference.values(metric, reference.merged(metric.series()));
        List<RepetitionValue> b = side.values(metric, side.merged(metric.series()));
        if (metric.series().isMerged()) {
            return MetricComparison.shown(metric, a, b, "merged of several series: told, and never judged");
        }
        List<Stratum> tuned = strata(metric, method.controlNodes(), false);
        String missing = tuned.isEmpty() ? missing(metric, a, b) : unequal(metric);
        if (missing.isEmpty() && primary && !method.controlNodes().isEmpty()) {
            return controlled(metric, MetricComparison.of(metric, true, null, a, b, ""), tuned);
        }
        MetricComparison values = MetricComparison.of(metric, primary, null, a, b, missing);
        if (!missing.isEmpty()) {
            return values;
        }
        Optional<BootUnits> booted = boots(metric, tuned);
        Outcome outcome = MetricTest.of(
                metric.statistic().unit(),
                booted.map(BootUnits::strata).orElse(tuned),
                booted.map(units -> units.method(method)).orElse(method),
                resolution(metric.probe()));
        return values.with(outcome.effect(), outcome.p());
    }

    private MetricComparison controlled(Metric metric, MetricComparison values, List<Stratum> tuned) {
        List<Stratum> controls = strata(metric, method.controlNodes(), true);
        if (controls.isEmpty()) {
            return MetricComparison.of(
                    metric,
                    true,
                    null,
                    values.reference(),
                    values.side(),
                    "no control node (" + String.join(", ", method.controlNodes()) + ") has " + metric.series()
                            + " on both sides");
        }
        Outcome outcome =
                MetricTest.ofControlled(metric.statistic().unit(), tuned, controls, method, resolution(metric.probe()));
        return values.with(outcome.effect(), outcome.p());
    }

    /**
     * The values of both sides by node, of nodes that both have and where none is missing. Sides that share no place
     * are one stratum, each with its own.
     */
    private List<Stratum> strata(Metric metric, List<String> controls, boolean ofControls) {
        ProbeSeries series = metric.series();
        Map<String, Set<String>> onBoth = shared(series);
        onBoth.keySet().removeIf(node -> controls.contains(node) != ofControls);
        List<Stratum> strata = new ArrayList<>(List.copyOf(onBoth.entrySet()).parallelStream()
                .map(each -> new Stratum(
                        each.getKey(), reference.values(metric, each.getValue()), side.values(metric, each.getValue())))
                .toList());
        if (strata.isEmpty() && !ofControls) {
            strata.add(new Stratum(
                    "", reference.values(metric, reference.merged(series)), side.values(metric, side.merged(series))));
        }
        return strata.stream().filter(Stratum::isWhole).toList();
    }

    /** The places by node that both sides have. */
    private Map<String, Set<String>> shared(ProbeSeries series) {
        Map<String, Set<String>> onSide = side.placesByNode(series);
        Map<String, Set<String>> onBoth = new TreeMap<>();
        reference.placesByNode(series).forEach((node, places) -> {
            Set<String> shared = new TreeSet<>(places);
            shared.retainAll(onSide.getOrDefault(node, Set.of()));
            if (!shared.isEmpty()) {
                onBoth.put(node, shared);
            }
        });
        return onBoth;
    }

    /** What is descriptive of a metric in each place, where there are several but not many, and of each repetition's worst one. */
    List<MetricComparison> places(MetricComparison merged) {
        Metric metric = merged.metric();
        Set<String> all = new TreeSet<>(reference.places(metric.series()));
        all.addAll(side.places(metric.series()));
        if (all.size() < 2 || metric.series().isMerged()) {
            return List.of();
        }
        List<MetricComparison> places = new ArrayList<>();
        for (String place : all.size() > Comparison.MOST_PLACES ? Set.<String>of() : all) {
            places.add(described(
                    metric,
                    merged.primary(),
                    place,
                    reference.values(metric, Set.of(place)),
                    side.values(metric, Set.of(place))));
        }
        if (merged.reference().stream().anyMatch(each -> each.worstValue() != null)) {
            places.add(described(
                    metric, merged.primary(), MetricComparison.WORST, worst(merged.reference()), worst(merged.side())));
        }
        return places;
    }

    private static List<RepetitionValue> worst(List<RepetitionValue> merged) {
        return merged.stream()
                .map(each -> new RepetitionValue(
                        each.repetition(), each.worstValue(), each.samples(), each.worstPlace(), null))
                .toList();
    }

    private MetricComparison described(
            Metric metric, boolean primary, @Nullable String place, List<RepetitionValue> a, List<RepetitionValue> b) {
        Stratum stratum = new Stratum(node(metric.series(), place), a, b);
        String missing = stratum.isWhole() ? unequal(metric) : missing(metric, a, b);
        MetricComparison values = MetricComparison.of(metric, primary, place, a, b, missing);
        return missing.isEmpty()
                ? values.with(
                        MetricTest.effect(
                                metric.statistic().unit(),
                                units(metric, List.of(stratum)),
                                method,
                                resolution(metric.probe())),
                        null)
                : values;
    }

    /** The node of a place; the empty name of the worst place, which may be any. */
    private String node(ProbeSeries series, @Nullable String place) {
        return Stream.of(reference, side)
                .flatMap(each -> each.placesByNode(series).entrySet().stream())
                .filter(each -> place != null && each.getValue().contains(place))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** Why two lists of values cannot be compared. */
    private String missing(Metric metric, List<RepetitionValue> a, List<RepetitionValue> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return "there is no whole repetition of " + metric.series() + " on "
                    + (a.isEmpty() ? "the reference" : "the side");
        }
        List<RepetitionValue> without = new ArrayList<>(a);
        without.addAll(b);
        without.removeIf(value -> value.value() != null);
        long fewest = without.stream().mapToLong(RepetitionValue::samples).min().orElse(0);
        if (without.isEmpty()) {
            return "no node has every repetition's value on both sides";
        }
        if (reference.isOpen(metric.series()) || side.isOpen(metric.series())) {
            return metric.series() + " does not tell its longest values apart: "
                    + metric.statistic().spelling() + " is not known in " + without.size() + " repetitions";
        }
        return metric.statistic().isArrivalQuantile()
                ? without.size() + " repetitions have fewer than 10 gaps longer than this quantile"
                : String.format(
                        Locale.ROOT,
                        "%s needs %,d values a repetition; one has %,d",
                        metric.statistic().spelling(),
                        metric.statistic().samplesNeeded(),
                        fewest);
    }

    /** Why values that are all there cannot be compared; empty when they can. */
    private String unequal(Metric metric) {
        if (metric.statistic() != Statistic.MAX) {
            return "";
        }
        ProbeSeries series = metric.series();
        // A node's repetition of which another node has none is part of what is merged by nodes, too.
        boolean unequal = lengths(series, reference.merged(series), side.merged(series)) > 1
                || shared(series).values().stream().anyMatch(places -> lengths(series, places, places) > 1);
        return unequal ? "maxima of repetitions that measured for different times are not compared" : "";
    }

    private int lengths(ProbeSeries series, Set<String> ofReference, Set<String> ofSide) {
        Set<Long> lengths = new TreeSet<>(reference.measuredNs(series, ofReference));
        lengths.addAll(side.measuredNs(series, ofSide));
        return lengths.size();
    }

    /** The nodes of each primary metric by their effects, where there are several. */
    List<NodeRanking> rankings() {
        List<NodeRanking> rankings = new ArrayList<>();
        for (Metric metric : method.primary()) {
            List<Stratum> strata = new ArrayList<>(strata(metric, method.controlNodes(), false));
            strata.addAll(strata(metric, method.controlNodes(), true));
            if (strata.size() > 1) {
                rankings.add(NodeRanking.of(metric, units(metric, strata), method, resolution(metric.probe())));
            }
        }
        return rankings;
    }

    private Optional<BootUnits> boots(Metric metric, List<Stratum> nodes) {
        return BootUnits.of(metric.probe(), nodes, reference.boots(), side.boots());
    }

    /** Boots where a machine was booted between the sides, else repetitions. */
    private List<Stratum> units(Metric metric, List<Stratum> nodes) {
        return boots(metric, nodes).map(BootUnits::strata).orElse(nodes);
    }

    /**
     * What an effect rests on: nodes where there are controls, boots or nodes across a reboot, else repetitions.
     *
     * @param tests over which Holm goes
     */
    Sample sample(MetricComparison metric, int tests) {
        if (!method.controlNodes().isEmpty()) {
            int tuned = strata(metric.metric(), method.controlNodes(), false).size();
            int controls = strata(metric.metric(), method.controlNodes(), true).size();
            return new Sample(Math.min(tuned, controls), 1, Sample.Unit.NODES);
        }
        Optional<BootUnits> boots = boots(metric.metric(), strata(metric.metric(), List.of(), false));
        if (boots.isPresent()) {
            return boots.get().sample(tests);
        }
        // Of many nodes few repetitions may have every one; the effect is that of each node's own.
        int merged = Math.min(metric.reference().size(), metric.side().size());
        int most = strata(metric.metric(), List.of(), false).stream()
                .mapToInt(node -> Math.min(node.reference().size(), node.side().size()))
                .max()
                .orElse(0);
        return new Sample(Math.max(merged, most), blockSize(), Sample.Unit.REPETITIONS);
    }

    /** Sides that were measured one after the other are one block of any size. */
    private int blockSize() {
        boolean oneBlock =
                reference.lastRepetition() <= method.blockSize() && side.lastRepetition() <= method.blockSize();
        return oneBlock ? 1 : method.blockSize();
    }

    /** The reference against itself. */
    List<NoiseControl> noise() {
        List<NoiseControl> controls = new ArrayList<>();
        for (Metric metric : method.primary()) {
            List<RepetitionValue> values = reference.values(metric, reference.merged(metric.series()));
            if (values.size() > 1 && values.stream().allMatch(value -> value.value() != null)) {
                controls.add(NoiseControls.of(metric, values, method, resolution(metric.probe())));
            }
        }
        return controls;
    }

    /** What each side lacks of the other. */
    List<String> warnings(String referenceName, String sideName) {
        List<String> warnings = new ArrayList<>();
        for (ProbeSeries series : toldSeries()) {
            lacking(series, reference, referenceName, warnings);
            lacking(series, side, sideName, warnings);
            Set<Integer> apart = new TreeSet<>(reference.blocks(series, method.blockSize()));
            Set<Integer> both = new TreeSet<>(apart);
            both.retainAll(side.blocks(series, method.blockSize()));
            apart.addAll(side.blocks(series, method.blockSize()));
            apart.removeAll(both);
            if (!apart.isEmpty()
                    && !reference.blocks(series, 1).isEmpty()
                    && !side.blocks(series, 1).isEmpty()) {
                warnings.add(series + ": of block " + apart
                        + " only one side is there; what remains of such blocks is exchanged as one block");
            }
        }
        return warnings;
    }

    private static void lacking(ProbeSeries series, SideValues values, String name, List<String> warnings) {
        if (!values.lacking(series).isEmpty()) {
            warnings.add("side " + name + ": repetition " + values.lacking(series) + " of " + series
                    + " lacks a place, and is left out of what is merged");
        }
    }
}
