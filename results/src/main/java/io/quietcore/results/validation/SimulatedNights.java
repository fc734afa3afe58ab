package io.quietcore.results.validation;

import io.quietcore.contract.Metric;
import io.quietcore.results.compare.Resolution;
import io.quietcore.results.history.HistorySeries;
import io.quietcore.results.history.HistorySeries.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * How the nights of one machine, on which nothing changed, differ.
 *
 * @param name in tables
 * @param metric that is simulated
 * @param noise from night to night, by their number, in standard deviations
 * @param value from the noise of a night, in logarithms, to what was measured
 */
record SimulatedNights(String name, Metric metric, Noise noise, Reading value) {
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final double LEVEL_NS = 50_000;
    private static final Metric LATENCY = Metric.named("wakeup-P999").orElseThrow();

    /** Every kind that is tried. */
    static final List<SimulatedNights> ALL = List.of(
            latency("independent", correlated(0)),
            latency("correlated 0.3", correlated(0.3)),
            latency("correlated 0.5", correlated(0.5)),
            latency("correlated 0.7", correlated(0.7)),
            latency("heavy tails", Shape.HEAVY_TAILS::sequence),
            // Histograms give few different values where the noise is small; here steps of 5 %.
            new SimulatedNights(
                    "ties",
                    LATENCY,
                    correlated(0.5),
                    log -> LEVEL_NS * Math.pow(1.05, Math.rint(log / Math.log(1.05)))),
            // Three nights of four lose nothing, the others some millionths of the time.
            new SimulatedNights(
                    "zeros",
                    Metric.named("jitter-lost").orElseThrow(),
                    (random, nights) -> random.doubles(nights)
                            .map(drawn -> drawn < 0.75 ? 0 : -Math.log1p(-random.nextDouble()))
                            .toArray(),
                    log -> 0.01 * log));

    /** A sequence in time. */
    @FunctionalInterface
    interface Noise {
        double[] sequence(SplittableRandom random, int nights);
    }

    /** From a logarithm to a value. */
    @FunctionalInterface
    interface Reading {
        double of(double log);
    }

    private static SimulatedNights latency(String name, Noise noise) {
        return new SimulatedNights(name, LATENCY, noise, log -> LEVEL_NS * Math.exp(log));
    }

    private static Noise correlated(double correlation) {
        return (random, nights) -> Shape.autoregressive(random, nights, correlation);
    }

    /**
     * A history.
     *
     * @param deviation of one standard deviation, in logarithms
     * @param step by which the last nights are truly worse, likewise
     * @param since how many these are
     */
    HistorySeries history(long seed, int nights, double deviation, double step, int since) {
        double[] drawn = noise.sequence(new SplittableRandom(seed), nights);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < nights; i++) {
            double log = deviation * drawn[i] + (i >= nights - since ? step : 0);
            points.add(new Point(
                    "night-" + i, FIRST.plus(Duration.ofDays(i)), value.of(log), new TreeMap<>(), Resolution.NONE));
        }
        return new HistorySeries("simulated", "side", "node-numa0", metric, points);
    }
}
