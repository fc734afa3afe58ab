package io.quietcore.results.compare;

import io.quietcore.contract.Gate;
import io.quietcore.results.compare.GateResult.Outcome;
import io.quietcore.results.compare.GateResult.Shown;
import io.quietcore.results.statistics.LowerBounds;
import io.quietcore.results.statistics.UpperBounds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A quantile, a share of the time or a maximum that must keep to its limit in every repetition on every place, or in a share
 * of them. What was seen needs no bound to fail a gate that forbids it. What was not seen is told by the exact upper 95 %
 * bound of the share of repetitions that lie beyond. Pure.
 */
final class RepetitionGate {
    private static final int MOST_REPETITIONS = 1_000_000;

    private RepetitionGate() {}

    static GateResult of(GateCase of) {
        List<GateUnit> broken = of.units().stream().filter(GateUnit::beyond).toList();
        long unknown = of.units().stream()
                .filter(each -> each.value() == null && !each.beyond())
                .count();
        return of.gate().form().kind() == Gate.Form.Kind.SHARE
                ? share(of, broken, unknown)
                : every(of, broken, unknown);
    }

    private static GateResult every(GateCase of, List<GateUnit> broken, long unknown) {
        if (!broken.isEmpty()) {
            return of.result(
                    Outcome.FAILED, of.highest(), null, shown(of, broken), GateWords.heldIn(of.units(), broken));
        }
        if (unknown > 0) {
            return of.undecided(notTold(of, unknown));
        }
        Shown shown = shown(of, broken);
        return of.result(Outcome.PASSED, of.highest(), null, shown, heldInAll(of) + ": " + words(of, shown));
    }

    private static String heldInAll(GateCase of) {
        return of.units().size() == 1
                ? "held in the only repetition"
                : "held in all " + of.units().size();
    }

    private static Shown shown(GateCase of, List<GateUnit> broken) {
        long all = of.units().size();
        return new Shown(broken.size(), all, "repetitions", UpperBounds.ofShare(broken.size(), all));
    }

    /** What none beyond shows of all repetitions, and of one place's: among many places a bad one is few repetitions. */
    private static String words(GateCase of, Shown shown) {
        long fewest = of.units().stream()
                .collect(Collectors.groupingBy(GateUnit::place, Collectors.counting()))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .min()
                .orElseThrow();
        return "fewer than " + GateWords.share(shown.upper()) + " of repetitions lie beyond the limit"
                + (of.places().size() > 1
                        ? ", of one place's " + fewest + " fewer than "
                                + GateWords.share(UpperBounds.ofShare(0, fewest))
                        : "")
                + " (95 %)";
    }

    private static GateResult share(GateCase of, List<GateUnit> broken, long unknown) {
        double allowed = 1 - of.gate().form().share();
        int all = of.units().size();
        Shown shown = shown(of, broken);
        double lower = LowerBounds.ofShare(broken.size(), all, 1);
        String held = broken.isEmpty() ? heldInAll(of) : GateWords.heldIn(of.units(), broken);
        if (lower > allowed) {
            return of.result(
                    Outcome.FAILED,
                    of.highest(),
                    null,
                    shown,
                    held + ": at least " + ComparisonText.digits(100 * lower)
                            + " % of repetitions lie beyond the limit (95 %)");
        }
        Set<String> places = brokenPlaces(of, broken, allowed);
        if (!places.isEmpty()) {
            List<GateUnit> there = broken.stream()
                    .filter(each -> places.contains(each.place()))
                    .toList();
            return of.result(
                    Outcome.FAILED,
                    of.highest(),
                    null,
                    shown,
                    GateWords.heldIn(of.units(), there) + ": more than the share that is allowed, there alone (95 %)");
        }
        if (UpperBounds.ofShare(broken.size() + unknown, all) <= allowed) {
            return of.result(
                    Outcome.PASSED,
                    of.highest(),
                    null,
                    shown,
                    held + ": fewer than " + GateWords.share(shown.upper())
                            + " of repetitions lie beyond the limit (95 %)");
        }
        return unknown > 0
                ? of.undecided(notTold(of, unknown))
                : of.result(
                        Outcome.UNDECIDED,
                        of.highest(),
                        null,
                        shown,
                        held + ": up to " + GateWords.share(shown.upper())
                                + " of repetitions may lie beyond the limit (95 %)"
                                + more(broken.size(), all, allowed));
    }

    /** Places where so large a share lies beyond that it is more than chance, among so many that are looked at. */
    private static Set<String> brokenPlaces(GateCase of, List<GateUnit> broken, double allowed) {
        Map<String, Long> beyond =
                broken.stream().collect(Collectors.groupingBy(GateUnit::place, Collectors.counting()));
        Set<String> places = new TreeSet<>();
        of.units().stream()
                .collect(Collectors.groupingBy(GateUnit::place, Collectors.counting()))
                .forEach((place, all) -> {
                    if (LowerBounds.ofShare(
                                    beyond.getOrDefault(place, 0L),
                                    all,
                                    of.places().size())
                            > allowed) {
                        places.add(place);
                    }
                });
        return places;
    }

    /** How many repetitions would show it, as long as no larger share of them breaks. */
    private static String more(long broken, long all, double allowed) {
        double share = (double) broken / all;
        if (share >= allowed) {
            return "";
        }
        long enough = all;
        long before = all;
        while (enough <= MOST_REPETITIONS && !shows(enough, share, allowed)) {
            before = enough;
            enough *= 2;
        }
        if (enough > MOST_REPETITIONS) {
            return "";
        }
        while (enough - before > 1) {
            long middle = (before + enough) / 2;
            if (shows(middle, share, allowed)) {
                enough = middle;
            } else {
                before = middle;
            }
        }
        return "; about " + enough + " like these would show it";
    }

    private static boolean shows(long repetitions, double share, double allowed) {
        return UpperBounds.ofShare((long) Math.ceil(share * repetitions), repetitions) <= allowed;
    }

    private static String notTold(GateCase of, long unknown) {
        String some = unknown + " of " + of.units().size() + " repetitions ";
        return of.values().isOpen(of.gate().series())
                ? "in " + some + "it is not known" + of.open()
                : some + "hold too few samples for " + of.gate().quantity();
    }
}
