package io.quietcore.results.history;

import io.quietcore.contract.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which series of a history.
 *
 * @param workload the campaign's name
 * @param metrics these; where empty, those that any run of the workload was judged by
 * @param side only this one; null for all
 * @param place only this one; null for all
 * @param since only runs that began then or later; null for all
 */
public record HistorySelection(
        String workload,
        List<Metric> metrics,
        @Nullable String side,
        @Nullable String place,
        @Nullable Instant since) {
    public HistorySelection {
        metrics = List.copyOf(metrics);
    }

    String sql() {
        String wanted = metrics.isEmpty()
                ? "SELECT own.metric FROM value own JOIN run mine USING (uuid)"
                        + " WHERE mine.workload = ? AND own.primary_metric = 1"
                : String.join(", ", Collections.nCopies(metrics.size(), "?"));
        return "SELECT side, place, metric, uuid, started_at_ms, value, fingerprint, facts, floor_ns, step_ns"
                + " FROM value JOIN run USING (uuid) JOIN fingerprint ON fingerprint.id = fingerprint"
                + " WHERE workload = ?"
                + (side == null ? "" : " AND side = ?")
                + (place == null ? "" : " AND place = ?")
                + (since == null ? "" : " AND started_at_ms >= ?")
                + " AND metric IN (" + wanted + ")"
                + " ORDER BY side, metric, place, started_at_ms, uuid";
    }

    List<Object> arguments() {
        List<Object> arguments = new ArrayList<>();
        arguments.add(workload);
        if (side != null) {
            arguments.add(side);
        }
        if (place != null) {
            arguments.add(place);
        }
        if (since != null) {
            arguments.add(since.toEpochMilli());
        }
        if (metrics.isEmpty()) {
            arguments.add(workload);
        } else {
            metrics.forEach(metric -> arguments.add(metric.name()));
        }
        return arguments;
    }
}
