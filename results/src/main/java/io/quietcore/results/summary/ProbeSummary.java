package io.quietcore.results.summary;

import io.quietcore.contract.Evidence;
import io.quietcore.contract.Explanation;
import io.quietcore.contract.Neighbour;
import io.quietcore.contract.Parameter;
import io.quietcore.contract.Probe;
import io.quietcore.contract.ProbeResult;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Stated;
import io.quietcore.contract.Statistic;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.HistogramStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One result in numbers. Everything comes from its histograms and its windows; what lacks its samples is left out. For a
 * probe that counts gaps the quantiles are the arrival delay's.
 *
 * @param probe which
 * @param cpu of the measuring thread; null where it was not pinned
 * @param numaNode of it
 * @param durationNs the sum of the measured windows
 * @param windows the measured windows by CLOCK_MONOTONIC
 * @param floorNs what cannot be seen below: the loop's median turn, or one reading of the clock
 * @param count values, over all pairs or working sets
 * @param unit of the quantiles
 * @param quantiles by name, such as {@code p99.9}, and {@code max}
 * @param spikesPerSecond values over a threshold in ns, per second that was measured
 * @param lostPercent time in gaps over the probe's threshold; null for a probe that counts none
 * @param causes of lost time, the largest first, where it was asked for
 * @param worst the longest spikes with their causes, where it was asked for
 * @param series labelled parts and companions, by name
 * @param limits what the probe was to find, such as the highest rate
 * @param denied what was asked of the machine and refused
 * @param warnings what weakens the result without making it invalid
 * @param valid whether there are no reasons against it
 * @param reasons why it is invalid
 * @param evidence by name
 */
