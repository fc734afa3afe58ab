package io.quietcore.results.compare;

import io.quietcore.contract.Gate;
import io.quietcore.contract.Gate.Each;
import io.quietcore.contract.Gate.Quantity;
import io.quietcore.contract.Gate.Scope;
import io.quietcore.contract.Statistic;
import io.quietcore.contract.Statistic.Unit;
import io.quietcore.results.compare.Effect.Kind;
import io.quietcore.results.compare.GateResult.Outcome;
import io.quietcore.results.compare.MetricTest.Stratum;
import io.quietcore.results.compare.SideValues.Part;
import io.quietcore.results.statistics.LowerBounds;
import io.quietcore.results.statistics.Median;
import io.quietcore.results.statistics.UpperBounds;
import io.quietcore.results.store.StoredRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges gates: a pure function of a side, its reference and the gates. What is estimated has a 95 % bound on each side:
 * over repetitions for a quantile or a share of the time, exact for a rate, the ends of the effect's interval for a ratio.
 * A gate passes when the upper bound keeps to the limit, fails when the lower one does not, and is undecided when the
 * limit lies between them. What was seen needs no bound: one value above a maximum, or one event where none is allowed, is
 * a failure, and so are too few repetitions for a bound when every one of them lies beyond the limit.
 */
public final class Gates {
    /** A count needs this many events on both sides for a ratio (measurement: "Comparing sides"). */
    private static final long EVENTS_FOR_A_RATIO = 10;

    private final StoredRun run;
    private final SideValues side;
    private final @Nullable SideValues reference;
    private final Method method;

    private Gates(StoredRun run, @Nullable StoredRun reference, Method method) {
        this.run = run;
        this.side = new SideValues(run);
        this.reference = reference == null ? null : new SideValues(reference);
        this.method = method;
    }

    /**
     * The gates' results, in their order; a gate of each place gives one for each.
     *
     * @param reference what ratios are of; null where there is none, and they are undecided
     * @param method for the margin's sake and the control nodes', which are judged only where a gate names them
     */
    public static List<GateResult> judge(
            List<Gate> gates, StoredRun side, @Nullable StoredRun reference, Method method) {
        Gates all = new Gates(side, reference, method);
        List<GateResult> results = new ArrayList<>();
        for (Gate gate : gates) {
            Map<String, Set<String>> groups = all.groups(gate);
            if (groups.isEmpty()) {
                results.add(all.new Judged(gate, null, Set.of())
                        .because(Outcome.UNDECIDED, null, null, "nothing was measured there by this probe"));
            }
            groups.forEach(
                    (name, places) -> results.add(all.new Judged(gate, name.isEmpty() ? null : name, places).result()));
        }
        return results;
    }

    /** The places that are judged together, by the name of the group; the empty name where that is all of them. */
    private Map<String, Set<String>> groups(Gate gate) {
        Scope scope = gate.scope();
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        side.placesByNode(gate.probe()).forEach((node, places) -> {
            boolean wanted = scope.node() == null ? !method.controlNodes().contains(node) : node.equals(scope.node());
            for (String place : places) {
                if (wanted && (scope.numaNode() == null || place.endsWith("-numa" + scope.numaNode()))) {
                    String group = scope.each() == Each.NODE ? node : scope.each() == Each.NUMA_NODE ? place : "";
                    groups.computeIfAbsent(group, none -> new TreeSet<>()).add(place);
                }
            }
        });
        return groups;
    }

    /** One gate at one group of places. */
    private final class Judged {
        private final Gate gate;
        private final Quantity quantity;
        private final @Nullable String place;
        private final List<RepetitionValue> values;
        private final long samples;
        private final long events;
        private final boolean eventsAreTold;
        private final double seconds;
        private final Set<String> places;

        Judged(Gate gate, @Nullable String place, Set<String> places) {
            this.gate = gate;
            this.quantity = gate.quantity();
            this.place = place;
            this.places = places;
            Map<Integer, List<Part>> parts = side.parts(gate.probe(), places);
            this.values = GateQuantity.values(side, gate.probe(), quantity, places);
            this.samples = values.stream().mapToLong(RepetitionValue::samples).sum();
            double sum = 0;
            for (List<Part> repetition : parts.values()) {
                sum += GateQuantity.seconds(gate.probe(), repetition);
            }
            this.seconds = places.isEmpty() ? 0 : sum;
            this.events = places.isEmpty() ? 0 : events(parts);
            this.eventsAreTold = places.isEmpty()
                    || parts.values().stream().allMatch(repetition -> SideValues.merged(repetition)
                            .tellsNumberOver(quantity.thresholdNs()));
        }

