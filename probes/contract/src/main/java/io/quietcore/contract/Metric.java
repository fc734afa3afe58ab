package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * A statistic of a series, spelled as kube-burner's {@code metricName}: {@code jitter-lost}, {@code wakeup-P999}, and of a
 * probe that measures several things {@code memory-dram-P99}.
 *
 * @param series whose histogram
 * @param statistic one of {@link Probe#statistics()}
 */
public record Metric(ProbeSeries series, Statistic statistic) {
    public Metric {
        if (!series.probe().statistics().contains(statistic)) {
            throw new IllegalArgumentException(series.probe().spelling() + " is not judged by " + statistic.spelling());
        }
    }

    /** Of all that a probe measures. */
    public Metric(Probe probe, Statistic statistic) {
        this(ProbeSeries.of(probe), statistic);
    }

    public Probe probe() {
        return series.probe();
    }

    @JsonValue
    public String name() {
        return series.spelling() + "-" + statistic.spelling();
    }

    public static Optional<Metric> named(String name) {
        int dash = name.lastIndexOf('-');
        if (dash < 0) {
            return Optional.empty();
        }
        return ProbeSeries.named(name.substring(0, dash)).flatMap(series -> Statistic.named(name.substring(dash + 1))
                .filter(series.probe().statistics()::contains)
                .map(statistic -> new Metric(series, statistic)));
    }

    @JsonCreator
    static Metric parse(String name) {
        return named(name).orElseThrow(() -> new IllegalArgumentException("'" + name + "' is not a metric"));
    }

    @Override
    public String toString() {
        return name();
    }
}
