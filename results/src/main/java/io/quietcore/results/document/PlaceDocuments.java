package io.quietcore.results.document;

import io.quietcore.contract.Metric;
import io.quietcore.contract.Probe;
import io.quietcore.contract.SeriesKey;
import io.quietcore.contract.Statistic;
import io.quietcore.results.statistics.ArrivalDelay;
import io.quietcore.results.statistics.CompactHistogram;
import io.quietcore.results.statistics.HistogramStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The documents of one place: a metric document for each statistic (Orion hands a document to one metric only), a
 * quantile document of the merged histogram, a document for each repetition. What lacks its samples is left out, never
 * written as a number.
 */
final class PlaceDocuments {
    private final PlaceSeries series;
    private final String jobName;
    private final String uuid;
    private final Map<String, Object> metadata;

    PlaceDocuments(PlaceSeries series, String jobName, String uuid, Map<String, Object> metadata) {
        this.series = series;
        this.jobName = jobName;
        this.uuid = uuid;
        this.metadata = metadata;
    }

    private Map<String, Object> document(String metricName, String timestamp) {
        Map<String, Object> document = new TreeMap<>();
        document.put("uuid", uuid);
        document.put("timestamp", timestamp);
        document.put("metricName", metricName);
        document.put("jobName", jobName);
        document.put("metadata", metadata);
        return document;
    }

    private String startedAt() {
        return GoTime.of(series.parts().get(0).result().startedAt());
    }

    /** Empty for the one series of a probe. */
    private String name() {
        return series.series().name();
    }

    /** One for each statistic that every repetition has: the median over the repetitions. */
    List<Map<String, Object>> metrics(String phase) {
        List<Map<String, Object>> documents = new ArrayList<>();
        String cpus = series.cpus();
        String over = "quietcore: median over " + series.repetitions().size() + " repetitions of ";
        series.medians().forEach((statistic, median) -> {
            Map<String, Object> document = document(new Metric(series.series(), statistic).name(), startedAt());
            document.put("value", median);
            document.put("query", over + statistic.spelling() + " of " + series.series());
            Map<String, String> labels = new TreeMap<>();
            labels.put("node", series.node());
            labels.put("numa", series.numa());
            labels.put("place", series.place());
            labels.put("cpu", cpus);
            labels.put("probe", series.probe().spelling());
            if (!name().isEmpty()) {
                labels.put(SeriesKey.SERIES, name());
            }
            labels.put("statistic", statistic.spelling());
            labels.put("unit", statistic.unit().spelling());
            labels.put("phase", phase);
            document.put("labels", labels);
            documents.add(document);
        });
        return documents;
    }

    /** The quantiles, then each repetition. */
    List<Map<String, Object>> measurements() {
        List<Map<String, Object>> documents = new ArrayList<>();
        quantiles().ifPresent(documents::add);
        documents.addAll(repetitions());
        return documents;
    }

    /** The merged histogram, in whole nanoseconds; empty where P50, P95 or P99 lacks its samples. */
    private Optional<Map<String, Object>> quantiles() {
        CompactHistogram merged = series.merged();
        Map<String, Object> document = document(series.probe().spelling() + "LatencyQuantilesMeasurement", startedAt());
        document.put("quantileName", series.place() + (name().isEmpty() ? "" : "-" + name()));
        HistogramStatistics.all(quantilesOf(series.probe()), merged, 0)
                .forEach((statistic, value) -> document.put(documentName(statistic), Math.round(value)));
        if (!document.keySet().containsAll(List.of("P50", "P95", "P99"))) {
            return Optional.empty();
        }
        if (series.probe().countsGaps()) {
            // Of the arrival delay: an arrival may meet the loop at once, and waits at most the longest gap.
            document.put("min", 0L);
            // It rests on the square of each gap.
            if (!merged.isOpen()) {
                document.put("avg", Math.round(ArrivalDelay.of(merged).meanNs()));
            }
        } else {
            document.put("min", merged.minNs());
            if (merged.sumIsTold()) {
                document.put("avg", Math.round(merged.meanNs()));
            }
        }
        document.put("max", merged.maxNs());
        return Optional.of(document);
    }

    /** One for each repetition and CPU, with the statistics that it has. */
    private List<Map<String, Object>> repetitions() {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (PlaceSeries.Part part : series.parts()) {
            Map<String, Object> document = document(
                    series.probe().spelling() + "LatencyMeasurement",
                    GoTime.of(part.result().startedAt()));
            document.put("jobIteration", part.repetition());
            document.put("nodeName", series.node());
            document.put("numa", series.numa());
            document.put("cpu", part.cpu());
            if (!name().isEmpty()) {
                document.put(SeriesKey.SERIES, name());
            }
            part.values()
                    .forEach((statistic, value) -> document.put(
                            documentName(statistic),
                            statistic.unit() == Statistic.Unit.NS ? (Object) Math.round(value) : value));
            documents.add(document);
        }
        return documents;
    }

    private static Set<Statistic> quantilesOf(Probe probe) {
        return probe.statistics().stream()
                .filter(statistic -> !Double.isNaN(statistic.quantile()) && statistic.quantile() <= 0.9999)
                .collect(Collectors.toSet());
    }

    /** In a document every probe's P99 is called P99; for {@code jitter} it is the arrival delay's. */
    private static String documentName(Statistic statistic) {
        if (statistic == Statistic.LOST) {
            return "lostPercent";
        }
        if (statistic.isSpikeRate()) {
            return statistic.spelling() + "PerSecond";
        }
        return statistic.isArrivalQuantile()
                ? statistic.spelling().substring("arrival".length())
                : statistic.spelling();
    }
}
