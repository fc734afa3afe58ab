package io.quietcore.results.compare;

import io.quietcore.results.compare.Step.StepEffect;
import io.quietcore.results.interference.Interferences;
import io.quietcore.results.statistics.Multiplicity;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares sides with their reference: a pure function of stored runs and of the method that was declared beforehand. */
public final class Comparer {
    private static final String MOVED = "the control moved too";

    private Comparer() {}

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
     * @param machineConfigs by node, those that it ran meanwhile ({@code RunFacts})
     */
    public record SideInput(
            StoredRun run,
            List<String> setAside,
            List<String> declared,
            List<String> changes,
            Map<String, List<String>> machineConfigs) {
        public SideInput {
            setAside = List.copyOf(setAside);
            declared = List.copyOf(declared);
            changes = List.copyOf(changes);
            machineConfigs = Collections.unmodifiableMap(new TreeMap<>(machineConfigs));
        }

        /** A side whose nodes have no machine configuration. */
        public SideInput(StoredRun run, List<String> setAside, List<String> declared, List<String> changes) {
            this(run, setAside, declared, changes, Map.of());
        }
    }

    /**
     * A side that is compared with the reference.
     *
     * @param control whether it is the reference's configuration once more: where it moves, nothing is decided
     */
    public record Arm(SideInput side, Method method, boolean control) {}

    /** An arm on its way to a comparison. */
    private record Compared(Arm arm, SideComparison values, List<MetricComparison> primary) {}

    /** The comparison of one side with its reference. */
    public static Comparison compare(Identity campaign, SideInput reference, SideInput side, Method method) {
        return compareAll(campaign, reference, List.of(new Arm(side, method, false)))
                .get(0);
    }

    /**
     * The comparisons of all sides with the reference, in their order. Holm goes over all of their verdicts together;
     * a control's own verdicts are a family of their own, so that more steps do not make it blind.
     */
    public static List<Comparison> compareAll(Identity campaign, SideInput reference, List<Arm> arms) {
        List<Compared> compared = new ArrayList<>();
        for (Arm arm : arms) {
            SideComparison values =
                    new SideComparison(reference.run(), arm.side().run(), arm.method());
            compared.add(new Compared(arm, values, values.primary()));
        }
        List<Compared> judged = judged(judged(compared, true), false);
        boolean moved = judged.stream()
                .filter(each -> each.arm.control())
                .flatMap(each -> each.primary.stream())
                .anyMatch(each -> decided(each.verdict()));
        boolean steps = arms.stream().filter(arm -> !arm.control()).count() > 1;
        List<Comparison> comparisons = new ArrayList<>();
        SideInput previous = reference;
        for (Compared each : judged) {
            boolean control = each.arm.control();
            @Nullable Step step = steps && !control ? step(previous, each.arm) : null;
            comparisons.add(comparison(campaign, reference, each, moved && !control, step));
            previous = control ? previous : each.arm.side();
        }
        return comparisons;
    }

    private static boolean decided(@Nullable Verdict verdict) {
        return verdict == Verdict.IMPROVED || verdict == Verdict.REGRESSED;
    }

    private static Comparison comparison(
            Identity campaign, SideInput reference, Compared of, boolean moved, @Nullable Step step) {
        SideInput side = of.arm.side();
        List<MetricComparison> metrics = new ArrayList<>();
        for (MetricComparison metric : of.primary) {
            metrics.add(
                    moved
                            ? metric.judged(metric.adjustedP(), new Judgement(Verdict.INCONCLUSIVE, false, MOVED))
                            : metric);
            metrics.addAll(of.values.places(metric));
        }
        for (MetricComparison metric : adjusted(of.values.others())) {
            metrics.add(metric);
            metrics.addAll(of.values.places(metric));
        }
        List<String> warnings = new ArrayList<>(Warnings.of(reference, side, of.arm.method()));
        warnings.addAll(of.values.warnings(reference.run().side(), side.run().side()));
        return new Comparison(
                campaign.campaign(),
                campaign.campaignId(),
                Summaries.of(reference),
                Summaries.of(side, reference),
                of.arm.method(),
                of.values.marginsNs(),
                metrics,
                of.values.rankings(),
                step,
                of.values.noise(),
                Interferences.of(reference.run(), side.run()),
                List.of(),
                warnings);
    }

    /** What an arm brought beyond the side before it. */
    private static Step step(SideInput previous, Arm arm) {
        List<StepEffect> effects = new SideComparison(previous.run(), arm.side().run(), arm.method())
                .primary().stream()
                        .map(each -> new StepEffect(
                                each.metric(), each.unit(), each.referenceMedian(), each.sideMedian(), each.effect()))
                        .toList();
        return new Step(previous.run().side(), effects);
    }

    /** Holm over every primary metric of every arm that is a control, or of every one that is none. */
    private static List<Compared> judged(List<Compared> arms, boolean controls) {
        // A metric without a p is one of the family all the same: it cannot make the others easier.
        double[] adjusted = Multiplicity.holm(arms.stream()
                .filter(each -> each.arm.control() == controls)
                .flatMap(each -> each.primary.stream())
                .mapToDouble(each -> each.p() == null ? 1 : each.p())
                .toArray());
        List<Compared> judged = new ArrayList<>();
        int next = 0;
        for (Compared arm : arms) {
            if (arm.arm.control() != controls) {
                judged.add(arm);
                continue;
            }
            List<MetricComparison> primary = new ArrayList<>();
            for (MetricComparison metric : arm.primary) {
                @Nullable Double own = metric.p() == null ? null : (Double) adjusted[next];
                next++;
                @Nullable Effect effect = metric.effect();
                Judgement judgement = effect == null
                        ? new Judgement(Verdict.INCONCLUSIVE, false, metric.reason())
                        : Judgement.of(effect, own, arm.values.sample(metric, adjusted.length));
                primary.add(metric.judged(own, judgement));
            }
            judged.add(new Compared(arm.arm, arm.values, primary));
        }
        return judged;
    }

    private static List<MetricComparison> adjusted(List<MetricComparison> others) {
        List<MetricComparison> tested =
                others.stream().filter(each -> each.p() != null).toList();
        double[] adjusted = Multiplicity.benjaminiHochberg(tested.stream()
                .mapToDouble(each -> each.p() == null ? 1 : each.p())
                .toArray());
        List<MetricComparison> all = new ArrayList<>();
        int next = 0;
        for (MetricComparison metric : others) {
            all.add(metric.p() == null ? metric : metric.adjusted(adjusted[next++]));
        }
        return all;
    }
}
