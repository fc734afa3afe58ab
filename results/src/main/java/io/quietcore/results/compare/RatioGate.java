package io.quietcore.results.compare;

import io.quietcore.contract.Gate;
import io.quietcore.contract.ProbeSeries;
import io.quietcore.contract.Statistic;
import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.Effect.Kind;
import io.quietcore.results.compare.GateResult.Outcome;
import io.quietcore.results.compare.MetricTest.Stratum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The side divided by its reference: the whole 95 % interval of the effect must keep to the limit. Pure. */
final class RatioGate {
    /** A count needs this many events on both sides for a ratio (measurement: "Comparing sides"). */
    private static final long EVENTS_FOR_A_RATIO = 10;

    private RatioGate() {}

    /**
     * Judges it.
     *
     * @param reference null where there is none, and the gate is undecided
     * @param method of the effect
     */
    static GateResult of(GateCase of, @Nullable SideValues reference, Method method) {
        String missing = reference == null ? "there is no reference to compare with" : missing(of, reference);
        if (reference == null || !missing.isEmpty()) {
            return of.undecided(missing);
        }
        List<Stratum> strata = strata(of, reference);
        Optional<BootUnits> booted = BootUnits.of(
                of.gate().probe(), strata, reference.boots(), of.values().boots());
        Effect effect = MetricTest.effect(
                Kind.RATIO,
                of.gate().quantity().unit(),
                booted.map(BootUnits::strata).orElse(strata),
                method,
                Resolution.NONE);
        int repetitions = repetitions(of);
        if (effect.confidence() == 0) {
            return of.result(
                    Outcome.UNDECIDED,
                    effect.estimate(),
                    null,
                    null,
                    repetitions,
                    booted.map(units -> units.sample(1))
                            .orElse(new Sample(repetitions, 1, Sample.Unit.REPETITIONS))
                            .tooFew());
        }
        boolean low = of.gate().holds(effect.low());
        boolean high = of.gate().holds(effect.high());
        return of.result(
                high ? Outcome.PASSED : low ? Outcome.UNDECIDED : Outcome.FAILED,
                effect.estimate(),
                effect.high(),
                null,
                repetitions,
                high
                        ? "the whole 95 % interval holds"
                        : low
                                ? "the limit lies between the ends of the 95 % interval, " + of.text(effect.low())
                                        + " and " + of.text(effect.high())
                                : "the whole 95 % interval lies beyond the limit");
    }

    private static int repetitions(GateCase of) {
        return of.values().parts(of.gate().series(), of.places()).size();
    }

    private static String missing(GateCase of, SideValues compared) {
        List<Stratum> strata = strata(of, compared);
        if (strata.isEmpty()) {
            return "no node has a value for every repetition of both sides";
        }
        if (MetricTest.kind(Unit.NS, strata) != Kind.RATIO) {
            return "a ratio needs values above 0 in every repetition of both sides";
        }
        ProbeSeries series = of.gate().series();
        if (of.gate().quantity().isRate()) {
            long before = events(of, compared);
            long events = events(of, of.values());
            return Math.min(before, events) < EVENTS_FOR_A_RATIO
                    ? "a ratio of counts needs 10 events on both sides; there are " + before + " and " + events
                    : "";
        }
        Set<Long> lengths = new TreeSet<>(of.values().measuredNs(series, of.places()));
        lengths.addAll(compared.measuredNs(series, of.places()));
        return of.gate().quantity().statistic() == Statistic.MAX && lengths.size() > 1
                ? "maxima of repetitions that measured for different times are not compared"
                : "";
    }

    private static List<Stratum> strata(GateCase of, SideValues compared) {
        ProbeSeries series = of.gate().series();
        Gate.Quantity quantity = of.gate().quantity();
        List<Stratum> strata = new ArrayList<>();
        of.values().placesByNode(series).forEach((node, all) -> {
            Set<String> shared = new TreeSet<>(all);
            shared.retainAll(of.places());
            if (!shared.isEmpty()) {
                strata.add(new Stratum(
                        node,
                        GateQuantity.values(compared, series, quantity, shared),
                        GateQuantity.values(of.values(), series, quantity, shared)));
            }
        });
        return strata.stream().filter(Stratum::isWhole).toList();
    }

    private static long events(GateCase of, SideValues values) {
        return GateUnit.of(values, of.gate(), of.places()).stream()
                .mapToLong(GateUnit::events)
                .sum();
    }
}
