package io.quietcore.results.compare;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.Statistic;
import io.quietcore.results.compare.Effect.Kind;
import io.quietcore.results.statistics.BlockPermutation;
import io.quietcore.results.statistics.Median;
import io.quietcore.results.statistics.Multiplicity;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares two sides: a pure function of two stored runs and of the method that was declared beforehand. */
public final class Comparer {
    private final SideValues reference;
    private final SideValues side;
    private final Method method;
    private final long clockStepNs;

    private Comparer(StoredRun reference, StoredRun side, Method method) {
        this.reference = new SideValues(reference);
        this.side = new SideValues(side);
        this.reference.mergeOver(this.side);
        this.side.mergeOver(this.reference);
        this.method = method;
        this.clockStepNs = Math.max(clockStepNs(reference), clockStepNs(side));
    }

    /**
     * What is compared.
     *
     * @param campaign its name
     * @param campaignId shared by its runs; may be empty
     */
    public record Identity(String campaign, String campaignId) {}

    /**
     * One side.
     *
     * @param run its whole and valid repetitions
     * @param setAside the others, in words
     * @param declared intended differences from the reference, in words
     * @param changes names of the fingerprint in which it means to differ
     */
    public record SideInput(StoredRun run, List<String> setAside, List<String> declared, List<String> changes) {
        public SideInput {
            setAside = List.copyOf(setAside);
            declared = List.copyOf(declared);
            changes = List.copyOf(changes);
        }
    }

    /** One metric before its p is adjusted. */
    private record Raw(MetricComparison metric, @Nullable Double p) {}

    /** The comparison of a side with its reference. */
    public static Comparison compare(Identity campaign, SideInput reference, SideInput side, Method method) {
        Comparer comparer = new Comparer(reference.run(), side.run(), method);
        return new Comparison(
                campaign.campaign(),
                campaign.campaignId(),
                Summaries.of(reference),
                Summaries.of(side),
                method,
                comparer.metrics(),
                comparer.noise(),
                comparer.warnings(reference, side));
    }

    private List<String> warnings(SideInput referenceInput, SideInput sideInput) {
        List<String> warnings = new ArrayList<>(Warnings.of(referenceInput, sideInput));
        for (Probe probe : probes()) {
            lacking(probe, reference, referenceInput, warnings);
            lacking(probe, side, sideInput, warnings);
            Set<Integer> apart = new TreeSet<>(reference.blocks(probe, method.blockSize()));
            Set<Integer> both = new TreeSet<>(apart);
            both.retainAll(side.blocks(probe, method.blockSize()));
            apart.addAll(side.blocks(probe, method.blockSize()));
            apart.removeAll(both);
            if (!apart.isEmpty()
                    && !reference.blocks(probe, 1).isEmpty()
                    && !side.blocks(probe, 1).isEmpty()) {
                warnings.add(probe.spelling() + ": of block " + apart
                        + " only one side is there; what remains of such blocks is exchanged as one block");
            }
        }
        return warnings;
    }

    private static void lacking(Probe probe, SideValues values, SideInput input, List<String> warnings) {
        if (!values.lacking(probe).isEmpty()) {
            warnings.add("side " + input.run().side() + ": repetition " + values.lacking(probe) + " of "
                    + probe.spelling() + " lacks a place, and is left out of what is merged");
        }
    }

    private Set<Probe> probes() {
        Set<Probe> probes = new TreeSet<>(reference.probes());
        probes.addAll(side.probes());
        return probes;
    }

    private static long clockStepNs(StoredRun run) {
        return run.repetitions().stream()
                .mapToLong(each -> each.result().floor().granularityNs())
                .max()
                .orElse(0);
    }

    private List<MetricComparison> metrics() {
        List<Raw> primary = new ArrayList<>();
        method.primary().forEach(metric -> primary.add(raw(metric, true, null)));
        List<Raw> others = new ArrayList<>();
        for (Probe probe : probes()) {
            for (Statistic statistic : probe.statistics()) {
                Metric metric = new Metric(probe, statistic);
                if (!method.primary().contains(metric)) {
                    Raw raw = raw(metric, false, null);
                    if (hasValues(raw.metric)) {
                        others.add(raw);
                    }
                }
            }
        }
        List<MetricComparison> all = new ArrayList<>();
        judged(primary).forEach(metric -> addWithPlaces(metric, all));
        adjusted(others).forEach(metric -> addWithPlaces(metric, all));
        return all;
    }

    private static boolean hasValues(MetricComparison metric) {
        return metric.reference().stream().anyMatch(value -> value.value() != null)
                || metric.side().stream().anyMatch(value -> value.value() != null);
    }

    private void addWithPlaces(MetricComparison metric, List<MetricComparison> all) {
        all.add(metric);
        Set<String> places = new TreeSet<>(reference.places(metric.metric().probe()));
        places.addAll(side.places(metric.metric().probe()));
        for (String place : places.size() > 1 ? places : Set.<String>of()) {
            all.add(raw(metric.metric(), metric.primary(), place).metric);
        }
    }

