package io.quietcore.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * A statistic of a probe, spelled as kube-burner's {@code metricName}: {@code jitter-lost}, {@code wakeup-P999}.
 *
 * @param probe whose histogram
 * @param statistic one of {@link Probe#statistics()}
 */
public record Metric(Probe probe, Statistic statistic) {
    public Metric {
        if (!probe.statistics().contains(statistic)) {
            throw new IllegalArgumentException(probe.spelling() + " is not judged by " + statistic.spelling());
        }
    }

    @JsonValue
    public String name() {
        return probe.spelling() + "-" + statistic.spelling();
    }

    public static Optional<Metric> named(String name) {
        int dash = name.lastIndexOf('-');
        if (dash < 0) {
            return Optional.empty();
        }
        return Probe.named(name.substring(0, dash)).flatMap(probe -> Statistic.named(name.substring(dash + 1))
                .filter(probe.statistics()::contains)
                .map(statistic -> new Metric(probe, statistic)));
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
