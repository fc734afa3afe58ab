package io.quietcore.results.compare;

import io.quietcore.results.compare.GateResult.Outcome;
import io.quietcore.results.compare.GateResult.Shown;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.LowerBounds;
import io.quietcore.results.statistics.Median;
import io.quietcore.results.statistics.UpperBounds;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The repetitions' median, places merged: it passes when its upper 95 % bound keeps to the limit, fails when the lower one
 * does not, and is undecided when the limit lies between them. Pure.
 */
final class MedianGate {
    private MedianGate() {}

    static GateResult of(GateCase of) {
        List<RepetitionValue> values =
                GateQuantity.values(of.values(), of.gate().series(), of.gate().quantity(), of.places());
        if (values.isEmpty()) {
            return of.undecided("no repetition measured all of these places");
        }
        long missing = values.stream().filter(each -> each.value() == null).count();
        if (missing > 0) {
            return notTold(of, values.size(), missing);
        }
        double[] numbers = MetricTest.numbers(values);
        OptionalDouble upper = UpperBounds.ofMedian(numbers);
        if (Arrays.stream(numbers).noneMatch(of.gate()::holds)) {
            return result(of, Outcome.FAILED, numbers, upper, "every repetition lies beyond the limit");
        }
        if (upper.isEmpty()) {
            return result(
                    of,
                    Outcome.UNDECIDED,
                    numbers,
                    upper,
                    values.size() + " repetitions have no upper 95 % bound; 5 or more have one");
        }
        double lower = LowerBounds.ofMedian(numbers).orElseThrow();
        if (!of.gate().holds(lower)) {
            return result(
                    of,
                    Outcome.FAILED,
                    numbers,
                    upper,
                    "the lower 95 % bound of the repetitions' median is beyond the limit");
        }
        long beyond =
                Arrays.stream(numbers).filter(each -> !of.gate().holds(each)).count();
        return of.gate().holds(upper.getAsDouble())
                ? result(
                        of,
                        Outcome.PASSED,
                        numbers,
                        upper,
                        "the upper 95 % bound of the repetitions' median holds; " + beyond + " of " + numbers.length
                                + " repetitions lie beyond the limit")
                : result(
                        of,
                        Outcome.UNDECIDED,
                        numbers,
                        upper,
                        "the limit lies between the 95 % bounds of the repetitions' median, " + of.text(lower) + " and "
                                + of.text(upper.getAsDouble()));
    }

    /** What lies somewhere beyond all that the limit allows is beyond it, however far. */
    private static GateResult notTold(GateCase of, int repetitions, long missing) {
        long beyond = of.values().parts(of.gate().series(), of.places()).values().stream()
                .filter(parts -> {
                    CompactHistogram merged = SideValues.merged(parts);
                    return GateQuantity.isBeyond(
                            of.gate(),
                            merged,
                            GateQuantity.value(of.gate().probe(), of.gate().quantity(), merged, parts));
                })
                .count();
        if (beyond == repetitions) {
            return of.result(
                    Outcome.FAILED,
                    null,
                    null,
                    null,
                    repetitions,
                    "every repetition lies beyond the limit" + of.open());
        }
        String some = missing + " of " + repetitions + " repetitions ";
        return of.undecided(
                of.values().isOpen(of.gate().series())
                        ? "in " + some + "it is not known" + of.open()
                        : some + "hold too few samples for " + of.gate().quantity());
    }

    private static GateResult result(
            GateCase of, Outcome outcome, double[] numbers, OptionalDouble upper, String reason) {
        long beyond =
                Arrays.stream(numbers).filter(each -> !of.gate().holds(each)).count();
        return of.result(
                outcome,
                Median.of(numbers),
                upper.isPresent() ? (Double) upper.getAsDouble() : null,
                new Shown(beyond, numbers.length, "repetitions", UpperBounds.ofShare(beyond, numbers.length)),
                numbers.length,
                reason);
    }
}
