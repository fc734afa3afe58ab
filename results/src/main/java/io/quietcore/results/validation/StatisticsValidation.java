package io.quietcore.results.validation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quietcore.results.validation.SimulatedCampaigns.Tally;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * What the verdicts are worth, by simulation: how often they raise a false alarm, how often the interval holds the truth,
 * and how often a true change is found. By shape, then by noise in percent.
 *
 * @param falseAlarmPercent A/A campaigns that ended in improved or regressed
 * @param coveragePercent intervals that hold the true change, over the campaigns of {@code power} and of
 *     {@code falseAlarmPercent}
 * @param power by the true change in percent: the share of campaigns that ended in regressed
 */
public record StatisticsValidation(
        @JsonProperty("falseAlarmPercent") Map<String, Map<String, Double>> falseAlarmPercent,
        @JsonProperty("coveragePercent") Map<String, Map<String, Double>> coveragePercent,
        @JsonProperty("power") Map<String, Map<String, Map<String, Double>>> power) {
    public static final List<Integer> NOISE_PERCENT = List.of(3, 5, 10);
    public static final List<Integer> CHANGE_PERCENT = List.of(5, 10, 20);

    /**
     * Simulates.
     *
     * @param campaigns for each shape, noise and change, from 1
     * @param seed the same one gives the same figures, on any number of processors
     * @param design of every campaign
     */
    public static StatisticsValidation of(int campaigns, long seed, Design design) {
        Map<String, Map<String, Double>> alarms = new LinkedHashMap<>();
        Map<String, Map<String, Double>> coverage = new LinkedHashMap<>();
        Map<String, Map<String, Map<String, Double>>> power = new LinkedHashMap<>();
        for (Shape shape : Shape.values()) {
            for (int noise : NOISE_PERCENT) {
                Tally same = simulated(shape, noise, 0, campaigns, seed, design);
                Tally all = same;
                Map<String, Double> found = new LinkedHashMap<>();
                for (int change : CHANGE_PERCENT) {
                    Tally changed = simulated(shape, noise, change, campaigns, seed, design);
                    found.put(Integer.toString(change), changed.percent(changed.regressed()) / 100);
                    all = all.plus(changed);
                }
                String column = Integer.toString(noise);
                row(alarms, shape).put(column, same.percent(same.improved() + same.regressed()));
                row(coverage, shape).put(column, all.percent(all.covered()));
                row(power, shape).put(column, found);
            }
        }
        return new StatisticsValidation(alarms, coverage, power);
    }

    private static <T> Map<String, T> row(Map<String, Map<String, T>> table, Shape shape) {
        return table.computeIfAbsent(shape.spelling(), none -> new LinkedHashMap<>());
    }

    private static Tally simulated(Shape shape, int noise, int change, int campaigns, long seed, Design design) {
        SimulatedCampaigns simulated = new SimulatedCampaigns(shape, noise, change, design);
        // Seeds are drawn one after the other, so that which thread takes which campaign does not matter.
        SplittableRandom seeds =
                new SplittableRandom(seed + 1_000_003L * shape.spelling().hashCode() + 1_009L * noise + change);
        long[] own = seeds.longs(campaigns).toArray();
        return LongStream.of(own).parallel().mapToObj(simulated::judge).reduce(Tally.NONE, Tally::plus);
    }
}
