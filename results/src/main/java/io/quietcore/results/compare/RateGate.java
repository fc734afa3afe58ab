package io.quietcore.results.compare;

import io.quietcore.contract.Gate.Limit;
import io.quietcore.results.compare.GateResult.Outcome;
import io.quietcore.results.compare.GateResult.Shown;
import io.quietcore.results.statistics.LowerBounds;
import io.quietcore.results.statistics.UpperBounds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Events in a time: spikes below a rate, none of them, or no value above a maximum. Each place is judged by itself, over all
 * its repetitions: a thousand quiet machines say nothing of the one that is not. Pure.
 */
final class RateGate {
    private static final double MOST_SECONDS = 1e9;

    private RateGate() {}

    /** One place over its repetitions. */
    private record AtPlace(String place, long events, boolean told, double seconds) {
        double upper() {
            return UpperBounds.ofRate(events, seconds);
        }

        double rate() {
            return events / seconds;
        }

        String seen() {
            return (told ? "" : "at least ") + events + " in " + GateWords.time(seconds);
        }
    }

    /** A gate that forbids every single violation. */
    static GateResult none(GateCase of) {
        boolean maximum = !of.gate().quantity().isRate();
        List<GateUnit> broken = of.units().stream()
                .filter(each -> maximum ? each.beyond() : each.events() > 0)
                .toList();
        AtPlace shortest = places(of).stream()
                .min(Comparator.comparingDouble(AtPlace::seconds))
                .orElseThrow();
        @Nullable
        Double value =
                maximum ? of.highest() : worst(of).told() ? (Double) worst(of).rate() : null;
        if (!broken.isEmpty()) {
            String seen = maximum ? "" : worst(of).seen() + " on " + worst(of).place() + "; ";
            return of.result(Outcome.FAILED, value, null, null, seen + GateWords.heldIn(of.units(), broken));
        }
        Shown shown = new Shown(0, shortest.seconds(), "s", shortest.upper());
        String words = shortest.seen() + each(of) + ": fewer than " + GateWords.rate(shown.upper()) + " (95 %)";
        Limit within = Objects.requireNonNull(of.gate().within());
        double needed = UpperBounds.ofRate(0, 1) / within.value();
        return shown.upper() <= within.value()
                ? of.result(Outcome.PASSED, value, maximum ? null : (Double) shown.upper(), shown, words)
                : of.result(
                        Outcome.UNDECIDED,
                        value,
                        maximum ? null : (Double) shown.upper(),
                        shown,
                        words + "; within " + within + " needs " + GateWords.time(needed) + each(of) + " without one");
    }

    /** A gate that allows a rate. */
    static GateResult below(GateCase of) {
        List<AtPlace> places = places(of);
        List<AtPlace> beyond = places.stream()
                .filter(each -> !of.gate().holds(LowerBounds.ofRate(each.events(), each.seconds(), places.size())))
                .toList();
        AtPlace worst = worst(of);
        if (!places.stream().allMatch(AtPlace::told)) {
            String seen = worst.seen() + of.open();
            return of.result(beyond.isEmpty() ? Outcome.UNDECIDED : Outcome.FAILED, null, null, null, seen);
        }
        Shown shown = new Shown(worst.events(), worst.seconds(), "s", worst.upper());
        if (!beyond.isEmpty()) {
            AtPlace first = beyond.get(0);
            double lower = LowerBounds.ofRate(first.events(), first.seconds(), places.size());
            return of.result(
                    Outcome.FAILED,
                    worst.rate(),
                    worst.upper(),
                    shown,
                    "the exact lower 95 % bound of the rate, " + of.text(lower) + ", is beyond the limit ("
                            + first.seen() + " on " + first.place() + ")"
                            + (beyond.size() > 1 ? "; so it is on " + (beyond.size() - 1) + " more places" : ""));
        }
        String words = worst.seen() + (places.size() > 1 ? " on " + worst.place() : "") + ": fewer than "
                + GateWords.rate(worst.upper()) + " (95 %)"
                + (places.size() > 1 ? ", the most of " + places.size() + " places" : "");
        return of.gate().holds(worst.upper())
                ? of.result(Outcome.PASSED, worst.rate(), worst.upper(), shown, words)
                : of.result(Outcome.UNDECIDED, worst.rate(), worst.upper(), shown, words + more(of, worst));
    }

    /** The places with the highest bound first, and among those the one with the most events. */
    private static AtPlace worst(GateCase of) {
        return places(of).stream()
                .max(Comparator.comparingDouble(AtPlace::upper).thenComparingLong(AtPlace::events))
                .orElseThrow();
    }

    private static List<AtPlace> places(GateCase of) {
        List<AtPlace> places = new ArrayList<>();
        of.units().stream()
                .collect(Collectors.groupingBy(GateUnit::place, TreeMap::new, Collectors.toList()))
                .forEach((place, units) -> places.add(new AtPlace(
                        place,
                        units.stream().mapToLong(GateUnit::events).sum(),
                        units.stream().allMatch(GateUnit::eventsAreTold),
                        units.stream().mapToDouble(GateUnit::seconds).sum())));
        return places;
    }

    private static String each(GateCase of) {
        return of.places().size() > 1 ? " on each of " + of.places().size() + " places" : "";
    }

    /** How long a place would have to measure, as long as events come no faster there. */
    private static String more(GateCase of, AtPlace worst) {
        if (!of.gate().holds(worst.rate())) {
            return "; the limit lies below what was seen, but not by more than chance";
        }
        double before = worst.seconds();
        double enough = worst.seconds();
        while (enough < MOST_SECONDS && !shows(of, worst, enough)) {
            before = enough;
            enough *= 2;
        }
        if (enough >= MOST_SECONDS) {
            return "; no bearable time would show it";
        }
        while (enough - before > 1e-3 * enough) {
            double middle = (before + enough) / 2;
            if (shows(of, worst, middle)) {
                enough = middle;
            } else {
                before = middle;
            }
        }
        return "; about " + GateWords.time(enough) + (of.places().size() > 1 ? " on each place" : "")
                + " like this would show it";
    }

    private static boolean shows(GateCase of, AtPlace worst, double seconds) {
        return of.gate().holds(UpperBounds.ofRate((long) Math.ceil(worst.rate() * seconds), seconds));
    }
}