        /** Values over the threshold of a rate, or over the limit of a maximum. */
        private long events(Map<Integer, List<Part>> parts) {
            long overNs = quantity.isRate() ? quantity.thresholdNs() : (long) gate.limit();
            return parts.values().stream()
                    .mapToLong(repetition -> SideValues.merged(repetition).numberOver(overNs))
                    .sum();
        }

        GateResult result() {
            if (values.isEmpty()) {
                return because(Outcome.UNDECIDED, null, null, "no repetition measured all of these places");
            }
            long empty = values.stream().filter(each -> each.samples() == 0).count();
            if (empty > 0) {
                return because(
                        Outcome.UNDECIDED, null, null, empty + " of " + values.size() + " repetitions hold no samples");
            }
            if (gate.ratio()) {
                return ratio();
            }
            if (quantity.isRate()) {
                return rate();
            }
            return quantity.statistic() == Statistic.MAX ? maximum() : overRepetitions();
        }

        private GateResult overRepetitions() {
            long missing = values.stream().filter(each -> each.value() == null).count();
            if (missing > 0) {
                return notTold(missing);
            }
            double[] numbers = MetricTest.numbers(values);
            double median = Median.of(numbers);
            OptionalDouble upper = UpperBounds.ofMedian(numbers);
            if (Arrays.stream(numbers).noneMatch(this::holds)) {
                return because(Outcome.FAILED, median, upper, "every repetition lies beyond the limit");
            }
            if (upper.isEmpty()) {
                return because(
                        Outcome.UNDECIDED,
                        median,
                        upper,
                        values.size() + " repetitions have no upper 95 % bound; 5 or more have one");
            }
            double lower = LowerBounds.ofMedian(numbers).orElseThrow();
            if (!holds(lower)) {
                return because(
                        Outcome.FAILED,
                        median,
                        upper,
                        "the lower 95 % bound of the repetitions' median is beyond the limit");
            }
            return holds(upper.getAsDouble())
                    ? because(Outcome.PASSED, median, upper, "the upper 95 % bound of the repetitions' median holds")
                    : undecided(median, lower, upper, "95 % bounds of the repetitions' median");
        }

        /** The limit lies between what the measurement can rule out below and above. */
        private GateResult undecided(double value, double lower, OptionalDouble upper, String bounds) {
            return because(
                    Outcome.UNDECIDED,
                    value,
                    upper,
                    "the limit lies between the " + bounds + ", " + text(lower) + " and " + text(upper.getAsDouble()));
        }

        private String text(double value) {
            return GateResultText.value(value, unit());
        }

        /** What lies somewhere beyond all that the limit allows is beyond it, however far. */
        private GateResult notTold(long missing) {
            long beyond = side.parts(gate.probe(), places).values().stream()
                    .filter(repetition -> GateQuantity.isBeyond(gate, repetition))
                    .count();
            if (beyond == values.size()) {
                return because(Outcome.FAILED, null, null, "every repetition lies beyond the limit" + open());
            }
            String of = missing + " of " + values.size() + " repetitions ";
            return because(
                    Outcome.UNDECIDED,
                    null,
                    null,
                    side.isOpen(gate.probe())
                            ? "in " + of + "it is not known" + open()
                            : of + "hold too few samples for " + quantity);
        }

        private String open() {
            return ": " + gate.probe().spelling() + " does not tell its longest values apart";
        }

        private GateResult rate() {
            double rate = events / seconds;
            if (!eventsAreTold) {
                boolean beyond = gate.comparison() == Gate.Comparison.NONE
                        ? events > 0
                        : !holds(LowerBounds.ofRate(events, seconds));
                String seen = "at least " + events + " were seen, in " + time(seconds) + open();
                return because(beyond ? Outcome.FAILED : Outcome.UNDECIDED, null, null, seen);
            }
            OptionalDouble bound = OptionalDouble.of(UpperBounds.ofRate(events, seconds));
            boolean none = gate.comparison() == Gate.Comparison.NONE;
            if (none && events > 0) {
                return because(Outcome.FAILED, rate, bound, events + " were seen, in " + time(seconds));
            }
            if (none) {
                return clean(rate, bound);
            }
            double lower = LowerBounds.ofRate(events, seconds);
            if (!holds(lower)) {
                return because(
                        Outcome.FAILED,
                        rate,
                        bound,
                        "the exact lower 95 % bound of the rate, " + text(lower) + ", is beyond the limit (" + events
                                + " in " + time(seconds) + ")");
            }
            return holds(bound.getAsDouble())
                    ? because(Outcome.PASSED, rate, bound, "the exact upper 95 % bound of the rate holds")
                    : undecided(
                            rate,
                            lower,
                            bound,
                            "exact 95 % bounds of the rate (" + events + " in " + time(seconds) + ")");
        }