    /** Values, medians and effect; for all places together the p as well. */
    private Raw raw(Metric metric, boolean primary, @Nullable String place) {
        List<RepetitionValue> a = reference.values(metric, place);
        List<RepetitionValue> b = side.values(metric, place);
        String missing = missing(metric, place, a, b);
        if (!missing.isEmpty()) {
            return new Raw(comparison(metric, primary, place, a, b, null, missing), null);
        }
        double[] before = Effects.numbers(a);
        double[] after = Effects.numbers(b);
        boolean enoughEvents = !metric.statistic().isSpikeRate()
                || (reference.events(metric, place) >= Effects.EVENTS_FOR_A_RATIO
                        && side.events(metric, place) >= Effects.EVENTS_FOR_A_RATIO);
        Kind kind = Effects.kind(before, after, enoughEvents);
        double margin = Effects.margin(method, metric.statistic().unit(), before, clockStepNs);
        Effect effect = Effects.of(kind, before, after, margin);
        Optional<BlockPermutation.Result> p = place == null ? Effects.p(a, b, method) : Optional.empty();
        MetricComparison compared = comparison(metric, primary, place, a, b, effect, "descriptive");
        return new Raw(
                withP(
                        compared,
                        p.map(BlockPermutation.Result::p).orElse(null),
                        null,
                        p.map(BlockPermutation.Result::standardError).orElse(0.0)),
                p.map(BlockPermutation.Result::p).orElse(null));
    }

    /** Why two lists of values cannot be compared; empty when they can. */
    private String missing(Metric metric, @Nullable String place, List<RepetitionValue> a, List<RepetitionValue> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return "there is no repetition of " + metric.probe().spelling() + " on "
                    + (a.isEmpty() ? "the reference" : "the side");
        }
        List<RepetitionValue> without = new ArrayList<>(a);
        without.addAll(b);
        without.removeIf(value -> value.value() != null);
        if (!without.isEmpty()) {
            long fewest =
                    without.stream().mapToLong(RepetitionValue::samples).min().orElse(0);
            return metric.statistic().isArrivalQuantile()
                    ? without.size() + " repetitions have fewer than 10 gaps longer than this quantile"
                    : String.format(
                            Locale.ROOT,
                            "%s needs %,d values a repetition; one has %,d",
                            metric.statistic().spelling(),
                            metric.statistic().samplesNeeded(),
                            fewest);
        }
        Set<Long> lengths = new TreeSet<>(reference.measuredNs(metric.probe(), place));
        lengths.addAll(side.measuredNs(metric.probe(), place));
        return metric.statistic() == Statistic.MAX && lengths.size() > 1
                ? "maxima of repetitions that measured for different times are not compared"
                : "";
    }

    private static MetricComparison comparison(
            Metric metric,
            boolean primary,
            @Nullable String place,
            List<RepetitionValue> a,
            List<RepetitionValue> b,
            @Nullable Effect effect,
            String reason) {
        return new MetricComparison(
                metric,
                metric.statistic().unit(),
                primary,
                place,
                a,
                b,
                effect == null ? null : (Double) Median.of(Effects.numbers(a)),
                effect == null ? null : (Double) Median.of(Effects.numbers(b)),
                effect,
                null,
                null,
                0,
                null,
                false,
                reason);
    }

    private static MetricComparison withP(
            MetricComparison of, @Nullable Double p, @Nullable Double adjusted, double standardError) {
        return with(of, p, adjusted, standardError, null);
    }

    private static MetricComparison with(
            MetricComparison of,
            @Nullable Double p,
            @Nullable Double adjusted,
            double standardError,
            @Nullable Judgement judgement) {
        return new MetricComparison(
                of.metric(),
                of.unit(),
                of.primary(),
                of.place(),
                of.reference(),
                of.side(),
                of.referenceMedian(),
                of.sideMedian(),
                of.effect(),
                p,
                adjusted,
                standardError,
                judgement == null ? null : judgement.verdict(),
                judgement != null && judgement.certain(),
                judgement == null ? of.reason() : judgement.reason());
    }

    private List<MetricComparison> judged(List<Raw> primary) {
        // A metric without a p is one of the family all the same: it cannot make the others easier.
        double[] p =
                primary.stream().mapToDouble(raw -> raw.p == null ? 1 : raw.p).toArray();
        double[] adjusted = Multiplicity.holm(p);
        List<MetricComparison> judged = new ArrayList<>();
        for (int i = 0; i < primary.size(); i++) {
            MetricComparison metric = primary.get(i).metric;
            @Nullable Double own = primary.get(i).p == null ? null : (Double) adjusted[i];
            @Nullable Effect effect = metric.effect();
            Judgement judgement = effect == null
                    ? new Judgement(Verdict.INCONCLUSIVE, false, metric.reason())
                    : Judgement.of(
                            effect,
                            own,
                            Math.min(metric.reference().size(), metric.side().size()),
                            blockSize());
            judged.add(with(metric, primary.get(i).p, own, metric.pStandardError(), judgement));
        }
        return judged;
    }

    /** Sides that were measured one after the other are one block of any size. */
    private int blockSize() {
        boolean oneBlock =
                reference.lastRepetition() <= method.blockSize() && side.lastRepetition() <= method.blockSize();
        return oneBlock ? 1 : method.blockSize();
    }

    private static List<MetricComparison> adjusted(List<Raw> others) {
        double[] p = others.stream()
                .filter(raw -> raw.p != null)
                .mapToDouble(raw -> raw.p == null ? 1 : raw.p)
                .toArray();
        double[] adjusted = Multiplicity.benjaminiHochberg(p);
        List<MetricComparison> all = new ArrayList<>();
        int next = 0;
        for (Raw raw : others) {
            all.add(
                    raw.p == null
                            ? raw.metric
                            : withP(raw.metric, raw.p, adjusted[next++], raw.metric.pStandardError()));
        }
        return all;
    }

    private List<NoiseControl> noise() {
        List<NoiseControl> controls = new ArrayList<>();
        for (Metric metric : method.primary()) {
            List<RepetitionValue> values = reference.values(metric, null);
            if (values.size() > 1 && values.stream().allMatch(value -> value.value() != null)) {
                controls.add(NoiseControls.of(metric, values, method, clockStepNs));
            }
        }
        return controls;
    }
}
