package io.quietcore.results.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Times, bounds and places in the words of a gate's reason. Pure. */
final class GateWords {
    private static final int MOST_PLACES = 8;
    private static final int MOST_REPETITIONS = 6;
    private static final double SECONDS_AN_HOUR = 3_600;

    private GateWords() {}

    /** A time: seconds up to two minutes, minutes up to two hours. */
    static String time(double seconds) {
        if (seconds < 120) {
            return rounded(seconds, RoundingMode.HALF_UP) + " s";
        }
        return seconds < 2 * SECONDS_AN_HOUR
                ? rounded(seconds / 60, RoundingMode.HALF_UP) + " min"
                : rounded(seconds / SECONDS_AN_HOUR, RoundingMode.HALF_UP) + " h";
    }

    /** An upper bound of a rate, rounded up: {@code 180 an hour}. */
    static String rate(double perSecond) {
        if (perSecond >= 1) {
            return up(perSecond) + " a second";
        }
        double anHour = perSecond * SECONDS_AN_HOUR;
        return anHour >= 1 ? up(anHour) + " an hour" : up(24 * anHour) + " a day";
    }

    /** An upper bound of a share, rounded up: {@code 4.87 %}. */
    static String share(double share) {
        return up(100 * share) + " %";
    }

    /** Found to 1e-12 of itself: what is a round number stays one. */
    private static String up(double bound) {
        return rounded(bound * (1 - 1e-9), RoundingMode.UP);
    }

    private static String rounded(double value, RoundingMode mode) {
        return new BigDecimal(value)
                .round(new MathContext(3, mode))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** In how many repetitions a gate held, and the places and repetitions in which it did not; the worst places first. */
    static String heldIn(List<GateUnit> units, List<GateUnit> broken) {
        Map<String, List<GateUnit>> byPlace =
                new TreeMap<>(broken.stream().collect(Collectors.groupingBy(GateUnit::place)));
        Map<String, Long> all = units.stream().collect(Collectors.groupingBy(GateUnit::place, Collectors.counting()));
        List<String> names = new ArrayList<>(byPlace.keySet());
        names.sort(Comparator.comparing((String place) ->
                        -byPlace.getOrDefault(place, List.of()).size())
                .thenComparing(Comparator.naturalOrder()));
        List<String> told = new ArrayList<>();
        for (String place : names.subList(0, Math.min(MOST_PLACES, names.size()))) {
            told.add(place + " (" + repetitions(byPlace.getOrDefault(place, List.of()), all.getOrDefault(place, 0L))
                    + ")");
        }
        String more = names.size() > MOST_PLACES ? " and " + (names.size() - MOST_PLACES) + " more places" : "";
        return "held in " + (units.size() - broken.size()) + " of " + units.size() + " repetitions, not in "
                + String.join(", ", told) + more;
    }

    private static String repetitions(List<GateUnit> broken, long all) {
        if (broken.size() == all) {
            return all == 1 ? "its only one" : "all " + all;
        }
        String numbers = broken.stream()
                .map(each -> String.format(Locale.ROOT, "%d", each.repetition()))
                .limit(MOST_REPETITIONS)
                .collect(Collectors.joining(", "));
        return broken.size() > MOST_REPETITIONS
                ? numbers + " and " + (broken.size() - MOST_REPETITIONS) + " more"
                : numbers;
    }
}