public record ProbeSummary(
        Probe probe,
        @Nullable Integer cpu,
        int numaNode,
        long durationNs,
        List<Span> windows,
        long floorNs,
        long count,
        String unit,
        Map<String, Long> quantiles,
        Map<String, Double> spikesPerSecond,
        @Nullable Double lostPercent,
        List<LostTime.OfCause> causes,
        List<Worst> worst,
        Map<String, Series> series,
        Map<String, Long> limits,
        List<String> denied,
        List<String> warnings,
        boolean valid,
        List<String> reasons,
        Map<String, Evidence> evidence) {
    static final long[] SPIKE_THRESHOLDS_NS = {5_000, 10_000, 20_000, 50_000, 100_000, 1_000_000};

    private static final int WORST = 100;

    /** The bar of the case study: the highest rate whose P99 stays below it. */
    static final long BAR_NS = 1_000;

    /** The pairs of a matrix, from the series that are named after them. */
    HeatMap heatMap() {
        Map<String, Long> medians = new LinkedHashMap<>();
        TreeSet<Integer> cpus = new TreeSet<>();
        series.forEach((pair, of) -> {
            Long p50 = of.quantiles().get("p50");
            if (p50 != null) {
                medians.put(pair, p50);
                Pattern.compile("-").splitAsStream(pair).map(Integer::valueOf).forEach(cpus::add);
            }
        });
        return HeatMap.of(List.copyOf(cpus), medians, evidence.get("distances"));
    }

    /** A span of time. */
    public record Span(long startNs, long lengthNs) {}

    /**
     * One of the longest spikes.
     *
     * @param atNs its start by CLOCK_MONOTONIC
     */
    public record Worst(
            long atNs,
            int window,
            long offsetNs,
            long valueNs,
            Explanation.Cause cause,
            Explanation.Confidence confidence,
            String evidence) {}

    /** A labelled series. */
    public record Series(long count, Map<String, Long> quantiles) {}

    /** The summary of a result and its histograms by series. */
    public static ProbeSummary of(ProbeResult result, Map<SeriesKey, Histogram> histograms) {
        Probe probe = result.spec().probe();
        Map<String, Histogram> bySeries = new LinkedHashMap<>();
        histograms.forEach(
                (key, histogram) -> bySeries.put(key.get(SeriesKey.SERIES).orElse(""), histogram));
        CompactHistogram all =
                CompactHistogram.of(bySeries.getOrDefault("", new Histogram(3))).stating(Stated.in(result.evidence()));
        long durationNs = result.windows().stream()
                .mapToLong(ProbeResult.Window::lengthNs)
                .sum();
        Map<String, Series> series = new LinkedHashMap<>();
        bySeries.forEach((name, histogram) -> {
            if (!name.isEmpty()) {
                series.put(
                        name, new Series(histogram.getTotalCount(), quantiles(false, CompactHistogram.of(histogram))));
            }
        });
        List<String> denied = new ArrayList<>();
        result.evidence().forEach((name, evidence) -> {
            if (evidence.outcome() == Evidence.Outcome.DENIED || evidence.outcome() == Evidence.Outcome.UNAVAILABLE) {
                denied.add(name + ": " + evidence.detail());
            }
        });
        boolean gaps = probe.countsGaps();
        return new ProbeSummary(
                probe,
                result.grant().pinned() ? result.grant().measuringCpus().first() : null,
                result.grant().numaNode(),
                durationNs,
                result.windows().stream()
                        .map(each -> new Span(each.startNs(), each.lengthNs()))
                        .toList(),
                gaps || probe == Probe.CLOCK
                        ? result.floor().medianGapNs()
                        : Math.round(result.floor().nanoTimeCostNs()),
                all.totalCount(),
                "ns",
                quantiles(gaps, all),
                spikes(all, durationNs),
                gaps ? lostPercent(all, result.spec().schedule().thresholdNs()) : null,
                LostTime.causes(result.explanations()),
                worst(result),
                series,
                limits(result, bySeries),
                denied,
                warnings(result),
                result.valid(),
                result.reasons(),
                result.evidence());
    }

    private static List<Worst> worst(ProbeResult result) {
        return result.explanations().stream()
                .sorted(Comparator.comparingLong(Explanation::valueNs).reversed())
                .limit(WORST)
                .map(each -> new Worst(
                        result.windows().get(each.window()).startNs() + each.offsetNs(),
                        each.window(),
                        each.offsetNs(),
                        each.valueNs(),
                        each.cause(),
                        each.confidence(),
                        each.evidence()))
                .toList();
    }

    private static @Nullable Double lostPercent(CompactHistogram gaps, long thresholdNs) {
        OptionalDouble lost = HistogramStatistics.of(Statistic.LOST, gaps, thresholdNs);
        return lost.isPresent() ? (Double) lost.getAsDouble() : null;
    }

    private static Map<String, Long> quantiles(boolean gaps, CompactHistogram histogram) {
        Map<String, Long> quantiles = new LinkedHashMap<>();
        for (Statistic statistic : Statistic.values()) {
            if (Double.isNaN(statistic.quantile()) || statistic.isArrivalQuantile() != gaps) {
                continue;
            }
            OptionalDouble value = HistogramStatistics.of(statistic, histogram, 0);
            value.ifPresent(ns -> quantiles.put(name(statistic.quantile()), Math.round(ns)));
        }
        if (histogram.totalCount() > 0) {
            quantiles.put("max", histogram.maxNs());
        }
        return quantiles;
    }

    /** 0.999 is p99.9. */
    private static String name(double quantile) {
        String digits = String.format(Locale.ROOT, "%.3f", quantile * 100)
                .replaceAll("0+$", "")
                .replaceAll("\\.$", "");
        return "p" + digits;
    }

    private static Map<String, Double> spikes(CompactHistogram all, long durationNs) {
        Map<String, Double> spikes = new LinkedHashMap<>();
        for (long thresholdNs : SPIKE_THRESHOLDS_NS) {
            if (all.tellsNumberOver(thresholdNs)) {
                long over = all.maxNs() <= thresholdNs ? 0 : all.numberOver(thresholdNs);
                spikes.put(Long.toString(thresholdNs), durationNs == 0 ? 0 : over / (durationNs * 1e-9));
            }
        }
        return spikes;
    }

    /** For a sweep: the highest rate up to which, and at which, P99 stays below the bar. */
    private static Map<String, Long> limits(ProbeResult result, Map<String, Histogram> bySeries) {
        Map<String, Long> limits = new LinkedHashMap<>();
        if (!result.spec().probe().parameters().contains(Parameter.RATES)) {
            return limits;
        }
        long[] ratesHz = result.spec().parameters().numbers(Parameter.RATES);
        for (long rateHz : Arrays.stream(ratesHz).sorted().toArray()) {
            Histogram histogram = bySeries.get(ratesHz.length == 1 ? "" : "rate-" + rateHz);
            OptionalDouble p99 =
                    histogram == null ? OptionalDouble.empty() : HistogramStatistics.of(Statistic.P99, histogram, 0);
            // A rate with too few ticks for a P99 says nothing, for or against.
            if (p99.isPresent() && p99.getAsDouble() >= BAR_NS) {
                break;
            }
            if (p99.isPresent()) {
                limits.put("rateHzWithP99Under1us", rateHz);
            }
        }
        return limits;
    }

    private static List<String> warnings(ProbeResult result) {
        List<String> warnings = new ArrayList<>();
        if (result.grant().pinned()
                && result.grant().housekeepingCpus().intersects(result.grant().probeCpus())) {
            warnings.add("no CPU is left for housekeeping: the rest of the probe's JVM ran on CPU "
                    + result.grant().housekeepingCpus() + ", where the probe measured");
        }
        if (result.spikesLost() > 0) {
            warnings.add(result.spikesLost() + " spikes were not kept: causes are those of the "
                    + result.spikes().size() + " longest; all of them are in the histogram");
        }
        for (Neighbour neighbour : Neighbour.in(result.evidence())) {
            warnings.add("not alone on CPU " + neighbour.cpus() + " while it measured: " + neighbour);
        }
        Evidence said = result.evidence().get(Evidence.PROGRAM_SAID);
        if (said != null) {
            warnings.add(result.spec().probe().spelling() + " said: " + said.detail());
        }
        for (String name : Evidence.BEFELL) {
            Evidence befell = result.evidence().get(name);
            if (befell != null) {
                warnings.add(name + ": " + befell.detail());
            }
        }
        Stated stated = Stated.in(result.evidence());
        if (stated.isOpen()) {
            warnings.add(result.spec().probe().spelling() + " does not tell values from "
                    + ProbeSummaryText.time(stated.openFromNs()) + " on apart: quantiles there are not known"
                    + (stated.sumIsTold() ? "" : ", nor how much time was lost") + "; the maximum is its own");
        }
        return warnings;
    }
}
