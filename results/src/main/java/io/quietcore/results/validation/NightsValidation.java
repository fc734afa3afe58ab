package io.quietcore.results.validation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quietcore.results.history.HistorySeries;
import io.quietcore.results.history.RegressionCheck;
import io.quietcore.results.history.RegressionCheck.Options;
import io.quietcore.results.history.SeriesFindings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * What {@code regress} is worth, by simulation of histories whose truth is known, each judged on its last night.
 *
 * @param falseAlarmPercent by kind of noise and number of nights: the share of unchanged histories with an alarm
 * @param fleetFalseAlarmPercent by kind of noise: the share of unchanged fleets of {@value #FLEET} series of
 *     {@value #BEFORE} nights with any alarm
 * @param power by kind of noise, its deviation and the true change in percent, and how many nights it has lasted after
 *     {@value #BEFORE} without: the share of histories with an alarm
 */
public record NightsValidation(
        @JsonProperty("falseAlarmPercent") Map<String, Map<String, Double>> falseAlarmPercent,
        @JsonProperty("fleetFalseAlarmPercent") Map<String, Double> fleetFalseAlarmPercent,
        @JsonProperty("power") Map<String, Map<String, Double>> power) {
    static final List<Integer> NIGHTS = List.of(10, 30, 90);
    static final List<Integer> CHANGE_PERCENT = List.of(10, 20, 50);
    static final List<Integer> SINCE = List.of(1, 3, 10);
    static final int FLEET = 100;
    static final int BEFORE = 30;

    private static final List<Integer> NOISE_PERCENT = List.of(3, 5, 10);
    private static final List<String> WITH_POWER = List.of("independent", "correlated 0.5");
    private static final int USUAL_NOISE = 5;
    private static final Options OPTIONS = new Options(30, 5, 0L);

    /**
     * Simulates.
     *
     * @param histories of each kind and length; of each change a tenth of that
     * @param seed the same one gives the same figures, on any number of processors
     */
    public static NightsValidation of(int histories, long seed) {
        Map<String, Map<String, Double>> alarms = new LinkedHashMap<>();
        Map<String, Double> fleets = new LinkedHashMap<>();
        Map<String, Map<String, Double>> power = new LinkedHashMap<>();
        for (SimulatedNights kind : SimulatedNights.ALL) {
            for (int nights : NIGHTS) {
                alarms.computeIfAbsent(kind.name(), none -> new LinkedHashMap<>())
                        .put(
                                Integer.toString(nights),
                                100 * alarms(histories, seed, each -> List.of(history(kind, each, nights))));
            }
            fleets.put(
                    kind.name(),
                    100
                            * alarms(
                                    (histories + FLEET - 1) / FLEET,
                                    seed,
                                    each -> fleet(kind, new SplittableRandom(each))));
            if (WITH_POWER.contains(kind.name())) {
                NOISE_PERCENT.forEach(noise -> CHANGE_PERCENT.forEach(change -> power.put(
                        kind.name() + ", noise " + noise + " %, +" + change + " %",
                        power(kind, noise, change, (histories + 9) / 10, seed))));
            }
        }
        return new NightsValidation(alarms, fleets, power);
    }

    private static Map<String, Double> power(SimulatedNights kind, int noise, int change, int histories, long seed) {
        Map<String, Double> bySince = new LinkedHashMap<>();
        for (int since : SINCE) {
            bySince.put(
                    Integer.toString(since),
                    alarms(
                            histories,
                            seed,
                            each -> List.of(kind.history(
                                    each,
                                    BEFORE + since,
                                    Math.log1p(noise / 100.0),
                                    Math.log1p(change / 100.0),
                                    since))));
        }
        return bySince;
    }

    private static HistorySeries history(SimulatedNights kind, long seed, int nights) {
        return kind.history(seed, nights, Math.log1p(USUAL_NOISE / 100.0), 0, 0);
    }

    private static List<HistorySeries> fleet(SimulatedNights kind, SplittableRandom random) {
        return random.longs(FLEET).mapToObj(seed -> history(kind, seed, BEFORE)).toList();
    }

    /** The share of those with an alarm. */
    private static double alarms(int times, long seed, LongFunction<List<HistorySeries>> looked) {
        long[] seeds = new SplittableRandom(seed).longs(times).toArray();
        return (double) LongStream.of(seeds)
                        .parallel()
                        .filter(each -> RegressionCheck.together(looked.apply(each).stream()
                                        .map(series -> RegressionCheck.of(series, OPTIONS))
                                        .toList())
                                .stream()
                                .anyMatch(SeriesFindings::regressed))
                        .count()
                / times;
    }
}