        private GateResult maximum() {
            double highest = values.stream()
                    .mapToDouble(each -> each.value() == null ? 0 : each.value())
                    .max()
                    .orElse(0);
            return holds(highest)
                    ? clean(highest, OptionalDouble.empty())
                    : because(Outcome.FAILED, highest, OptionalDouble.empty(), "a value beyond the limit was measured");
        }

        /** No event so far: a rate below 3 / seconds, with 95 % confidence. */
        private GateResult clean(double value, OptionalDouble bound) {
            double shown = UpperBounds.ofRate(0, seconds);
            double needed = UpperBounds.ofRate(0, 1) / gate.withinPerSecond();
            String rate = String.format(Locale.ROOT, "none in %s: a rate below %.2g/s (95 %%)", time(seconds), shown);
            return shown <= gate.withinPerSecond()
                    ? because(Outcome.PASSED, value, bound, rate)
                    : because(
                            Outcome.UNDECIDED,
                            value,
                            bound,
                            String.format(
                                    Locale.ROOT,
                                    "%s; below %s/s needs %s without one",
                                    rate,
                                    ComparisonText.digits(gate.withinPerSecond()),
                                    time(needed)));
        }

        private GateResult ratio() {
            String missing = reference == null ? "there is no reference to compare with" : missingForRatio(reference);
            if (reference == null || !missing.isEmpty()) {
                return because(Outcome.UNDECIDED, null, null, missing);
            }
            List<Stratum> strata = strata(reference);
            Effect effect = MetricTest.effect(Kind.RATIO, quantity.unit(), strata, method, 0);
            OptionalDouble bound = effect.confidence() == 0 ? OptionalDouble.empty() : OptionalDouble.of(effect.high());
            if (bound.isEmpty()) {
                return because(
                        Outcome.UNDECIDED,
                        effect.estimate(),
                        bound,
                        values.size() + " repetitions a side have no 95 % interval; 4 or more have one");
            }
            if (!holds(effect.low())) {
                return because(
                        Outcome.FAILED, effect.estimate(), bound, "the whole 95 % interval lies beyond the limit");
            }
            return holds(effect.high())
                    ? because(Outcome.PASSED, effect.estimate(), bound, "the whole 95 % interval holds")
                    : undecided(effect.estimate(), effect.low(), bound, "ends of the 95 % interval");
        }

        private String missingForRatio(SideValues compared) {
            List<Stratum> strata = strata(compared);
            if (strata.isEmpty()) {
                return "no node has a value for every repetition of both sides";
            }
            if (MetricTest.kind(Unit.NS, strata) != Kind.RATIO) {
                return "a ratio needs values above 0 in every repetition of both sides";
            }
            if (quantity.isRate()) {
                long before = events(compared.parts(gate.probe(), places));
                return Math.min(before, events) < EVENTS_FOR_A_RATIO
                        ? "a ratio of counts needs 10 events on both sides; there are " + before + " and " + events
                        : "";
            }
            Set<Long> lengths = new TreeSet<>(side.measuredNs(gate.probe(), places));
            lengths.addAll(compared.measuredNs(gate.probe(), places));
            return quantity.statistic() == Statistic.MAX && lengths.size() > 1
                    ? "maxima of repetitions that measured for different times are not compared"
                    : "";
        }

        private List<Stratum> strata(SideValues compared) {
            List<Stratum> strata = new ArrayList<>();
            side.placesByNode(gate.probe()).forEach((node, all) -> {
                Set<String> shared = new TreeSet<>(all);
                shared.retainAll(places);
                if (!shared.isEmpty()) {
                    strata.add(new Stratum(
                            node,
                            GateQuantity.values(compared, gate.probe(), quantity, shared),
                            GateQuantity.values(side, gate.probe(), quantity, shared)));
                }
            });
            return strata.stream().filter(Stratum::isWhole).toList();
        }

        private String unit() {
            return gate.ratio() ? "ratio" : quantity.unit().spelling();
        }

        private boolean holds(double value) {
            return gate.comparison().holds(value, gate.limit());
        }

        private GateResult because(Outcome outcome, double value, OptionalDouble bound, String reason) {
            return because(outcome, (Double) value, bound.isPresent() ? (Double) bound.getAsDouble() : null, reason);
        }

        private GateResult because(Outcome outcome, @Nullable Double value, @Nullable Double bound, String reason) {
            return new GateResult(
                    run.side(),
                    gate.toString(),
                    place,
                    outcome,
                    value,
                    bound,
                    gate.comparison() == Gate.Comparison.NONE ? gate.withinPerSecond() : gate.limit(),
                    unit(),
                    values.size(),
                    samples,
                    seconds,
                    reason);
        }
    }

    private static String time(double seconds) {
        return ComparisonText.digits(seconds) + " s";
    }
}
